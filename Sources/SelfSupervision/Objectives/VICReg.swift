// Bardes, Ponce and LeCun, "VICReg: variance-invariance-covariance regularization for
// self-supervised learning", ICLR 2022, equations 1 to 6.
// The authors' code divides the invariance by the width and averages the two variances; the paper
// does neither. Ours by default is the code's form, with which their results were had.
internal import Parts
package import Torch

///     λ s(Z, Z′) + μ (v(Z) + v(Z′)) + ν (c(Z) + c(Z′))
///
/// s the mean of ‖z − z′‖²; v the mean over the columns of max(0, γ − √(var + ε)); c the sum of
/// squared covariances of different columns over the width.
package struct VICReg: Objective {
  /// Whose form of the terms.
  package enum Form: String, CaseIterable, Sendable { case code, paper }

  /// The weights, and which form they weigh.
  package struct Weights: Sendable {
    package var form = Form.code
    package var invariance = 25.0
    package var variance = 25.0
    package var covariance = 1.0

    package init() {}
  }

  private let projector: Head
  private let weights: Weights

  package static func loss(
    _ first: Tensor, _ second: Tensor, _ weights: Weights, gamma: Double = 1,
    epsilon: Double = 1e-4
  ) throws -> Tensor {
    let isCode = weights.form == .code
    func centred(_ z: Tensor) throws -> Tensor { try z - z.mean(0, keep: true) }
    let (a, b) = (try centred(first), try centred(second))
    let (count, width) = (Double(first.shape[0]), Double(first.shape[1]))
    func variance(_ z: Tensor) throws -> Tensor {
      let deviation = try (z.squared().sum(0) / max(1, count - 1) + epsilon).squareRoot()
      return try (gamma - deviation).relu().mean()
    }
    func covariance(_ z: Tensor) throws -> Tensor {
      let matrix = try z.transposed().times(z) / max(1, count - 1)
      return try (matrix.squared().sum() - matrix.diagonal().squared().sum()) / width
    }
    let invariance = try (first - second).squared().sum(1).mean() / (isCode ? width : 1)
    let spread = try (variance(a) + variance(b)) / (isCode ? 2 : 1)
    return try invariance * weights.invariance + spread * weights.variance
      + (covariance(a) + covariance(b)) * weights.covariance
  }

  package func loss(of views: Views, by encoder: Encoder) throws -> ObjectiveLoss {
    let (first, second) = try encoder.pair(views)
    let both = try projector(Tensor.concatenated([first, second], along: 0))
    let count = first.shape[0]
    return try ObjectiveLoss(
      Self.loss(both.slice(0, 0..<count), both.slice(0, count..<(2 * count)), weights), first)
  }

  package func state(_ path: String) -> [StateEntry] { projector.state(joined(path, "projector")) }
}

extension VICReg {
  static let kind = ObjectiveKind(
    "vicreg", "Two views agree, and numbers vary and do not correlate (VICReg).",
    options: [
      .width(256),
      .number("lambda", 25, in: 0...1e6, "Weight λ of the views' distance."),
      .number("mu", 25, in: 0...1e6, "Weight μ of what numbers vary too little."),
      .number("nu", 1, in: 0...1e6, "Weight ν of covariances."),
      .choice("form", Form.code, "Whose form of the terms: the authors' code, or the paper."),
    ]
  ) {
    var weights = Weights()
    weights.form = $0.values.choice("form")
    weights.invariance = $0.number("lambda")
    weights.variance = $0.number("mu")
    weights.covariance = $0.number("nu")
    return VICReg(projector: try $0.projector(to: $0.whole("width")), weights: weights)
  }
}
