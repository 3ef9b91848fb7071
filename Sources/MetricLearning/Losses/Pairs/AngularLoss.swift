// Wang, Zhou, Wen, Liu and Lin, "Deep metric learning with angular loss", ICCV 2017, equation 8.
internal import Foundation
internal import Parts
internal import Torch

/// The angle at a negative n, over the pair of anchor a and positive p, kept below α:
///
///     mean_(a,p) log(1 + Σ_n exp(4 tan²α (a + p)·n − 2 (1 + tan²α) a·p))
///
/// over all negatives of the anchor. Anchors and positives are brought to length 1 and negatives are
/// not, as in the reference implementation; so the length of embeddings matters. A miner chooses
/// among the pairs.
public struct AngularLoss: PairLoss {
  public let degrees: Double
  public let distance: any Distance = LpDistance.euclidean
  public let reducer: any Reducer

  /// - Parameters:
  ///   - degrees: α, above 0 and below 90.
  ///   - reducer: what makes one number of the losses of a batch.
  public init(degrees: Double = 40, reducer: any Reducer = MeanReducer()) throws {
    try require(
      degrees > 0 && degrees < 90, "the angle must lie between 0 and 90 degrees, not \(degrees)")
    self.degrees = degrees
    self.reducer = reducer
  }

  public func terms(_ comparison: Comparison) throws -> [Terms] {
    let pairs = try comparison.positives.nonzero()
    let anchors = try pairs.slice(1, 0..<1).squeezed(1)
    let others = try pairs.slice(1, 1..<2).squeezed(1)
    guard anchors.count > 0 else { return [] }
    let a = try comparison.queries.selecting(anchors, along: 0).normalised()
    let p = try comparison.references.selecting(others, along: 0).normalised()
    let t = pow(tan(degrees * .pi / 180), 2)
    let toNegatives = try (a + p).times(comparison.references.transposed()) * (4 * t)
    let within = try (a * p).sum(1, keep: true) * (2 * (1 + t))
    let labels = try comparison.queryLabels.selecting(anchors, along: 0)
    let negatives = try labels.unsqueezed(1)
      .notEqual(comparison.referenceLabels.unsqueezed(0))
    let sum = try (toNegatives - within).logSumExp(where: negatives)
    return [Terms(try sum.exactSoftplus(), anchors: anchors, unit: .pair)]
  }
}

extension AngularLoss {
  static let kind = LossKind(
    "angular", "The angle at a negative, over the pair of anchor and positive, kept small.",
    options: [.number("degrees", 40, "Angle α, above 0 and below 90 degrees.")],
    refuses: [
      .distance: "an angle between points needs Euclidean geometry on normalised embeddings"
    ]
  ) { try AngularLoss(degrees: $0.number("degrees"), reducer: $0.reducer(else: MeanReducer())) }
}
