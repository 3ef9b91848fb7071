// Wu, Manmatha, Smola and Krähenbühl, "Sampling matters in deep embedding learning", ICCV 2017.
internal import Parts
public import Torch

/// A boundary β between positives and negatives, with a margin on both sides:
///
///     Σ_(a,p,n) max(0, d_ap − β + m) + max(0, β − d_an + m)
///     ─────────────────────────────────────────────────────  + ν Σ β
///          number of the 2 T hinges that are above 0
///
/// The last term is there only if β is learned. With a similarity, the signs are turned round.
public struct MarginLoss: PairLoss {
  public let margin: Double
  public let nu: Double
  /// β: one for all classes, or one a class.
  public let beta: Tensor
  public let isBetaLearned: Bool
  public let distance: any Distance
  public let reducer: any Reducer

  /// - Parameters:
  ///   - margin: m, half the gap between positives and negatives.
  ///   - nu: ν, which draws a learned β to 0.
  ///   - beta: β, the distance where positives and negatives part, at the start.
  ///   - classes: one β for each of so many classes; one for all if nil.
  ///   - learnBeta: whether β takes part in the optimiser.
  ///   - distance: between embeddings.
  ///   - reducer: what makes one number of the losses of a batch.
  public init(
    margin: Double = 0.2, nu: Double = 0, beta: Double = 1.2, classes: Int? = nil,
    learnBeta: Bool = false, distance: any Distance = LpDistance.euclidean,
    reducer: any Reducer = DivisorReducer()
  ) throws {
    try require(nu >= 0, "nu must be 0 or more, not \(nu)")
    try require(classes ?? 1 > 0, "a β a class needs classes, not \(classes ?? 0)")
    self.margin = margin
    self.nu = nu
    // One that is learned has the type of the network's other parameters.
    self.beta = try Tensor.full(
      beta, shape: [classes ?? 1], type: learnBeta ? .float32 : .float64)
    if learnBeta { try self.beta.requiringGradient() }
    isBetaLearned = learnBeta
    self.distance = distance
    self.reducer = reducer
  }

  public func terms(_ comparison: Comparison) throws -> [Terms] {
    let triplets = try comparison.triplets()
    guard triplets.count > 0 else { return [] }
    let d = try distance(comparison.queries, comparison.references)
    let positive = try d.elements(triplets.anchors, triplets.positives)
    let negative = try d.elements(triplets.anchors, triplets.negatives)
    var boundary = try beta.to(d.elementType, device: d.device)
    if boundary.count > 1 {
      let labels = try comparison.queryLabels.selecting(triplets.anchors, along: 0)
      try requireClasses(labels, below: boundary.count)
      boundary = try boundary.selecting(labels, along: 0)
    }
    let far = try (distance.excess(positive, over: boundary) + margin).relu()
    let near = try (distance.excess(boundary, over: negative) + margin).relu()
    let active = try far.greater(0).trueCount() + near.greater(0).trueCount()
    return [
      Terms(
        try far + near, anchors: triplets.anchors, unit: .triplet, divisor: Double(active))
    ]
  }

  public func value(of terms: [Terms], _ comparison: Comparison) throws -> Tensor {
    let loss = try reduced(terms, reducer, comparison.queries, comparison.queryLabels)
    guard isBetaLearned, nu > 0 else { return loss }
    return try loss + beta.to(loss.elementType, device: loss.device).sum() * nu
  }

  public func state(_ path: String) -> [StateEntry] {
    distance.state(joined(path, "distance"))
      + (isBetaLearned ? [StateEntry(path: joined(path, "beta"), tensor: beta)] : [])
  }
}

extension MarginLoss {
  static let kind = LossKind(
    "margin", "A boundary between positives and negatives, with a margin on both sides.",
    basis: .triplets,
    options: [
      .number("margin", 0.2, in: gaps, "Margin m on both sides of the boundary."),
      .number("nu", 0, "Weight ν, 0 or more, that draws a learned boundary to 0."),
      .margin("beta", 1.2, "The boundary β, at first."),
      .flag("betaPerClass", false, "A boundary for each class."),
      .flag("learnBeta", false, "Train the boundary."),
    ]
  ) { parts in
    let distance = parts.distance(else: LpDistance.euclidean)
    return try MarginLoss(
      margin: parts.number("margin"), nu: parts.number("nu"),
      beta: parts.values.margin("beta", of: distance),
      classes: parts.values.flag("betaPerClass") ? parts.classes : nil,
      learnBeta: parts.values.flag("learnBeta"), distance: distance,
      reducer: parts.reducer(else: DivisorReducer()))
  }
}
