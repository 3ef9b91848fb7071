// Chen and He, "Exploring simple Siamese representation learning" (SimSiam), CVPR 2021,
// equations 1 to 4.
internal import Parts
package import Torch

///     ½ D(p₁, stop z₂) + ½ D(p₂, stop z₁),  D(p, z) = −mean cos(p, z),
///
/// z projections, p = predictor(z). No gradient reaches z where it is compared with.
package struct SimSiam: Objective {
  private let projector: Head
  private let predictor: Head

  /// −mean over the rows of cos(p, z), differentiable in p alone.
  package static func distance(_ p: Tensor, _ z: Tensor) throws -> Tensor {
    try -(p.unitRows() * z.detached().unitRows()).sum(1).mean()
  }

  package static func loss(
    predictions: (first: Tensor, second: Tensor), projections: (first: Tensor, second: Tensor)
  ) throws -> Tensor {
    try distance(predictions.first, projections.second) * 0.5
      + distance(predictions.second, projections.first) * 0.5
  }

  package func loss(of views: Views, by encoder: Encoder) throws -> ObjectiveLoss {
    let (first, second) = try encoder.pair(views)
    let z = try projector(Tensor.concatenated([first, second], along: 0))
    let halves = try Halves(predictor(z), z)
    return try ObjectiveLoss(
      Self.loss(predictions: halves.predictions, projections: halves.projections), first)
  }

  package func state(_ path: String) -> [StateEntry] {
    projector.state(joined(path, "projector")) + predictor.state(joined(path, "predictor"))
  }
}

/// Predictions and projections of two views that went through together.
struct Halves {
  let predictions: (first: Tensor, second: Tensor)
  let projections: (first: Tensor, second: Tensor)

  init(_ predicted: Tensor, _ projected: Tensor) throws {
    func halves(_ both: Tensor) throws -> (first: Tensor, second: Tensor) {
      let count = both.shape[0] / 2
      return (try both.slice(0, 0..<count), try both.slice(0, count..<(2 * count)))
    }
    predictions = try halves(predicted)
    projections = try halves(projected)
  }
}

extension SimSiam {
  static let kind = ObjectiveKind(
    "simSiam", "A view predicts the other, without negatives or momentum (SimSiam).",
    options: [.width(64)]
  ) {
    SimSiam(
      projector: try $0.projector(to: $0.whole("width")),
      predictor: try $0.predictor(of: $0.whole("width")))
  }
}
