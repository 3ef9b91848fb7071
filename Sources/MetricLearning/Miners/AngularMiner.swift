// Wang et al., "Deep metric learning with angular loss", ICCV 2017, figure 3.
internal import Foundation
internal import Parts
internal import Torch

/// Triplets whose negative n sees the pair of anchor a and positive p under an angle above α:
/// arctan( ‖a − p‖ / (2 ‖n − (a + p)/2‖) ) > α, of embeddings as they are.
public struct AngularMiner: Miner {
  public let degrees: Double

  /// - Parameter degrees: α, above 0 and below 90.
  public init(degrees: Double = 20) throws {
    try require(
      degrees > 0 && degrees < 90, "the angle must lie between 0 and 90 degrees, not \(degrees)")
    self.degrees = degrees
  }

  public func callAsFunction(_ comparison: Comparison) throws -> Comparison {
    try withoutGradients {
      let pairs = try comparison.positives.nonzero()
      let anchors = try pairs.slice(1, 0..<1).squeezed(1)
      let others = try pairs.slice(1, 1..<2).squeezed(1)
      let a = try comparison.queries.selecting(anchors, along: 0)
      let p = try comparison.references.selecting(others, along: 0)
      // Pairs × references: the height of each reference above the middle of each pair.
      let heights = try ((a + p) * 0.5).pairwiseDistances(to: comparison.references)
      let lengths = try (a - p).norm(1, keep: true)
      let wide = try lengths.greater(heights * (2 * tan(degrees * .pi / 180)))
      let found = try wide.and(comparison.negatives.selecting(anchors, along: 0)).nonzero()
      let pair = try found.slice(1, 0..<1).squeezed(1)
      return try comparison.keeping(
        Triplets(
          anchors: try anchors.selecting(pair, along: 0),
          positives: try others.selecting(pair, along: 0),
          negatives: try found.slice(1, 1..<2).squeezed(1)))
    }
  }
}

extension AngularMiner {
  static let kind = MinerKind(
    "angular", "Triplets with a large angle at the negative.", distance: nil,
    options: [.number("degrees", 20, "Angle, above 0 and below 90 degrees.")]
  ) { values, _ in try AngularMiner(degrees: values.number("degrees")) }
}
