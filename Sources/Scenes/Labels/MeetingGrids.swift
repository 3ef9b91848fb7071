extension Georeference {
  /// Refuses labels that share no ground with the scene. What two coordinate reference systems say
  /// cannot be compared so; `GridOffset` refuses them.
  ///
  /// - Parameters:
  ///   - size: rows and columns of the labels, whose place this is; likewise `sceneSize`.
  ///   - file: of the labels, for the error.
  /// - Throws: `SceneError` that tells both extents.
  func requireMeeting(
    size: (rows: Int, columns: Int), _ scene: Georeference,
    sceneSize: (rows: Int, columns: Int), file: String
  ) throws {
    if let crs, let other = scene.crs, try !isSameReference(crs, other, file: file) { return }
    let own = Extent(of: self, rows: size.rows, columns: size.columns)
    let whole = Extent(of: scene, rows: sceneSize.rows, columns: sceneSize.columns)
    let t = scene.transform
    // What is shared by rounding alone is nothing.
    let margin = 0.01 * max(abs(t[1]) + abs(t[2]), abs(t[4]) + abs(t[5]))
    let meets =
      own.west < whole.east - margin && own.east > whole.west + margin
      && own.south < whole.north - margin && own.north > whole.south + margin
    guard !meets else { return }
    throw SceneError(
      file: file, problem: "lies outside of the scene: it covers \(own), the scene \(whole)",
      remedy: "Give the labels of this scene")
  }
}
