// Every head of the room: one line each.

extension HeadKind {
  package static let all: [HeadKind] = [
    PrototypicalHead.kind,
    CentredHead.kind,
    RectifiedHead.kind,
    LaplacianHead.kind,
    NearestNeighbourHead.kind,
    LeastSquaresHead.kind,
    FineTunedHead.kind,
    MatchingHead.kind,
    FullContextHead.kind,
    SiameseHead.kind,
    RelationHead.kind,
    GraphHead.kind,
    HallucinationHead.kind,
    MAMLHead.kind,
    MetaSGDHead.kind,
    LSTMLearnerHead.kind,
    SNAILHead.kind,
    MemoryHead.kind,
  ]
}
