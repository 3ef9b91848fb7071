/// The field's figures of one confusion matrix, as shares from 0 to 1; nil if a figure's
/// denominator is 0, which is "absent" and not "0 %".
///
/// Congalton, R. G. (1991), Remote Sensing of Environment 37, 35–46; kappa after Cohen (1960).
extension ConfusionMatrix {
  /// Share of the pixels with a reference that are mapped right; nil without such pixels.
  public var overallAccuracy: Double? { ratio(correct, total) }

  /// Interval of the overall accuracy (Wilson 1927), were the pixels a simple random sample.
  public func overallInterval(confidence: Double = 0.95) -> Interval? {
    .wilson(successes: correct, of: total, confidence: confidence)
  }

  /// Mean of the producer's accuracies of the classes that occur in the reference.
  public var averageAccuracy: Double? {
    let occurring = producersAccuracy.compactMap { $0 }
    return occurring.isEmpty ? nil : occurring.reduce(0, +) / Double(occurring.count)
  }

  /// Agreement expected of independent labels with these margins, Σ rowᵢ·columnᵢ / total².
  public var chanceAgreement: Double? {
    guard total > 0 else { return nil }
    return zip(referenceTotals, mapTotals).reduce(0) {
      $0 + Double($1.0) / Double(total) * (Double($1.1) / Double(total))
    }
  }

  /// Cohen's kappa, (OA − chance) / (1 − chance), never above OA; nil if chance alone agrees
  /// everywhere, as with a single class that is always mapped.
  public var kappa: Double? {
    guard let observed = overallAccuracy, let chance = chanceAgreement else { return nil }
    // Decided on whole pixels: 1 − chance is 0 only where one class holds both margins.
    let single = zip(referenceTotals, mapTotals).contains { $0.0 == total && $0.1 == total }
    return single ? nil : (observed - chance) / (1 - chance)
  }

  /// Share of each reference class that is mapped right (recall, 1 − omission); nil if the
  /// class does not occur in the reference.
  public var producersAccuracy: [Double?] {
    zip(diagonal, referenceTotals).map { ratio($0, $1) }
  }

  /// Share of each mapped class that is right (precision, 1 − commission); nil if the class was
  /// not mapped, and where it does not occur in the reference and so could not be right.
  public var usersAccuracy: [Double?] {
    zip(diagonal, zip(mapTotals, referenceTotals)).map { right, totals in
      totals.1 == 0 ? nil : ratio(right, totals.0)
    }
  }

  /// Harmonic mean of producer's and user's accuracy, 2·right / (reference + mapped); nil where
  /// the class does not occur in the reference, 0 where it does and is never mapped.
  public var f1: [Double?] {
    zip(diagonal, zip(mapTotals, referenceTotals)).map { right, totals in
      totals.1 == 0 ? nil : ratio(2 * right, totals.0 + totals.1)
    }
  }

  /// Wilson interval of each producer's accuracy.
  public func producersIntervals(confidence: Double = 0.95) -> [Interval?] {
    zip(diagonal, referenceTotals).map {
      .wilson(successes: $0, of: $1, confidence: confidence)
    }
  }

  private func ratio(_ part: Int, _ whole: Int) -> Double? {
    whole == 0 ? nil : Double(part) / Double(whole)
  }
}
