/// Whether a file holds polygons or points, "FILE" or "FILE:layer", and not pixels.
public func isVectorFile(_ place: String) -> Bool {
  LabelFile(place, besides: place).map { VectorSource.accepts($0.path) } ?? false
}

/// Puts polygons and points on the grid of a map or scene, as labels of the same classes.
///
/// - Parameters:
///   - place: "FILE" or "FILE:layer".
///   - field: the class attribute; one of a usual name, or the only one, if nil.
///   - classes: numbers the classes that are named in words; alphabetically if nil.
///   - file: what the grid is of, for errors.
/// - Returns: the labels, unlabelled where features of different classes meet; and the classes.
/// - Throws: `SceneError` where layer, field, CRS or overlap are missing, or a name is no class.
public func readVectorLabels(
  _ place: String, field: String?, classes: ClassTable?, onto georeference: Georeference?,
  rows: Int, columns: Int, of file: String
) throws -> (labels: LabelMap, classes: ClassTable?) {
  var descriptor = SceneDescriptor()
  descriptor.labels = LabelPlaces([place])
  descriptor.labelField = field
  descriptor.classes = classes?.entries.map { .init(name: $0.name, colour: $0.colour.hexadecimal) }
  let placed = PlacedLabels(
    scene: file, own: NoLabels(file: file, descriptor: descriptor),
    shape: CubeShape(rows: rows, columns: columns, bands: 1), georeference: georeference,
    descriptor: descriptor)
  guard let placed else {
    throw SceneError(
      file: place, problem: "there is no such file", remedy: "Check the path of the labels")
  }
  return (try placed.merged().labels, try placed.classes(of: place))
}
