// A. Kessy, A. Lewin, K. Strimmer, "Optimal whitening and decorrelation", The American Statistician
// 72, 2018. The form `pca` as `PCA(whiten=True)` of scikit-learn 1.9.
internal import Parts
internal import Torch

/// Whitening: coordinates that vary alike and are uncorrelated.
///
///     pca: y = Λ^−½ Vᵀ(x − x̄)        zca: y = V Λ^−½ Vᵀ(x − x̄) = C^−½ (x − x̄)
///
/// with C = V Λ Vᵀ the covariance, n − 1 in its denominator. `zca` keeps the features' order and
/// changes them least; directions in which no point varies stay 0.
public struct Whitening: MomentEmbedding {
  public enum Form: String, CaseIterable, Sendable { case pca, zca }

  public let form: Form
  public let components: Int?

  /// - Parameters:
  ///   - form: `pca` or `zca`.
  ///   - components: of `pca`; nil for as many as the points vary in. `zca` has one for each feature.
  public init(form: Form = .pca, components: Int? = nil) throws {
    try require(
      form == .pca || components == nil,
      "`zca` whitening has a component for each feature; leave `components` out, or take `pca`.")
    self.form = form
    self.components = components
  }

  public func fit(_ moments: Moments) throws -> FittedMap {
    guard form == .pca else { return try CovarianceMetric().fit(moments) }
    let axes = try PrincipalAxes(of: moments)
    let kept = try axes.kept(components)
    let variances = Array(axes.variances.prefix(kept))
    let scaled =
      try axes.rows.slice(0, 0..<kept) / Tensor(variances, shape: [kept, 1]).squareRoot()
    return try FittedMap(scaled, centre: moments.mean, values: variances)
  }
}

extension Whitening {
  static let kind = EmbeddingKind(
    "whitening", title: "whitening", "Coordinates that vary alike and are uncorrelated.",
    paper: "Kessy et al. 2018", trait: .linear,
    components: .init(most: .directions),
    options: [
      .choice("form", Form.pca, "Along principal axes, or as near to the features as can be.")
    ],
    cost: "Mean and covariance, in one pass over any number of points.",
    refusal: "Points that are all the same; components of `zca`."
  ) { try Whitening(form: $0.choice("form"), components: $0.optionalWhole("components")) }
}
