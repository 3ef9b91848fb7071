public import Scenes

/// What a class map is before its pixels are known.
public struct MapLayout: Sendable, Equatable {
  public var rows: Int
  public var columns: Int
  /// The legend: class number n, from 1, is entry n − 1; 0 is "unclassified".
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

  /// Whether class numbers fit 8 bits, as 0 … 255.
  var fitsBytes: Bool { classes.count <= 255 }

  /// Pixels of a picture for each side of a pixel of the map.
  var zoom: Int { scale ?? (legend ? max(1, 512 / max(rows, columns)) : 1) }

  /// Colour of each value, from 0.
  var palette: [Colour] { (0...classes.count).map { classes.colour(of: $0) } }

  /// Name of each value, from 0.
  var categories: [String] { ["Unclassified"] + classes.entries.map(\.name) }
}
