// Caron, Misra, Mairal, Goyal, Bojanowski and Joulin, "Unsupervised learning of visual features by
// contrasting cluster assignments" (SwAV), NeurIPS 2020, equations 1 to 3.
// Choices of ours: 64 prototypes in place of 3000, as a scene has few kinds of ground; two views of
// one size.
internal import Parts
package import Torch

///     l(z₁, q₂) + l(z₂, q₁),  l(z, q) = −mean Σ_k q_k log softmax_k(z·c/τ),
///
/// z and the prototypes c of unit length; codes q spread the batch evenly over the prototypes by
/// Sinkhorn and Knopp's iterations, and are constant in the gradient.
package struct SwAV: Objective {
  private let projector: Head
  /// K × width.
  private let prototypes: Tensor
  private let temperature: Double
  private let epsilon: Double

  /// z·c, N × K.
  package static func scores(_ projections: Tensor, _ prototypes: Tensor) throws -> Tensor {
    try projections.unitRows().times(prototypes.unitRows().transposed())
  }

  /// Codes, N × K; each row sums to 1.
  package static func codes(
    _ scores: Tensor, epsilon: Double, iterations: Int = 3
  ) throws -> Tensor {
    try withoutGradients {
      let (count, clusters) = (Double(scores.shape[0]), Double(scores.shape[1]))
      // The largest taken away: a factor changes no code, and nothing overflows.
      var q = try ((scores.detached() - scores.max()) / epsilon).exp()
      for _ in 0..<iterations {
        q = try q / (q.sum(0, keep: true) * clusters).maximum(1e-300)
        q = try q / (q.sum(1, keep: true) * count).maximum(1e-300)
      }
      return try q * count
    }
  }

  /// - Parameter scores: of both views.
  package static func loss(
    _ scores: (first: Tensor, second: Tensor), temperature: Double, epsilon: Double
  ) throws -> Tensor {
    func swapped(_ scores: Tensor, _ other: Tensor) throws -> Tensor {
      let codes = try codes(other, epsilon: epsilon)
      return try -(codes * (scores / temperature).logSoftmax(1)).sum(1).mean()
    }
    return try swapped(scores.first, scores.second) + swapped(scores.second, scores.first)
  }

  package func loss(of views: Views, by encoder: Encoder) throws -> ObjectiveLoss {
    let (first, second) = try encoder.pair(views)
    let both = try Self.scores(
      projector(Tensor.concatenated([first, second], along: 0)), prototypes)
    let count = first.shape[0]
    return try ObjectiveLoss(
      Self.loss(
        (both.slice(0, 0..<count), both.slice(0, count..<(2 * count))), temperature: temperature,
        epsilon: epsilon), first)
  }

  package func state(_ path: String) -> [StateEntry] {
    projector.state(joined(path, "projector"))
      + [StateEntry(path: joined(path, "prototypes"), tensor: prototypes)]
  }
}

extension SwAV {
  static let kind = ObjectiveKind(
    "swav", "A view predicts the prototype that the other is assigned to (SwAV).",
    options: [
      .temperature(0.1), .width(64), .prototypes,
      .number("epsilon", 0.05, in: 1e-3...10, "How soft the assignments are."),
    ]
  ) {
    SwAV(
      projector: try $0.projector(to: $0.whole("width")),
      prototypes: try $0.normal([$0.whole("prototypes"), $0.whole("width")]).requiringGradient(),
      temperature: $0.number("temperature"), epsilon: $0.number("epsilon"))
  }
}

extension PartOption {
  static let prototypes = PartOption.whole(
    "prototypes", 64, in: 2...65_536, "Number of prototypes.")
}
