// Weinberger and Saul, "Distance metric learning for large margin nearest neighbor
// classification", JMLR 2009; Schroff, Kalenichenko and Philbin, "FaceNet", CVPR 2015. Swap:
// Balntas et al., BMVC 2016; smooth: Hermans, Beyer and Leibe, 2017.
internal import Parts
internal import Torch

/// Each positive nearer than each negative by a margin:
///
///     mean⁺_(a,p,n) max(0, d_ap − d_an + m)
///
/// over the terms above 0; `smooth` has log(1 + exp(·)) in place of the hinge.
public struct TripletMarginLoss: PairLoss {
  public let margin: Double
  /// Whether the negative may be measured from the positive if that is nearer.
  public let swap: Bool
  public let smooth: Bool
  public let distance: any Distance
  public let reducer: any Reducer

  public init(
    margin: Double = 0.05, swap: Bool = false, smooth: Bool = false,
    distance: any Distance = LpDistance.euclidean,
    reducer: any Reducer = ThresholdReducer.meanOfNonZero
  ) {
    self.margin = margin
    self.swap = swap
    self.smooth = smooth
    self.distance = distance
    self.reducer = reducer
  }

  public func terms(_ comparison: Comparison) throws -> [Terms] {
    let triplets = try comparison.triplets()
    guard triplets.count > 0 else { return [] }
    let d = try distance(comparison.queries, comparison.references)
    let positive = try d.elements(triplets.anchors, triplets.positives)
    var negative = try d.elements(triplets.anchors, triplets.negatives)
    if swap {
      let between =
        comparison.isWithin ? d : try distance(comparison.references, comparison.references)
      let other = try between.elements(triplets.positives, triplets.negatives)
      negative = distance.isSimilarity ? try negative.maximum(other) : try negative.minimum(other)
    }
    let violation = try distance.excess(positive, over: negative) + margin
    return [
      Terms(
        smooth ? try violation.exactSoftplus() : try violation.relu(), anchors: triplets.anchors,
        unit: .triplet)
    ]
  }
}

extension TripletMarginLoss {
  static let kind = LossKind(
    "tripletMargin", "Each positive nearer than each negative by a margin.", basis: .triplets,
    options: [
      .number("margin", 0.05, in: gaps, "Margin m."),
      .flag("swap", false, "Measure the negative from the positive if that is nearer."),
      .flag("smooth", false, "A logarithm of exponentials in place of the hinge."),
    ]
  ) {
    TripletMarginLoss(
      margin: $0.number("margin"), swap: $0.values.flag("swap"), smooth: $0.values.flag("smooth"),
      distance: $0.distance(else: LpDistance.euclidean),
      reducer: $0.reducer(else: ThresholdReducer.meanOfNonZero))
  }
}
