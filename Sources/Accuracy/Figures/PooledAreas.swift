extension StratifiedEstimate {
  /// Test pixels of a mapped class that an estimate needs: a choice of ours. With fewer the spread
  /// among them says little.
  public static let leastSample = 10

  /// Share of each class that a part of a map truly covers, if the map errs there as it does in the
  /// whole: each mapped class is shared out as the sample shares it.
  ///
  ///     share_j = Σ_i W_i p_ij,   V = Σ_i W_i² p_ij (1 − p_ij) / (n_i − 1)
  ///
  /// with W_i the share of the part that is mapped as i, and p_ij the share of the n_i sampled pixels
  /// mapped as i that are truly j (Olofsson et al. 2014, equations 9 and 10).
  ///
  /// - Parameters:
  ///   - mapped: pixels of the part in each mapped class, from class 1.
  ///   - sample: of the whole map.
  /// - Returns: by class; nil if the part has no pixels, or a class that is mapped in it has fewer
  ///   than `leastSample` sampled pixels.
  public static func areaShares(
    of mapped: [Int], byErrorsIn sample: ConfusionMatrix
  ) -> [Estimate]? {
    let total = Double(mapped.reduce(0, +))
    guard total > 0 else { return nil }
    var values = [Double](repeating: 0, count: max(sample.classes, mapped.count))
    var variances = values
    for (index, pixels) in mapped.enumerated() where pixels > 0 {
      guard index < sample.classes else { return nil }
      let column = (1...sample.classes).map { sample[reference: $0, map: index + 1] }
      let sampled = column.reduce(0, +)
      guard sampled >= leastSample else { return nil }
      let weight = Double(pixels) / total
      for (reference, count) in column.enumerated() {
        let share = Double(count) / Double(sampled)
        values[reference] += weight * share
        variances[reference] += weight * weight * share * (1 - share) / Double(sampled - 1)
      }
    }
    return zip(values, variances).map { Estimate(value: $0, standardError: $1.squareRoot()) }
  }
}
