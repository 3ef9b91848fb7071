// Every method of the room: one line each.

extension MetricKind {
  public static let all: [MetricKind] = [
    Euclid.kind,
    CovarianceMetric.kind,
    RCA.kind,
    LDA.kind,
    LFDA.kind,
    LPP.kind,
    KISSME.kind,
    ITML.kind,
    MMC.kind,
    LMNN.kind,
    NCA.kind,
  ]
}

extension EmbeddingKind {
  public static let all: [EmbeddingKind] = [
    PCA.kind,
    Whitening.kind,
    FastICA.kind,
    KernelPCA.kind,
    ClassicalMDS.kind,
    SMACOF.kind,
    Isomap.kind,
    LocallyLinearEmbedding.kind,
    LaplacianEigenmaps.kind,
  ]
}
