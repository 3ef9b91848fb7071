// Chen, Kornblith, Norouzi and Hinton, "A simple framework for contrastive learning of visual
// representations" (SimCLR), ICML 2020, equation 1: NT-Xent.
// Choice of ours: τ = 0.3 in place of 0.5, for windows of fields, of which many look alike.
internal import Parts
package import Torch

///     l_i = −log( exp(z_i·z_p/τ) / Σ_{k≠i} exp(z_i·z_k/τ) ),  mean over the 2N views,
///
/// z projections of unit length, p the other view of the same item.
package struct SimCLR: Objective {
  private let projector: Head
  private let temperature: Double

  /// - Parameters:
  ///   - first, second: projections of the two views, N × width, of any length.
  package static func loss(
    _ first: Tensor, _ second: Tensor, temperature: Double
  ) throws -> Tensor {
    let z = try Tensor.concatenated([first, second], along: 0).unitRows()
    let count = first.shape[0]
    let itself = try Tensor.identity(2 * count, device: z.device).greater(0)
    let scores = try (z.times(z.transposed()) / temperature).filled(where: itself, with: -1e30)
    let others = try Tensor((0..<(2 * count)).map { Int64(($0 + count) % (2 * count)) })
    return try crossEntropy(scores, others.to(z.device))
  }

  package func loss(of views: Views, by encoder: Encoder) throws -> ObjectiveLoss {
    let (first, second) = try encoder.pair(views)
    let both = try projector(Tensor.concatenated([first, second], along: 0))
    let count = first.shape[0]
    return try ObjectiveLoss(
      Self.loss(
        both.slice(0, 0..<count), both.slice(0, count..<(2 * count)), temperature: temperature),
      first)
  }

  package func state(_ path: String) -> [StateEntry] { projector.state(joined(path, "projector")) }
}

extension SimCLR {
  static let kind = ObjectiveKind(
    "simclr", "Two views of a window are nearer than those of any other (NT-Xent, SimCLR).",
    options: [.temperature(0.3), .width(64)]
  ) {
    SimCLR(
      projector: try $0.projector(to: $0.whole("width")), temperature: $0.number("temperature"))
  }
}
