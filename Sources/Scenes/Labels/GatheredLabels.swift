/// Labels from files, one or several, put on a grid.
public struct GatheredLabels: Sendable {
  /// Unlabelled where files, or features of one, disagree.
  public var labels: LabelMap
  /// Where the files name or colour their classes.
  public var classes: ClassTable?
  /// Pixels that were given to several classes.
  public var disputed: Int

  /// Puts labels of files on the grid of a map or scene, as training puts those of a scene:
  /// polygons and points, rasters that lie on the grid or are as large, datasets `FILE.h5:/dataset`.
  ///
  /// - Parameters:
  ///   - places: "FILE", or "FILE:layer" and "FILE:dataset"; `*` and `?` in the name of a file stand
  ///     for any letters. Files are looked for here, then beside `file`.
  ///   - field: the class attribute of polygons and points; one of a usual name, or the only one,
  ///     if nil.
  ///   - classes: numbers the classes that are named in words; alphabetically if nil.
  ///   - georeference: where the grid lies, if known.
  ///   - lookupTable: gives the table of an image in sensor geometry, which has no such grid.
  ///   - file: what the grid is of, for errors.
  /// - Throws: `SceneError` where there is no such file, layer, dataset or field, the labels lie
  ///   outside of the grid, or some of them name classes in words that are no class, or in words
  ///   where others have numbers.
  public init(
    _ places: [String], field: String?, classes: ClassTable? = nil,
    onto georeference: Georeference?,
    lookupTable: @escaping @Sendable () throws -> GeographicLookupTable? = { nil }, rows: Int,
    columns: Int, of file: String
  ) throws {
    var descriptor = SceneDescriptor()
    descriptor.labels = LabelPlaces(places)
    descriptor.labelField = field
    descriptor.classes = classes?.entries.map {
      .init(name: $0.name, colour: $0.colour.hexadecimal)
    }
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
    let merged = try placed.merged()
    labels = merged.labels
    disputed = merged.disputed
    self.classes = try placed.classes(of: placed.defaultPath())
  }
}

extension Scene {
  /// Labels of other files put on this scene's grid; see `GatheredLabels`.
  public func gatherLabels(_ places: [String], field: String?) throws -> GatheredLabels {
    try GatheredLabels(
      places, field: field, onto: georeference, lookupTable: { try readLookupTable() },
      rows: shape.rows, columns: shape.columns, of: file)
  }
}
