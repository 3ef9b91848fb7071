// Wen, Zhang, Li and Qiao, "A discriminative feature learning approach for deep face recognition",
// ECCV 2016, equations 2 to 4.
internal import Parts
public import Torch

/// Embeddings near the centre of their class:
///
///     weight · mean_i ½ ‖x_i − c_{y_i}‖²
///
/// The centres are not trained by gradient: `observe` moves each towards the batch's members by
/// rate · Σ (x_i − c) / (1 + n). Alone it draws everything together; it is meant beside a
/// classification loss.
public struct CenterLoss: ClassVectorLoss {
  /// C × k; kept in checkpoints.
  public let centres: Tensor
  public let weight: Double
  public let rate: Double

  public init(centres: Tensor, weight: Double = 0.003, rate: Double = 0.5) throws {
    try requireClassVectors(centres)
    try require(weight >= 0, "the weight must be 0 or more, not \(weight)")
    try require(rate > 0 && rate <= 1, "the rate of the centres must lie in 0…1, not \(rate)")
    self.centres = centres
    self.weight = weight
    self.rate = rate
  }

  public func judged(_ embeddings: Tensor, _ labels: Tensor) throws -> (
    loss: Tensor, activeShare: Double?
  ) {
    guard embeddings.shape.first != 0 else { return (try zero(embeddings), nil) }
    let lengths = try residuals(embeddings, labels).squared().sum(1)
    let share = Double(try lengths.greater(0).trueCount()) / Double(lengths.count)
    return (try lengths.mean() * (weight / 2), share)
  }

  public func start(from embeddings: Tensor, _ labels: Tensor) throws {
    try withoutGradients { try centres.assign(classMeans(embeddings, labels, else: centres)) }
  }

  public func observe(_ embeddings: Tensor, _ labels: Tensor) throws {
    guard embeddings.shape.first != 0 else { return }
    try withoutGradients {
      let moves = try residuals(embeddings.detached(), labels)
      let count = centres.shape[0]
      let ones = try Tensor.full(
        1, shape: labels.shape, type: moves.elementType, device: moves.device)
      let members = try ones.summed(by: labels, count: count).unsqueezed(1)
      let step = try moves.summed(by: labels, count: count) / (members + 1) * rate
      try centres.assign(centres + step.to(centres.elementType, device: centres.device))
    }
  }

  public func state(_ path: String) -> [StateEntry] {
    [StateEntry(path: joined(path, "centres"), tensor: centres, isTrained: false)]
  }

  /// x_i − c_{y_i}.
  private func residuals(_ embeddings: Tensor, _ labels: Tensor) throws -> Tensor {
    try requireBatch(embeddings, labels)
    try require(
      embeddings.shape[1] == centres.shape[1],
      "embeddings of width \(embeddings.shape[1]) against centres of width \(centres.shape[1])")
    try requireClasses(labels, below: centres.shape[0])
    let own = try centres.to(embeddings.elementType, device: embeddings.device)
    return try embeddings - own.selecting(labels, along: 0)
  }
}

extension CenterLoss {
  static let kind = LossKind(
    "center", "Embeddings near the centre of their class.", basis: .classVectors,
    options: [
      .number("weight", 0.003, "Weight, 0 or more."),
      .number("rate", 0.5, "Rate of the centres, above 0, up to 1."),
    ],
    refuses: [
      .distance: "its centres are means, which minimise the squared Euclidean distance",
      .reducer: "its definition is a mean",
    ]
  ) {
    try CenterLoss(
      centres: $0.generator.normal([$0.classes, $0.features]), weight: $0.number("weight"),
      rate: $0.number("rate"))
  }
}
