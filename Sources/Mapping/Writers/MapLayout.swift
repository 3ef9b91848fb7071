public import Scenes

/// What a class map is before its pixels are known.
public struct MapLayout: Sendable, Equatable {
  public var rows: Int
  public var columns: Int
  /// The legend. Strips give pixels by its rows, files hold its codes.
  public var classes: ClassTable
  /// Where the map lies on Earth; nil if the scene does not say.
  public var georeference: Georeference?
  /// Whether each pixel's class comes with a confidence.
  public var confidence: Bool
  /// Whether a picture has the classes' colours and names below it.
  public var legend: Bool
  /// Pixels of a picture for each side of a pixel of the map, from 1; nil for 1, or with a legend
  /// for as many as make a small map about 512 pixels large.
  public var scale: Int?
  /// Whether a raster has smaller versions of itself in it, for fast display.
  public var overviews: Bool

  public init(
    rows: Int, columns: Int, classes: ClassTable, georeference: Georeference? = nil,
    confidence: Bool = false, legend: Bool = false, scale: Int? = nil,
    overviews: Bool = false
  ) {
    self.scale = scale
    self.legend = legend
    self.overviews = overviews
    self.rows = rows
    self.columns = columns
    self.classes = classes
    self.georeference = georeference
    self.confidence = confidence
  }

  /// The map of a scene, without confidence.
  package init(of scene: Scene, classes: ClassTable) {
    self.init(
      rows: scene.shape.rows, columns: scene.shape.columns, classes: classes,
      georeference: scene.georeference)
  }

  /// The code that means "unclassified" and "no data" in files: 0, unless that is a class.
  public var unclassified: Int {
    let codes = Set(classes.entries.map(\.code))
    return [0, 255, 65_535, -1, -9999].first { !codes.contains($0) } ?? (codes.max() ?? 0) + 1
  }

  /// Pixels of a picture for each side of a pixel of the map.
  var zoom: Int { scale ?? (legend ? max(1, 512 / max(rows, columns)) : 1) }

  /// The stored number of each row of the legend, from 0.
  var codes: [Int] { [unclassified] + classes.entries.map(\.code) }

  /// The smallest type of whole numbers that all codes fit.
  var storage: MapStorage { MapStorage(codes) }

  /// Colour of each stored number from 0; nil if some class has no number of 8 bits.
  var palette: [Colour]? { list(classes.colour) { _ in Colour(red: 0, green: 0, blue: 0) } }

  /// Name of each stored number from 0; nil if some class has no number of 8 bits.
  var categories: [String]? { list(name) { _ in "" } }

  /// Name of a row of the legend, as files have it.
  func name(of row: Int) -> String { row == 0 ? "Unclassified" : classes.name(of: row) }

  private func list<Value>(
    _ value: (_ row: Int) -> Value, unused: (_ code: Int) -> Value
  ) -> [Value]? {
    guard storage == .uint8 else { return nil }
    var list = (0...(codes.max() ?? 0)).map(unused)
    for (row, code) in codes.enumerated() { list[code] = value(row) }
    return list
  }

  /// The name of the type that codes are stored in: "uint8".
  package var storageName: String {
    switch storage {
    case .uint8: "uint8"
    case .uint16: "uint16"
    case .int32: "int32"
    case .int64: "float64"
    }
  }

  /// The same map with the codes 1, 2, … in place of the classes' own.
  var renumbered: MapLayout {
    var layout = self
    for index in layout.classes.entries.indices { layout.classes.entries[index].code = index + 1 }
    return layout
  }

  /// The stored numbers of some pixels.
  func coded(_ rows: UnsafeBufferPointer<UInt16>) -> [Int64] {
    let codes = codes.map { Int64($0) }
    return rows.map { codes[Int($0)] }
  }
}

/// The type of whole numbers that a map is stored in.
enum MapStorage: Sendable {
  case uint8, uint16, int32, int64

  init(_ codes: [Int]) {
    let (low, high) = (codes.min() ?? 0, codes.max() ?? 0)
    self =
      low >= 0 && high <= 255
      ? .uint8
      : low >= 0 && high <= 65_535
        ? .uint16 : low >= Int(Int32.min) && high <= Int(Int32.max) ? .int32 : .int64
  }

  /// As GDAL writes it: whole numbers of 64 bits as float64, which every reader knows.
  var sample: RasterFile.Sample {
    switch self {
    case .uint8: .uint8
    case .uint16: .uint16
    case .int32: .int32
    case .int64: .float64
    }
  }
}
