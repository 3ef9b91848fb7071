// Every objective: one line each.

extension ObjectiveKind {
  package static let all: [ObjectiveKind] = [
    SimCLR.kind,
    MoCo.kind,
    SimSiam.kind,
    BYOL.kind,
    BarlowTwins.kind,
    VICReg.kind,
    SwAV.kind,
    DeepCluster.kind,
    RotationPrediction.kind,
    MaskedSpectra.kind,
  ]
}
