internal import Scenes

/// A format that results are written in, as it describes itself: what it can hold and how it is begun.
///
/// Adding one is a file with its `format`, and a line in the list `all`.
public struct MapFormat: Sendable {
  /// What a layout may ask for beside the classes.
  public enum Feature: String, CaseIterable, Sendable {
    /// A confidence for each pixel, in the file or in a second one beside it.
    case confidence
    /// The classes' colours and names below a picture.
    case legend
    /// More than one pixel for each pixel of the map.
    case scale
    /// Smaller versions of the map, for fast display.
    case overviews

    /// "a legend".
    var words: String {
      switch self {
      case .confidence: "confidence"
      case .legend: "a legend"
      case .scale: "larger pixels"
      case .overviews: "overviews"
      }
    }
  }

  typealias Maps = @Sendable (String, MapLayout) throws -> any MapWriter
  typealias Probabilities = @Sendable (String, MapLayout) throws -> any ProbabilityWriter
  typealias Fields = @Sendable (String, FieldLayout) throws -> any FieldWriter
  typealias Embeddings = @Sendable (String, EmbeddingLayout) throws -> any FieldWriter

  /// "GeoTIFF".
  public let name: String
  /// Endings of names in small letters; the first is the usual one.
  public let extensions: [String]
  public let features: Set<Feature>
  private let maps: Maps?
  private let probabilities: Probabilities?
  private let fields: Fields?
  private let embeddings: Embeddings?

  /// - Parameters:
  ///   - features: what a class map of this format can have.
  ///   - maps: begins a class map; nil if the format holds none. So for the next three.
  ///   - probabilities: begins the probability of every class.
  ///   - fields: begins one number for each pixel.
  ///   - embeddings: begins several for each pixel.
  init(
    _ name: String, extensions: [String], features: Set<Feature> = [], maps: Maps? = nil,
    probabilities: Probabilities? = nil, fields: Fields? = nil, embeddings: Embeddings? = nil
  ) {
    self.name = name
    self.extensions = extensions
    self.features = features
    self.maps = maps
    self.probabilities = probabilities
    self.fields = fields
    self.embeddings = embeddings
  }

  /// What files of this format can hold: map, probabilities, field, embedding.
  public var layers: [String] {
    [
      ("map", maps != nil), ("probabilities", probabilities != nil), ("field", fields != nil),
      ("embedding", embeddings != nil),
    ].filter(\.1).map(\.0)
  }

  /// The format that a name ends on, among those that hold something.
  ///
  /// - Parameters:
  ///   - layer: what it is to hold: "a class map".
  ///   - maker: how the format begins it; nil if it does not.
  /// - Throws: `SceneError` with the endings there are.
  private static func begin<Maker>(
    _ path: String, _ layer: String, _ maker: (MapFormat) -> Maker?
  ) throws -> (format: MapFormat, maker: Maker) {
    let ending = fileExtension(of: path)
    let format = all.first { $0.extensions.contains(ending) }
    if let format, let found = maker(format) { return (format, found) }
    let endings = all.filter { maker($0) != nil }.flatMap(\.extensions).map { ".\($0)" }
    let problem =
      ending.isEmpty
      ? "has no extension to tell the format by"
      : format.map { "cannot be \(layer): \($0.name) holds none" }
        ?? "format \".\(ending)\" is not known"
    throw SceneError(
      file: path, problem: problem,
      remedy: "Name it \(endings.dropLast().joined(separator: ", ")) or \(endings.last ?? "")")
  }

  static func map(_ path: String, _ layout: MapLayout) throws -> any MapWriter {
    let (format, begin) = try begin(path, "a class map", \.maps)
    for feature in layout.features.sorted(by: { $0.rawValue < $1.rawValue })
    where !format.features.contains(feature) {
      let able = all.filter { $0.features.contains(feature) }
      throw SceneError(
        file: path,
        problem: "has no room for \(feature.words): \(format.name) holds none, but "
          + "\(able.map(\.name).joined(separator: ", ")) can",
        remedy: "Name the map \(able.map { ".\($0.extensions[0])" }.joined(separator: " or ")), "
          + "or leave \(feature.words) out")
    }
    return try begin(path, layout)
  }

  static func probabilities(
    _ path: String, _ layout: MapLayout
  ) throws -> any ProbabilityWriter {
    try begin(path, "a file of probabilities", \.probabilities).maker(path, layout)
  }

  static func embedding(_ path: String, _ layout: EmbeddingLayout) throws -> any FieldWriter {
    try begin(path, "an embedding", \.embeddings).maker(path, layout)
  }

  static func field(_ path: String, _ layout: FieldLayout) throws -> any FieldWriter {
    try begin(path, "a field of numbers", \.fields).maker(path, layout)
  }
}

extension MapLayout {
  /// What it asks for beside the classes.
  var features: Set<MapFormat.Feature> {
    var features: Set<MapFormat.Feature> = []
    if confidence { features.insert(.confidence) }
    if legend { features.insert(.legend) }
    if scale != nil { features.insert(.scale) }
    if overviews { features.insert(.overviews) }
    return features
  }
}
