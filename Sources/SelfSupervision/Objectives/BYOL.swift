// Grill et al., "Bootstrap your own latent: a new approach to self-supervised learning" (BYOL),
// NeurIPS 2020, equation 2, both directions added.
// Choice of ours: m = 0.99 throughout, as training is short; the paper's rises from 0.996 to 1.
internal import Parts
package import Torch

///     ‖p̂₁ − ẑ′₂‖² + ‖p̂₂ − ẑ′₁‖²,  mean over the batch,
///
/// p = predictor(z) of the network, z′ of the momentum encoder, both of unit length.
package struct BYOL: Objective {
  package let momentum: Double?
  private let projector: Head
  private let predictor: Head
  private let follower: Head

  fileprivate init(_ parts: ObjectiveParts) throws {
    let width = parts.whole("width")
    momentum = parts.number("momentum")
    projector = try parts.projector(to: width)
    predictor = try parts.predictor(of: width)
    follower = try parts.projector(to: width)
    try follower.restore(projector.snapshot())
  }

  package static func loss(
    predictions: (first: Tensor, second: Tensor), projections: (first: Tensor, second: Tensor)
  ) throws -> Tensor {
    // ‖p̂ − ẑ‖² = 2 − 2 cos(p, z).
    try SimSiam.loss(predictions: predictions, projections: projections) * 4 + 4
  }

  package func loss(of views: Views, by encoder: Encoder) throws -> ObjectiveLoss {
    let (first, second) = try encoder.pair(views)
    let z = try projector(Tensor.concatenated([first, second], along: 0))
    let target = try withoutGradients {
      let (first, second) = try encoder.targetPair(views)
      return try follower(Tensor.concatenated([first, second], along: 0)).detached()
    }
    let halves = try Halves(predictor(z), target)
    return try ObjectiveLoss(
      Self.loss(predictions: halves.predictions, projections: halves.projections), first
    ) {
      try follow(follower.state, projector.state, momentum: momentum ?? 0)
    }
  }

  package func state(_ path: String) -> [StateEntry] {
    projector.state(joined(path, "projector")) + predictor.state(joined(path, "predictor"))
      + follower.untrained(joined(path, "follower"))
  }
}

extension BYOL {
  static let kind = ObjectiveKind(
    "byol", "A view predicts what a momentum encoder makes of the other (BYOL).",
    options: [.width(64), .momentum(0.99)], make: BYOL.init)
}
