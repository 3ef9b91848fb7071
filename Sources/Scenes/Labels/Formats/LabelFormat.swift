/// A format that labels are read from, as it describes itself.
///
/// Adding one is a file with its `format`, and a line in the list `all`.
struct LabelFormat: Sendable {
  /// "ENVI regions of interest (XML)", as messages and references name it.
  let name: String
  /// Whether a file is of this format, by its content; its name tells nothing.
  let isFormat: @Sendable (LabelRequest) throws -> Bool
  let read: @Sendable (LabelRequest) throws -> FoundLabels

  init(
    _ name: String, isFormat: @escaping @Sendable (LabelRequest) throws -> Bool,
    read: @escaping @Sendable (LabelRequest) throws -> FoundLabels
  ) {
    self.name = name
    self.isFormat = isFormat
    self.read = read
  }

  /// Every format that is read: one line each. The first that knows a file reads it.
  static let all: [LabelFormat] = [
    .enviRegions,
    .enviPixelLists,
    .enviClassicRegions,
    .scp,
    .ilastik,
    .coordinateTable,
    .features,
    .arrays,
    .colourPicture,
    .raster,
  ]

  /// Their names, for help.
  static var names: [String] { all.map(\.name) }

  /// Looks at a file of labels.
  ///
  /// - Throws: `SceneError` if it cannot be read, or holds no labels.
  static func read(_ request: LabelRequest) throws -> FoundLabels {
    let format = try all.first { try $0.isFormat(request) } ?? .raster
    var found = try format.read(request)
    if found.format.isEmpty { found.format = format.name }
    return found
  }
}

/// A file of labels that is to be read, and what is known of the scene that they are for.
struct LabelRequest: Sendable {
  let file: LabelFile
  let start: FileStart
  /// The scene's file, for messages and to choose among the images of a project.
  let scene: String
  /// Size of the scene; nil if the file is looked at without one.
  let shape: CubeShape?
  let descriptor: SceneDescriptor

  var path: String { file.path }

  /// - Throws: `SceneError` if the file cannot be opened.
  init(_ file: LabelFile, scene: String, shape: CubeShape?, descriptor: SceneDescriptor) throws {
    (self.file, self.scene, self.shape, self.descriptor) = (file, scene, shape, descriptor)
    start = try FileStart(file.path)
  }
}

/// What a file of labels holds. Labels are by the rows of its own table.
struct FoundLabels {
  enum Content {
    case features(VectorSource)
    case pixels(LabelMap, Placement)
  }

  /// What messages call it.
  var name: String
  /// Name of the format; that of the reader if empty.
  var format = ""
  var content: Content
  var classes: ClassTable
  var notes: [String] = []

  /// Polygons and points.
  init(_ features: VectorSource, format: String = "") {
    name = features.path
    self.format = format
    content = .features(features)
    classes = features.classes
    notes = features.notes
  }

  /// A label for each pixel.
  init(_ read: GatheredLabels, name: String, place: Placement = Placement(), format: String = "") {
    self.name = name
    self.format = format
    content = .pixels(read.labels, place)
    classes = read.labels.classes
    notes = read.notes
  }
}
