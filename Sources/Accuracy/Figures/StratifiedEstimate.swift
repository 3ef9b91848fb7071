/// A figure with its standard error and interval.
public struct Estimate: Equatable, Sendable {
  public var value: Double
  /// Standard error; nil if a stratum has a single sample pixel, which shows no spread.
  public var standardError: Double?

  /// The normal interval, value ± z · standard error; it may go beyond what a share can be.
  public func interval(confidence: Double = 0.95) -> Interval? {
    standardError.map {
      let half = NormalDistribution.quantile((1 + confidence) / 2) * $0
      return Interval(lower: value - half, upper: value + half)
    }
  }
}

/// Accuracies and class areas of a map from a stratified random sample of its pixels.
///
/// Every stratum stands for all of its pixels, however many were sampled from it. Strata may be the
/// mapped classes (Olofsson et al. 2014, Remote Sensing of Environment 148, 42–57, equations 1–11)
/// or any others (Stehman 2014, International Journal of Remote Sensing 35, 4923–4939, equations
/// 2–3 and 25–28, which give the former as a special case and are what is computed here, with the
/// finite population correction).
public struct StratifiedEstimate: Equatable, Sendable {
  /// Share of the map's pixels that are mapped right.
  public let overallAccuracy: Estimate
  /// By class; nil if no sampled pixel was mapped so, or none has this reference.
  public let usersAccuracy: [Estimate?]
  /// By class; nil if no sampled pixel has this reference.
  public let producersAccuracy: [Estimate?]
  /// Share of the scene that each class truly covers, by class.
  public let areaShares: [Estimate]
  /// Pixels of all strata.
  public let population: Int

  /// Where the strata are the mapped classes.
  ///
  /// - Parameters:
  ///   - sample: the sampled pixels; none of them unclassified.
  ///   - mapped: pixels of the whole map in each class, from class 1.
  /// - Throws: `FigureError` as below.
  public init(sample: ConfusionMatrix, mapped: [Int]) throws {
    guard sample.unclassified.allSatisfy({ $0 == 0 }) else {
      throw FigureError(
        "\(sample.unclassified.reduce(0, +)) sampled pixels are unclassified in the map. "
          + "Leave them out or make them a stratum")
    }
    var cells: [SampleCell] = []
    for reference in 0..<sample.classes {
      for map in 0..<sample.classes {
        let count = sample[reference: reference + 1, map: map + 1]
        if count > 0 {
          cells.append(SampleCell(stratum: map, map: map, reference: reference, count: count))
        }
      }
    }
    try self.init(cells: cells, strata: mapped, classes: max(sample.classes, mapped.count))
  }

  /// An estimate whose strata are not the mapped classes.
  ///
  /// - Parameters:
  ///   - strata: the stratum of each sampled pixel, from 0.
  ///   - map: its mapped class, from 1.
  ///   - reference: its true class, from 1.
  ///   - sizes: pixels of the whole scene in each stratum.
  /// - Throws: `FigureError` if the lists differ in length, a stratum or class number is out of
  ///   range, a stratum with pixels has no sample, or has more sampled pixels than pixels.
  public init(strata: [Int], map: [UInt16], reference: [UInt16], sizes: [Int]) throws {
    guard strata.count == map.count, strata.count == reference.count else {
      throw FigureError(
        "\(strata.count) strata, \(map.count) mapped and \(reference.count) reference classes of "
          + "the sampled pixels. Give one of each for every pixel")
    }
    guard !map.contains(0), !reference.contains(0) else {
      throw FigureError("a sampled pixel has no mapped or no reference class. Leave it out")
    }
    let cells = strata.indices.map {
      SampleCell(
        stratum: strata[$0], map: Int(map[$0]) - 1, reference: Int(reference[$0]) - 1, count: 1)
    }
    let classes = Int(max(map.max() ?? 0, reference.max() ?? 0))
    try self.init(cells: cells, strata: sizes, classes: classes)
  }

  private init(cells: [SampleCell], strata sizes: [Int], classes: Int) throws {
    let sample = try StratifiedSample(cells: cells, sizes: sizes)
    population = sample.population
    overallAccuracy = sample.mean { $0.map == $0.reference }
    usersAccuracy = (0..<classes).map { c in
      cells.contains { $0.reference == c }
        ? sample.ratio(of: { $0.map == c && $0.reference == c }, to: { $0.map == c }) : nil
    }
    producersAccuracy = (0..<classes).map { c in
      sample.ratio(of: { $0.map == c && $0.reference == c }, to: { $0.reference == c })
    }
    areaShares = (0..<classes).map { c in sample.mean { $0.reference == c } }
  }
}
