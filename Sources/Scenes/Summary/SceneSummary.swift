import Foundation

/// What is in a scene's file, to be shown to a person or a program.
public struct SceneSummary: Codable, Sendable {
  public var file: String
  public var name: String?
  public var format: String
  public var evidence: [String]
  /// Dataset of the cube, its shape and axes as stored, and its chunks.
  public var cube: String
  public var storedShape: [Int]
  public var axes: [String]
  public var storedType: String
  public var chunk: [Int]?
  public var filters: [String]
  public var storedBytes: Int
  public var rows: Int
  public var columns: Int
  public var bands: Int
  /// Bands that are used, 0-based.
  public var keptBands: [Int]
  /// Centre of each band of the file in nm.
  public var wavelengths: [Double]?
  public var fill: Double?
  public var scale: Double
  public var offset: Double
  public var transform: [Double]?
  public var crs: String?
  /// Whether the image is in sensor geometry and the file says where its pixels lie.
  public var hasLookupTable: Bool
  public var labelPaths: [String]
  public var labels: Labels?
  /// Whether the file's SHA-256 is the descriptor's.
  public var checksumMatches: Bool?
  public var pixel: Pixel?
  public var statistics: SceneStatistics?
  public var quicklook: String?

  public struct Labels: Codable, Sendable {
    public var path: String
    public var unlabelled: Int
    public var classes: [Class]
    /// Names of classes that the labels list, but no pixel has.
    public var absent: [String]
    /// Pixels that are given to several classes, and so are unlabelled.
    public var disputed: Int
    /// What else is to be known of them.
    public var notes: [String]
    /// What each file of labels was recognised as.
    public var sources: [LabelRecognition]
  }

  public struct Class: Codable, Sendable {
    /// Its code in files.
    public var number: Int
    public var name: String
    public var colour: String
    public var pixels: Int
  }

  /// The spectrum of a pixel in the kept bands; nil if there is no data.
  public struct Pixel: Codable, Sendable {
    public var row: Int
    public var column: Int
    /// Code of its class; nil without labels or if it is unlabelled.
    public var label: Int?
    /// Name of its class, "Unlabelled" if it has none; nil without labels.
    public var className: String?
    public var values: [Float?]

    /// - Throws: `SceneError` if the pixel is not in the scene.
    public init(of scene: Scene, row: Int, column: Int) throws {
      let shape = scene.shape
      guard 0..<shape.rows ~= row, 0..<shape.columns ~= column else {
        throw SceneError(
          file: scene.file, problem: "has no pixel at row \(row), column \(column)",
          remedy: "Rows are 0…\(shape.rows - 1), columns 0…\(shape.columns - 1)")
      }
      self.row = row
      self.column = column
      var values = [Float](repeating: 0, count: shape.bands)
      try values.withUnsafeMutableBufferPointer {
        try scene.read(rows: row..<row + 1, columns: column..<column + 1, into: $0)
      }
      self.values = values.map { $0.isNaN ? nil : $0 }
      let labels = try scene.hasLabels ? scene.readLabels() : nil
      label = labels.flatMap { $0.classes.code(of: Int($0[row: row, column: column])) }
      className = labels.map { $0.classes.name(of: Int($0[row: row, column: column])) }
    }
  }

  /// Reads the labels, but no pixels of the cube.
  public init(of scene: Scene) throws {
    file = scene.file
    name = scene.descriptor.name
    let recognition = scene.cube.recognition
    format = recognition.format
    evidence = recognition.evidence
    storedType = recognition.storedType
    fill = recognition.fill
    scale = recognition.scale
    offset = recognition.offset
    let storage = scene.storage
    cube = storage.path
    storedShape = storage.shape
    axes = storage.axes
    chunk = storage.chunk
    filters = storage.filters
    storedBytes = storage.bytes
    rows = scene.shape.rows
    columns = scene.shape.columns
    bands = scene.cube.shape.bands
    keptBands = scene.keptBands
    wavelengths = scene.cube.bands.wavelengths
    transform = scene.georeference?.transform
    crs = scene.georeference?.crs
    hasLookupTable = scene.hasLookupTable
    labelPaths = scene.labelPaths
    if scene.hasLabels {
      let gathered = try scene.gatherLabels()
      let counts = gathered.labels.counts()
      let table = gathered.labels.classes
      labels = Labels(
        path: try scene.labelPath(), unlabelled: counts[0],
        classes: zip(table.entries, counts.dropFirst()).map { entry, pixels in
          Class(
            number: entry.code, name: entry.name, colour: entry.colour.hexadecimal,
            pixels: pixels)
        }, absent: table.absent.map(\.name), disputed: gathered.disputed, notes: gathered.notes,
        sources: gathered.sources)
    }
    if let checksum = scene.descriptor.checksum {
      checksumMatches = try checksum == "sha256:" + SceneFiles(scene.file).checksum()
    }
  }

  /// Sorted keys, so that the same scene gives the same text.
  public func json() throws -> String {
    String(decoding: try JSONEncoder.stable.encode(self), as: UTF8.self)
  }
}
