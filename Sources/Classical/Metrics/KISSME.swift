// M. Köstinger, M. Hirzer, P. Wohlhart, P. Roth, H. Bischof, "Large scale metric learning from
// equivalence constraints", CVPR 2012. The paper prints sums; means are meant, as in the authors'
// code.
internal import Parts
internal import Torch

/// Keep it simple and straightforward: the likelihood ratio of a difference to be of two like points
/// rather than of two unlike ones, both Gaussian.
///
///     M = S_similar⁻¹ − S_dissimilar⁻¹, negative eigenvalues clipped to 0
///     S = mean of (x_i − x_j)(x_i − x_j)ᵀ over the pairs
///
/// Given classes, all pairs count, in closed form: Σ_{i<j} (x_i − x_j)(x_i − x_j)ᵀ of n points is n
/// times their scatter.
public struct KISSME: PairMetric, MomentMetric {
  public let ridge: Double?

  /// - Parameter ridge: share of its mean variance added to each direction of both S; nil for none,
  ///   and for 0.01 to one that is singular.
  public init(ridge: Double? = nil) { self.ridge = ridge }

  public func fit(_ moments: ClassMoments) throws -> FittedMap {
    try moments.requireTwoClasses("KISSME")
    let total = try moments.total()
    func pairs(_ count: Int) -> Double { Double(count) * Double(count - 1) / 2 }
    let like = moments.sorted.reduce(0) { $0 + pairs($1.moments.count) }
    try require(
      like > 0,
      "All \(moments.classes.count) classes have one point: there is no pair of similar points. "
        + "Give two points or more of at least one class.")
    let similar = try moments.sorted.reduce(
      Tensor.zeros([moments.width, moments.width], type: .float64)
    ) { try $0 + $1.moments.scatter * Double($1.moments.count) }
    let dissimilar = try total.scatter * Double(total.count) - similar
    return try fit(
      similar: similar * (1 / like), dissimilar: dissimilar * (1 / (pairs(total.count) - like)),
      total, notes: moments.notesOnSinglePoints)
  }

  public func fit(_ points: Points, pairs: PointPairs) throws -> FittedMap {
    func scatter(_ pairs: [PointPairs.Pair]) throws -> Tensor {
      let gaps = try PointPairs.differences(pairs, of: points)
      return try gaps.transposed().times(gaps) * (1 / Double(pairs.count))
    }
    return try fit(
      similar: scatter(pairs.similar), dissimilar: scatter(pairs.dissimilar), Moments(points),
      notes: [])
  }

  private func fit(similar: Tensor, dissimilar: Tensor, _ moments: Moments, notes: [String]) throws
    -> FittedMap
  {
    var notes = notes
    let span = try Span(of: moments, isWhole: ridge != nil)
    let near = try Invertible(
      span.inside(similar), ridge: ridge, name: "the scatter of similar pairs", notes: &notes)
    let far = try Invertible(
      span.inside(dissimilar), ridge: ridge, name: "the scatter of dissimilar pairs", notes: &notes)
    let (map, values) = try root(
      ofMetric: span.outside(near.power(-1) - far.power(-1)), "KISSME")
    return try FittedMap(map, centre: moments.mean, values: values, notes: notes)
  }
}

extension KISSME {
  static let kind = MetricKind(
    "kissme", title: "keep it simple and straightforward metric",
    "Likelihood ratio of differences within and between classes.",
    paper: "Köstinger et al. 2012", trait: .classesOrPairs, options: [.ridge],
    cost: "Mean and covariance of each class, in one pass over any number of points.",
    refusal: "Points of one class; classes of one point only."
  ) { KISSME(ridge: $0.optionalNumber("ridge")) }
}
