extension NetworkKind {
  /// Every network that a configuration can name: one line each.
  public static let all: [NetworkKind] = [
    SpectralNetwork.kind,
    SpatialNetwork.kind,
    VolumeNetwork.kind,
    SpectralTransformer.kind,
    NeighbourhoodNetwork.kind,
  ]
}
