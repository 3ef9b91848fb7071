// M. Sugiyama, "Dimensionality reduction of multimodal labeled data by local Fisher discriminant
// analysis", JMLR 8, 2007. Scaling and its default as `LFDA` of metric-learn 0.7, but for two of its
// faults: it takes the local scale from another axis, and adds 2 S_w to S_b.
internal import Parts
internal import Torch

/// Local Fisher discriminant analysis: as LDA, but far points of one class need not come together, so
/// that a class may have several parts.
///
///     A_ij = exp(−‖x_i − x_j‖² / (s_i s_j)),  s_i the distance to the kth nearest of the class
///     S_w = ½ Σ_c Σ_{ij of c} A_ij / n_c · (x_i − x_j)(x_i − x_j)ᵀ
///     S_b = S_t − ½ Σ_c Σ_{ij of c} (1 − A_ij) / n · (x_i − x_j)(x_i − x_j)ᵀ − S_w
///     S_b v = λ S_w v,  vᵀ S_w v = 1,  λ descending
public struct LFDA: Metric {
  /// What becomes of the vectors v.
  public enum Scaling: String, CaseIterable, Sendable {
    /// v √λ: directions count by how far classes lie apart.
    case weighted
    /// An orthonormal basis of them (Gram–Schmidt).
    case orthonormalized
    /// v.
    case plain
  }

  public let components: Int?
  public let neighbours: Int?
  public let scaling: Scaling
  public let ridge: Double?
  /// Points learned from at most, and the seed of a sample.
  public let most: Int
  public let seed: UInt64

  /// - Parameters:
  ///   - components: nil for all with λ above 0.
  ///   - neighbours: k; nil for 7, or as many as the smallest class of two points or more has.
  ///   - scaling: of the directions.
  ///   - ridge: share of S_w's mean variance added to each direction; nil for none, and for 0.01 if
  ///     S_w is singular.
  ///   - most: points learned from; a sample of so many if there are more.
  ///   - seed: of the sample.
  public init(
    components: Int? = nil, neighbours: Int? = nil, scaling: Scaling = .weighted,
    ridge: Double? = nil, most: Int = 2000, seed: UInt64 = 0
  ) {
    self.components = components
    self.neighbours = neighbours
    self.scaling = scaling
    self.ridge = ridge
    self.most = most
    self.seed = seed
  }

  public func fit(_ all: LabelledPoints) throws -> FittedMap {
    try all.requireTwoClasses("LFDA")
    var (sample, notes) = try all.sampled(most, seed: seed)
    notes += sample.notesOnSinglePoints
    let (centred, mean) = try sample.points.centred()
    let total = try Moments(sample.points)
    let k = try sample.neighboursWithinClasses(
      neighbours, standard: 7, "LFDA", notes: &notes)
    var within = try Tensor.zeros([centred.shape[1], centred.shape[1]], type: .float64)
    var far = within
    for (_, rows) in sample.classes where rows.count > 1 {
      let members = try centred.selecting(Tensor(rows.map { Int64($0) }), along: 0)
      let affinity = try Self.affinities(members, k)
      within = try within + scatterOfPairs(members, weights: affinity * (0.5 / Double(rows.count)))
      far =
        try far
        + scatterOfPairs(members, weights: (1 - affinity) * (0.5 / Double(centred.shape[0])))
    }
    let span = try Span(of: total, isWhole: ridge != nil)
    let found = try GeneralisedEigen(
      total.scatter - far - within, within, span: span, ridge: ridge,
      name: "the local scatter within classes", notes: &notes)
    let most = found.values.count { $0 > 0 }
    let kept = try componentsToKeep(components, of: most) {
      "classes lie apart in \(most) directions."
    }
    let values = Array(found.values.prefix(kept))
    return try FittedMap(
      scaled(found.rows.slice(0, 0..<kept), values).withRowsSigned(), centre: mean, values: values,
      notes: notes)
  }

  private func scaled(_ rows: Tensor, _ values: [Double]) throws -> Tensor {
    switch scaling {
    case .plain: rows
    case .weighted: try rows * Tensor(values, shape: [values.count, 1]).squareRoot()
    case .orthonormalized: try orthonormal(rows)
    }
  }

  /// A of one class; copies of a point have affinity 1 and, if a scale is 0, no other has any.
  private static func affinities(_ members: Tensor, _ k: Int) throws -> Tensor {
    let squares = try squaredDistances(members, members)
    // The nearest of each is itself.
    let scales = try squares.top(k + 1, along: 1, largest: false).values
      .slice(1, k..<(k + 1)).squareRoot()
    let products = try scales.times(scales.transposed())
    let affinity = try (-squares / products).exp()
    let copies = try squares.equal(0).to(.float64)
    return try affinity.selected(where: products.greater(0), else: copies)
  }
}

extension LFDA {
  static let kind = MetricKind(
    "lfda", title: "local Fisher discriminant analysis",
    "As lda, for classes that may have several parts.", paper: "Sugiyama 2007", trait: .classes,
    components: .init(most: .directions),
    options: [
      .neighbours(
        nil, "Nearest of the class that set a point's scale; default 7, or all there are."),
      .choice("scaling", Scaling.weighted, "How the directions are scaled."),
      .ridge, .sample(2000), .seed,
    ],
    cost: "All pairs of each class; a sample above `points`.",
    refusal: "Points of one class; more neighbours than the smallest class has."
  ) {
    LFDA(
      components: $0.optionalWhole("components"), neighbours: $0.optionalWhole("neighbours"),
      scaling: $0.choice("scaling"), ridge: $0.optionalNumber("ridge"), most: $0.whole("points"),
      seed: $0.seed)
  }
}
