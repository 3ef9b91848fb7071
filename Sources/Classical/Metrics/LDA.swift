// R. A. Fisher, "The use of multiple measurements in taxonomic problems", Annals of Eugenics 7,
// 1936; C. R. Rao, "The utilization of multiple measurements in problems of biological
// classification", Journal of the Royal Statistical Society B 10, 1948. Scaled as
// `LinearDiscriminantAnalysis` of scikit-learn 1.9.
internal import Parts
internal import Torch

/// Linear discriminant analysis: directions in which classes lie apart, measured by how wide they
/// are.
///
///     S_b a = λ S_w a,  aᵀ S_w a = 1        λ descending, at most classes − 1 of them
///     S_w = Σ_c Σ_{x of c} (x − x̄_c)(x − x̄_c)ᵀ / n,  S_b = Σ_c n_c (x̄_c − x̄)(x̄_c − x̄)ᵀ / n
public struct LDA: MomentMetric {
  public let components: Int?
  public let ridge: Double?

  /// - Parameters:
  ///   - components: at most classes − 1; nil for all.
  ///   - ridge: share of the mean variance within classes added to each direction; nil for none,
  ///     and for 0.01 if S_w is singular.
  public init(components: Int? = nil, ridge: Double? = nil) {
    self.components = components
    self.ridge = ridge
  }

  public func fit(_ moments: ClassMoments) throws -> FittedMap {
    try moments.requireTwoClasses("LDA")
    try moments.requireClassOfTwo("LDA")
    let total = try moments.total()
    let scale = 1 / Double(total.count)
    var notes = moments.notesOnSinglePoints
    let span = try Span(of: total, isWhole: ridge != nil)
    let found = try GeneralisedEigen(
      moments.between() * scale, moments.within() * scale, span: span, ridge: ridge,
      name: "the scatter within classes", notes: &notes)
    let most = min(moments.classes.count - 1, span.rank)
    let kept = try componentsToKeep(components, of: most) {
      "LDA of \(moments.classes.count) classes in \(span.rank) directions has at most \(most)."
    }
    return try FittedMap(
      found.rows.slice(0, 0..<kept).withRowsSigned(), centre: total.mean,
      values: Array(found.values.prefix(kept)), notes: notes)
  }
}

extension LDA {
  static let kind = MetricKind(
    "lda", title: "linear discriminant analysis",
    "Directions in which classes lie apart, relative to their width.",
    paper: "Fisher 1936; Rao 1948", trait: .classes,
    components: .init(most: .classes), options: [.ridge],
    cost: "Mean and covariance of each class, in one pass over any number of points.",
    refusal: "Points of one class."
  ) {
    LDA(
      components: $0.optionalWhole("components"), ridge: $0.optionalNumber("ridge"))
  }
}
