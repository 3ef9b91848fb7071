// Everything that a configuration can name: one line each.
internal import Parts

extension LossKind {
  public static let all: [LossKind] = [
    StructuralLoss.kind,
    ContrastiveLoss.kind,
    SignalToNoiseContrastiveLoss.kind,
    TripletMarginLoss.kind,
    MarginLoss.kind,
    NPairsLoss.kind,
    LiftedStructureLoss.kind,
    GeneralisedLiftedStructureLoss.kind,
    AngularLoss.kind,
    MultiSimilarityLoss.kind,
    CircleLoss.kind,
    RankedListLoss.kind,
    NTXentLoss.kind,
    SupConLoss.kind,
    NCALoss.kind,
    TupletMarginLoss.kind,
    IntraPairVarianceLoss.kind,
    FastAPLoss.kind,
    SoftmaxLoss.kind,
    NormalisedSoftmaxLoss.kind,
    LargeMarginSoftmaxLoss.kind,
    SphereFaceLoss.kind,
    CosFaceLoss.kind,
    ArcFaceLoss.kind,
    ProxyNCALoss.kind,
    ProxyAnchorLoss.kind,
    CenterLoss.kind,
  ]
}

extension DistanceKind {
  public static let all: [DistanceKind] = [
    LpDistance.kind, LpDistance.euclideanKind, LpDistance.squaredEuclideanKind,
    LpDistance.manhattanKind, LpDistance.chebyshevKind,
    CosineSimilarity.kind,
    DotProduct.kind,
    SignalToNoiseDistance.kind,
    MahalanobisDistance.kind,
  ]
}

extension ReducerKind {
  public static let all: [ReducerKind] = [
    MeanReducer.kind,
    SumReducer.kind,
    ThresholdReducer.meanOfNonZeroKind,
    DivisorReducer.kind,
    PerAnchorReducer.kind,
    ClassWeightedReducer.kind,
    ThresholdReducer.kind,
  ]
}

extension MinerKind {
  public static let all: [MinerKind] = [
    MultiSimilarityMiner.kind,
    TripletMarginMiner.kind,
    AngularMiner.kind,
    BatchHardMiner.kind,
    BatchEasyHardMiner.kind,
    PairMarginMiner.kind,
  ]
}
