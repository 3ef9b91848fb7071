// Liu, Wen, Yu and Yang, "Large-margin softmax loss for convolutional neural networks", ICML 2016,
// equations 5 to 7 and section 4.4; Liu et al., "SphereFace", CVPR 2017.
internal import Foundation
internal import Parts
internal import Torch

/// A softmax whose own class must win with m times the angle: its cos θ is replaced by
///
///     (λ cos θ + ψ(θ)) / (1 + λ),  ψ(θ) = (−1)^q cos(mθ) − 2q,  θ ∈ [qπ/m, (q+1)π/m]
///
/// λ = max(λ_min, λ_0 / (1 + γ t)) falls with the steps t, since from the start ψ alone is hard to
/// learn; λ_0 = 0 has ψ alone from the first step.
public struct MultipliedAngle {
  /// How λ goes over the steps.
  public struct Easing: Equatable, Sendable {
    /// λ_0.
    public var start: Double
    /// λ_min.
    public var least: Double
    /// γ, a step.
    public var decay: Double

    public init(start: Double = 0, least: Double = 0, decay: Double = 0) {
      self.start = start
      self.least = least
      self.decay = decay
    }

    /// ψ alone from the first step.
    var isNone: Bool { start == 0 }
  }

  /// m.
  public let margin: Int
  /// What the logits are multiplied by.
  public let scale: Double
  public let easing: Easing
  /// t; kept in checkpoints.
  private let steps: Tensor

  public init(margin: Int, scale: Double, easing: Easing) throws {
    try require(margin >= 1 && margin <= 16, "the margin must be from 1 to 16, not \(margin)")
    try require(scale > 0, "the scale must be positive, not \(scale)")
    try require(
      easing.least >= 0 && easing.start >= easing.least && easing.decay >= 0,
      "easing needs a decay of 0 or more and λ from a start that is not below its least value of "
        + "0 or more, not decay \(easing.decay) from \(easing.start) to \(easing.least)")
    self.margin = margin
    self.scale = scale
    self.easing = easing
    steps = try Tensor.zeros([], type: .float64)
  }

  /// λ of the next step.
  public var lambda: Double {
    get throws { max(easing.least, easing.start / (1 + easing.decay * (try steps.item()))) }
  }

  /// - Parameters:
  ///   - cosines: of embeddings with class vectors, N × C.
  ///   - lengths: what each logit is multiplied by beside the scale, N × 1 or N × C.
  func terms(_ cosines: Tensor, _ labels: Tensor, lengths: Tensor) throws -> [Terms] {
    let own = try cosines.gathered(labels.unsqueezed(1), along: 1)
    let lambda = try self.lambda
    let eased = try (multiplied(own) + own * lambda) / (1 + lambda)
    let logits = try replacingOwn(cosines, labels, with: eased) * lengths * scale
    return [try Terms(everyAnchor: crossEntropies(logits, labels))]
  }

  /// To be called once after each step.
  func observe() throws {
    guard !easing.isNone else { return }
    try withoutGradients { try steps.assign(steps + 1) }
  }

  func state(_ path: String) -> [StateEntry] {
    easing.isNone
      ? [] : [StateEntry(path: joined(path, "steps"), tensor: steps, isTrained: false)]
  }

  /// ψ(θ) of cos θ.
  private func multiplied(_ own: Tensor) throws -> Tensor {
    // cos(mθ) as a polynomial of cos θ (Chebyshev): it has a gradient at θ = 0, as acos has not.
    var (before, multiple) = (try own * 0 + 1, own)
    for _ in 1..<margin { (before, multiple) = (multiple, try own * multiple * 2 - before) }
    let angles = try own.detached().clamped(-1...1).acos()
    let step = try (angles * (Double(margin) / .pi)).floor()
    let sign = try (step * Double.pi).cos()
    return try sign * multiple - step * 2
  }
}

extension MultipliedAngle {
  /// What losses of a multiplied angle have in common. Without `lambda` there is no easing.
  static let options: [PartOption] = [
    .whole("margin", 4, "Factor m of the angle, 1 to 16."),
    .number("scale", 1, "Scale, above 0."),
    .number("lambda", nil, in: gaps, "Weight λ of plain softmax at first; lambdaMin unless given."),
    .number("lambdaMin", 0, in: gaps, "Weight that λ ends with."),
    .number("lambdaDecay", 0.12, in: gaps, "How fast λ falls."),
  ]
}

extension MultipliedAngle.Easing {
  init(_ values: PartValues) {
    let least = values.number("lambdaMin")
    self.init(
      start: values.optionalNumber("lambda") ?? least, least: least,
      decay: values.number("lambdaDecay"))
  }
}
