extension Scene {
  /// Labels of another file put on this scene's grid: polygons and points, a raster that lies on
  /// the grid or is as large, or a dataset `FILE.h5:/dataset`.
  ///
  /// - Parameters:
  ///   - place: "FILE", or "FILE:layer" and "FILE:dataset".
  ///   - field: the class attribute of polygons and points; one of a usual name, or the only one,
  ///     if nil.
  /// - Returns: the labels, unlabelled where features of different classes meet; and the classes,
  ///   where the file names them.
  /// - Throws: `SceneError` where there is no such file, layer, dataset or field, or the labels lie
  ///   outside of the scene.
  public func readLabels(at place: String, field: String?) throws -> (
    labels: LabelMap, classes: ClassTable?
  ) {
    var descriptor = SceneDescriptor()
    descriptor.labels = LabelPlaces([place])
    descriptor.labelField = field
    let placed = PlacedLabels(
      scene: file, own: NoLabels(file: file, descriptor: descriptor), shape: shape,
      georeference: georeference, descriptor: descriptor)
    guard let placed else {
      throw SceneError(
        file: place, problem: "there is no such file", remedy: "Check the path of the labels")
    }
    return (try placed.merged().labels, try placed.classes(of: place))
  }
}
