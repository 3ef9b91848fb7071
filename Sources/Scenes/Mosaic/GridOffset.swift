internal import Foundation

/// How many whole pixels one grid begins below and right of another of the same pixels.
struct GridOffset: Equatable {
  var rows: Int
  var columns: Int

  /// - Parameters:
  ///   - inner: where the grid lies; nil for one that must be as large as the other, and is it.
  ///   - outer: the grid that it is put on.
  /// - Throws: `SceneError` where pixels differ in size or direction, do not fall on pixels, the
  ///   coordinate systems differ, or a grid without a place is of another size.
  init(
    of inner: Georeference?, rows: Int, columns: Int, named file: String,
    on outer: Georeference?, rows outerRows: Int, columns outerColumns: Int, scene: String
  ) throws {
    guard let inner, let outer else {
      guard rows == outerRows, columns == outerColumns else {
        throw SceneError(
          file: file,
          problem: "is \(rows)×\(columns) pixels without a place on Earth, \(scene) is "
            + "\(outerRows)×\(outerColumns)",
          remedy: "Give a file of the same size, or georeference both")
      }
      (self.rows, self.columns) = (0, 0)
      return
    }
    if let one = inner.crs, let other = outer.crs,
      try !isSameReference(one, other, file: file)
    {
      throw SceneError(
        file: file, problem: "has another coordinate reference system than \(scene)",
        remedy: "Bring it onto the other's grid with `gdalwarp -t_srs`")
    }
    let (a, b) = (inner.transform, outer.transform)
    let pixel = max(abs(b[1]), abs(b[2]), abs(b[4]), abs(b[5]))
    // A drift of a hundredth of a pixel over a whole side is the rounding of a header.
    let longest = Double(max(rows, columns, 1))
    guard [1, 2, 4, 5].allSatisfy({ abs(a[$0] - b[$0]) * longest <= 0.01 * pixel }) else {
      throw SceneError(
        file: file,
        problem: "has pixels of \(a[1])×\(a[5]), those of \(scene) are \(b[1])×\(b[5])",
        remedy: "Bring it onto the other's grid with `gdalwarp -tr`")
    }
    let determinant = b[1] * b[5] - b[2] * b[4]
    let (dx, dy) = (a[0] - b[0], a[3] - b[3])
    let across = (b[5] * dx - b[2] * dy) / determinant
    let down = (b[1] * dy - b[4] * dx) / determinant
    guard let wholeRows = Int(exactly: down.rounded()),
      let wholeColumns = Int(exactly: across.rounded()),
      abs(down - down.rounded()) <= 0.01, abs(across - across.rounded()) <= 0.01
    else {
      throw SceneError(
        file: file,
        problem: "lies between the pixels of \(scene): \(down) rows and \(across) columns from it",
        remedy: "Bring it onto the other's grid with `gdalwarp -tap`")
    }
    (self.rows, self.columns) = (wholeRows, wholeColumns)
  }
}
