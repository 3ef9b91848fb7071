public import Scenes

/// Which scene, and what overrides its descriptor. Everything may be absent.
public struct SceneSection: Codable, Equatable, Sendable {
  /// The scene's file; without it, the one that the descriptor names.
  @OrNull public var file: String?
  /// Name of a descriptor in Scenes/, or its path.
  @OrNull public var descriptor: String?
  /// As the fields of `SceneDescriptor` of the same names, which they override.
  @OrNull public var cube: String?
  @OrNull public var labels: LabelPlaces?
  @OrNull public var labelField: String?
  @OrNull public var labelsCRS: String?
  @OrNull public var unlabelled: Int?
  @OrNull public var axes: String?
  @OrNull public var scale: Double?
  @OrNull public var offset: Double?
  @OrNull public var fill: Double?
  @OrNull public var wavelength: SceneDescriptor.BandValues?
  @OrNull public var matchBands: BandMatching.Kind?
  @OrNull public var bandTolerance: Double?
  @OrNull public var drop: BandList?
  @OrNull public var sensor: String?
  @OrNull public var grid: WavelengthGrid?

  public init() {}
}
