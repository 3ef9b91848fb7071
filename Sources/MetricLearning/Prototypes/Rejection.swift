internal import Foundation

/// How far from a class a point may lie and still be called one of it.
public struct Rejection: Codable, Equatable, Sendable {
  /// The share of a class's own validation points that its threshold keeps, at least.
  public let truePositiveRate: Double
  /// The largest distance kept, by class.
  public let thresholds: [Int: Float]
  /// The same over all classes together, for a class without validation points.
  public let common: Float

  /// Thresholds from validation points: for each class, the distance within which the stated share
  /// of those of its points lie that are classified rightly.
  ///
  /// - Parameters:
  ///   - nearest: the classification of the validation points.
  ///   - truth: their classes.
  ///   - truePositiveRate: above 0, at most 1.
  /// - Throws: where no validation point is classified rightly.
  public init(calibrating nearest: NearestClass, truth: [Int], truePositiveRate: Double) throws {
    try require(
      truePositiveRate > 0 && truePositiveRate <= 1,
      "the true-positive rate must lie above 0 and at most at 1, not \(truePositiveRate)")
    try require(
      truth.count == nearest.labels.count,
      "\(truth.count) true classes for \(nearest.labels.count) validation points")
    var distances: [Int: [Float]] = [:]
    for (index, label) in truth.enumerated()
    where nearest.labels[index] == label && nearest.distances[index].isFinite {
      distances[label, default: []].append(nearest.distances[index])
    }
    try require(
      !distances.isEmpty,
      "none of \(truth.count) validation points is classified rightly: no threshold can be set")
    func quantile(_ values: [Float]) -> Float {
      let rank = Int((truePositiveRate * Double(values.count)).rounded(.up))
      return values.sorted()[max(0, min(rank, values.count) - 1)]
    }
    self.truePositiveRate = truePositiveRate
    thresholds = distances.mapValues(quantile)
    common = quantile(distances.values.flatMap { $0 })
  }

  /// The largest distance at which a point is called one of a class.
  public func threshold(of label: Int) -> Float { thresholds[label] ?? common }

  /// Which points are kept; a distance that is NaN is not.
  public func keeps(_ nearest: NearestClass) -> [Bool] {
    zip(nearest.labels, nearest.distances).map { $1 <= threshold(of: $0) }
  }

  /// How unlike its class each point is: its distance over the class's threshold, above 1 where
  /// rejected; infinite if the distance is NaN.
  public func scores(_ nearest: NearestClass) -> [Double] {
    zip(nearest.labels, nearest.distances).map { label, distance in
      guard !distance.isNaN else { return .infinity }
      let threshold = Double(threshold(of: label))
      if threshold > 0 { return Double(distance) / threshold }
      return distance > 0 ? .infinity : 1
    }
  }
}

/// What rejection costs and gains.
public struct RejectionFigures: Codable, Equatable, Sendable {
  /// Share of the points of known classes that are kept.
  public let coverage: Double
  /// Share of the kept points of known classes that are classified rightly; nil if none is kept.
  public let accuracyOfKept: Double?
  /// Share of the points of unknown classes that are rejected; nil if there is none.
  public let rejectionOfUnknown: Double?
  /// Area under the receiver operating curve of known against unknown; nil if either is absent.
  public let auroc: Double?

  /// - Parameters:
  ///   - rejection: the thresholds to be judged.
  ///   - truth: true classes; nil for a point of a class that was not known.
  ///   - nearest: their classification.
  public init(_ rejection: Rejection, truth: [Int?], nearest: NearestClass) throws {
    try require(
      truth.count == nearest.labels.count && !truth.isEmpty,
      "\(truth.count) true classes for \(nearest.labels.count) points; one each is needed")
    let kept = rejection.keeps(nearest)
    let scores = rejection.scores(nearest)
    let known = truth.indices.filter { truth[$0] != nil }
    let unknown = truth.indices.filter { truth[$0] == nil }
    let keptKnown = known.filter { kept[$0] }
    let right = keptKnown.count { nearest.labels[$0] == truth[$0] }
    coverage = known.isEmpty ? 0 : Double(keptKnown.count) / Double(known.count)
    accuracyOfKept = keptKnown.isEmpty ? nil : Double(right) / Double(keptKnown.count)
    rejectionOfUnknown =
      unknown.isEmpty ? nil : Double(unknown.count { !kept[$0] }) / Double(unknown.count)
    auroc = MetricLearning.auroc(
      positives: unknown.map { scores[$0] }, negatives: known.map { scores[$0] })
  }
}

/// The probability that a positive scores higher than a negative, ties counted half: the area under
/// the receiver operating curve (Hanley and McNeil, 1982).
///
/// - Returns: nil if either is empty or a score is NaN.
public func auroc(positives: [Double], negatives: [Double]) -> Double? {
  guard !positives.isEmpty, !negatives.isEmpty else { return nil }
  let all = positives.map { ($0, true) } + negatives.map { ($0, false) }
  guard !all.contains(where: { $0.0.isNaN }) else { return nil }
  let sorted = all.sorted { $0.0 < $1.0 }
  var (wins, below, start) = (0.0, 0.0, 0)
  while start < sorted.count {
    var end = start
    while end < sorted.count, sorted[end].0 == sorted[start].0 { end += 1 }
    let tied = sorted[start..<end]
    let (up, down) = (Double(tied.count { $0.1 }), Double(tied.count { !$0.1 }))
    wins += up * (below + down / 2)
    below += down
    start = end
  }
  return wins / (Double(positives.count) * Double(negatives.count))
}
