extension BaselineKind {
  /// Every baseline: one line each.
  package static let all: [BaselineKind] = [
    SupportVectorMachine.kind,
    RandomForest.kind,
    NeighbourClassifier.kind,
    NearestMean.kind,
    SpectralAngleMapper.kind,
    .walk,
  ]
}

extension FeatureKind {
  /// Everything that a baseline can see of a pixel: one line each.
  package static let all: [FeatureKind] = [
    .spectra,
    .window,
    MorphologicalProfile.kind,
  ]
}
