/// Labels from files, one or several, put on a grid, with what is to be told of them.
public struct GatheredLabels: Sendable {
  /// Unlabelled where files, or features of one, disagree. Its table has the classes that occur.
  public var labels: LabelMap
  /// Pixels that were given to several classes.
  public var disputed: Int
  /// What a user should know: classes that were matched by number or renumbered, what 0 means,
  /// features without a pixel.
  public var notes: [String]
  /// What each file of labels was recognised as; empty for a dataset of the scene's own file.
  public var sources: [LabelRecognition]

  init(
    labels: LabelMap, disputed: Int = 0, notes: [String] = [], sources: [LabelRecognition] = []
  ) {
    self.labels = labels
    self.disputed = disputed
    self.notes = notes
    self.sources = sources
  }

  /// Puts labels of files on the grid of a map or scene, as training puts those of a scene:
  /// polygons and points, rasters that lie on the grid or are as large, datasets `FILE.h5:/dataset`.
  ///
  /// - Parameters:
  ///   - places: "FILE", or "FILE:layer" and "FILE:dataset"; `*` and `?` in the name of a file
  ///     stand for any letters. Files are looked for here, then beside `file`.
  ///   - field: the class attribute of polygons and points; one of a usual name, or the only one,
  ///     if nil.
  ///   - crs: the CRS of coordinates in files that do not state one, or "pixel".
  ///   - unlabelled: the value that means "unlabelled"; 0, or what the files state, if nil.
  ///   - georeference: where the grid lies, if known.
  ///   - lookupTable: gives the table of an image in sensor geometry, which has no such grid.
  ///   - rows: rows of the grid.
  ///   - columns: columns of the grid.
  ///   - file: what the grid is of, for errors.
  /// - Throws: `SceneError` if there is no such file, layer, dataset or field, the labels lie
  ///   outside of the grid, or their classes cannot be matched with one another.
  public init(
    _ places: [String], field: String?, crs: String? = nil, unlabelled: Int? = nil,
    onto georeference: Georeference?,
    lookupTable: @escaping @Sendable () throws -> GeographicLookupTable? = { nil }, rows: Int,
    columns: Int, of file: String
  ) throws {
    var descriptor = SceneDescriptor()
    descriptor.labels = LabelPlaces(places)
    descriptor.labelField = field
    descriptor.labelsCRS = crs
    descriptor.unlabelled = unlabelled
    let placed = PlacedLabels(
      scene: file, own: NoLabels(file: file, descriptor: descriptor),
      shape: CubeShape(rows: rows, columns: columns, bands: 1), georeference: georeference,
      lookupTable: lookupTable, descriptor: descriptor)
    let missing = (placed?.places ?? places).first { LabelFile($0, besides: file) == nil }
    guard let placed, missing == nil else {
      throw SceneError(
        file: missing ?? places.joined(separator: ", "), problem: "there is no such file",
        remedy: "Check the path of the labels")
    }
    self = try placed.read(placed.defaultPath())
  }
}

extension Scene {
  /// Labels of other files put on this scene's grid; see `GatheredLabels`.
  public func gatherLabels(
    _ places: [String], field: String?, crs: String? = nil
  ) throws -> GatheredLabels {
    try GatheredLabels(
      places, field: field, crs: crs, onto: georeference, lookupTable: { try readLookupTable() },
      rows: shape.rows, columns: shape.columns, of: file)
  }
}
