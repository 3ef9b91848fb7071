// L. Bertinetto, J. Henriques, P. Torr, A. Vedaldi, "Meta-learning with differentiable closed-form
// solvers" (R2-D2), ICLR 2019. Of more points than columns the equal primal form is solved.
internal import Parts
package import Torch

/// Ridge regression on one-hot labels, with a learned scale.
///
///     W = Xᵀ (X Xᵀ + λ I)⁻¹ Y = (Xᵀ X + λ I)⁻¹ Xᵀ Y,  score = α q W + β
///
/// Without a ridge (`minimumNorm`) W is the least-squares solution of least norm, and α = 1, β = 0.
package struct LeastSquaresHead: Head {
  package enum Form: String, CaseIterable, Sendable { case ridge, minimumNorm }

  /// "lambda", "scale" and "bias", one number each; none without a ridge.
  package let weights: Weights
  let form: Form

  package init(_ weights: Weights, form: Form = .ridge) {
    self.weights = weights
    self.form = form
  }

  /// W, d × ways.
  package func solution(_ support: Support) throws -> Tensor {
    let (x, y) = (support.points, try support.membership())
    let across = try x.transposed()
    let isDual = x.shape[0] <= x.shape[1]
    let gram = try isDual ? x.times(across) : across.times(x)
    let size = gram.shape[0]
    let type = try x.elementType
    let ridge =
      try form == .ridge
      ? weights["lambda"].magnitude().maximum(1e-6)
      // So little that it only decides among solutions that are equal.
      : gram.diagonal().mean().detached().maximum(1e-30) * (type == .float64 ? 1e-13 : 1e-6)
    let whole = try gram + Tensor.identity(size, type: type, device: x.device) * ridge
    return try isDual ? across.times(whole.solve(y)) : whole.solve(across.times(y))
  }

  package func scores(_ query: Tensor, _ support: Support) throws -> Tensor {
    try support.requireColumns(query)
    let plain = try query.times(solution(support))
    return try form == .ridge ? plain * weights["scale"] + weights["bias"] : plain
  }

  package func classifier(_ support: Support) throws -> LinearClassifier? {
    let plain = try solution(support).transposed()
    return LinearClassifier(
      weight: form == .ridge ? try plain * weights["scale"] : plain,
      bias: try .zeros([support.ways], type: plain.elementType, device: plain.device))
  }
}

extension LeastSquaresHead {
  static let kind = HeadKind(
    "leastSquares", title: "least squares (R2-D2)",
    "Ridge regression on one-hot labels, with a learned scale.",
    paper: "Bertinetto et al. 2019", traits: [.linear],
    options: [
      .choice("form", Form.ridge, "With a ridge, or of least norm."),
      .number("lambda", 1, in: 1e-6...1e9, "The ridge, before it is learned."),
      .number("scale", 1, in: 1e-6...1e9, "The scale, before it is learned."),
    ]
  ) { parts in
    let form: Form = parts.values.choice("form")
    return LeastSquaresHead(
      form == .minimumNorm
        ? .none
        : try parts.weights([
          .constant("lambda", parts.values.number("lambda"), []),
          .constant("scale", parts.values.number("scale"), []), .constant("bias", 0, []),
        ]), form: form)
  }
}
