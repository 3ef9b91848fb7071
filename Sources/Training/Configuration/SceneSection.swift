public import Scenes

/// Which scene, and what overrides its descriptor. Everything may be absent.
public struct SceneSection: Codable, Equatable, Sendable {
  /// The scene's file; without it, the one that the descriptor names.
  public var file: String?
  /// Name of a descriptor in Scenes/, or its path.
  public var descriptor: String?
  /// As the fields of `SceneDescriptor` of the same names, which they override.
  public var cube: String?
  public var labels: LabelPlaces?
  public var labelField: String?
  public var unlabelled: Int?
  public var axes: String?
  public var scale: Double?
  public var offset: Double?
  public var fill: Double?
  public var wavelength: SceneDescriptor.BandValues?
  public var matchBands: BandMatching.Kind?
  public var bandTolerance: Double?
  public var drop: BandList?

  public init() {}

  private enum CodingKeys: String, CodingKey {
    case file, descriptor, cube, labels, labelField, unlabelled, axes, scale, offset, fill,
      wavelength
    case matchBands, bandTolerance, drop
  }

  /// Writes absent values as null, so that the YAML shows every option there is.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(file, forKey: .file)
    try container.encode(descriptor, forKey: .descriptor)
    try container.encode(cube, forKey: .cube)
    try container.encode(labels, forKey: .labels)
    try container.encode(labelField, forKey: .labelField)
    try container.encode(unlabelled, forKey: .unlabelled)
    try container.encode(axes, forKey: .axes)
    try container.encode(scale, forKey: .scale)
    try container.encode(offset, forKey: .offset)
    try container.encode(fill, forKey: .fill)
    try container.encode(wavelength, forKey: .wavelength)
    try container.encode(matchBands, forKey: .matchBands)
    try container.encode(bandTolerance, forKey: .bandTolerance)
    try container.encode(drop, forKey: .drop)
  }
}
