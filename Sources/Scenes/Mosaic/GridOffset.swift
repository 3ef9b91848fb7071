internal import Foundation

/// How the pixels of one grid lie on those of another of the same pixels: moved, and maybe mirrored or
/// turned by right angles, as a grid whose first row is the southernmost.
struct GridOffset: Equatable {
  /// Where the pixel (0, 0) lies.
  var rows: Int
  var columns: Int
  /// How far rows and columns go on for the next row and the next column: 1, −1 or 0.
  var rowStep = Step(rows: 1, columns: 0)
  var columnStep = Step(rows: 0, columns: 1)

  struct Step: Equatable {
    var rows: Int
    var columns: Int
  }

  /// That of a grid on itself.
  static let none = GridOffset(rows: 0, columns: 0)

  /// Whether rows and columns run as on the other grid.
  var isUpright: Bool { rowStep == Self.none.rowStep && columnStep == Self.none.columnStep }

  /// Where a pixel lies on the other grid.
  func place(row: Int, column: Int) -> (row: Int, column: Int) {
    (
      rows + row * rowStep.rows + column * columnStep.rows,
      columns + row * rowStep.columns + column * columnStep.columns
    )
  }

  private init(rows: Int, columns: Int) { (self.rows, self.columns) = (rows, columns) }

  /// - Parameters:
  ///   - inner: where the grid lies; nil for one that must be as large as the other, and is it.
  ///   - outer: the grid that it is put on.
  /// - Throws: `SceneError` if pixels differ in size, do not fall on pixels, the coordinate systems
  ///   differ, or a grid without a place is of another size.
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
    let remedy = Self.remedy(file, outer, rows: outerRows, columns: outerColumns)
    if let one = inner.crs, let other = outer.crs,
      try !isSameReference(one, other, file: file)
    {
      throw SceneError(
        file: file, problem: "has another coordinate reference system than \(scene)",
        remedy: remedy)
    }
    let (a, b) = (inner.transform, outer.transform)
    let determinant = b[1] * b[5] - b[2] * b[4]
    // Steps of the inner grid in pixels of the outer: what its next column and next row are.
    let steps = [
      (b[1] * a[4] - b[4] * a[1]) / determinant, (b[5] * a[1] - b[2] * a[4]) / determinant,
      (b[1] * a[5] - b[4] * a[2]) / determinant, (b[5] * a[2] - b[2] * a[5]) / determinant,
    ]
    let whole = steps.map { $0.rounded() }
    // A drift of a hundredth of a pixel over a whole side is the rounding of a header.
    let longest = Double(max(rows, columns, 1))
    guard determinant != 0, zip(steps, whole).allSatisfy({ abs($0 - $1) * longest <= 0.01 }),
      whole.allSatisfy({ abs($0) <= 1 }), abs(whole[0] * whole[3] - whole[1] * whole[2]) == 1
    else {
      throw SceneError(
        file: file,
        problem: "has pixels of \(inner.pixelText), those of \(scene) are \(outer.pixelText)",
        remedy: remedy)
    }
    // The centre of the first pixel, in pixels of the outer grid.
    let (dx, dy) = (a[0] - b[0], a[3] - b[3])
    let across = (b[5] * dx - b[2] * dy) / determinant + (whole[1] + whole[3]) / 2 - 0.5
    let down = (b[1] * dy - b[4] * dx) / determinant + (whole[0] + whole[2]) / 2 - 0.5
    guard let wholeRows = Int(exactly: down.rounded()),
      let wholeColumns = Int(exactly: across.rounded()),
      abs(down - down.rounded()) <= 0.01, abs(across - across.rounded()) <= 0.01
    else {
      throw SceneError(
        file: file,
        problem: "lies between the pixels of \(scene): \(down) rows and \(across) columns from it",
        remedy: remedy)
    }
    (self.rows, self.columns) = (wholeRows, wholeColumns)
    columnStep = Step(rows: Int(whole[0]), columns: Int(whole[1]))
    rowStep = Step(rows: Int(whole[2]), columns: Int(whole[3]))
  }

  /// How a file is brought onto a grid. What runs north-up is warped; of a turned grid only polygons
  /// can be placed.
  private static func remedy(
    _ file: String, _ grid: Georeference, rows: Int, columns: Int
  ) -> String {
    let t = grid.transform
    guard t[2] == 0, t[4] == 0 else {
      return "Of labels, make polygons by `gdal_polygonize.py` and give these: they are placed on "
        + "any grid"
    }
    let (x, y) = (t[0] + Double(columns) * t[1], t[3] + Double(rows) * t[5])
    let corners = [min(t[0], x), min(t[3], y), max(t[0], x), max(t[3], y)].map { "\($0)" }
    let code = grid.crs.flatMap { $0.wholeMatch(of: #/[A-Z]+:[0-9]+/#) != nil ? $0 : nil }
    return "Bring it onto the other's grid with `gdalwarp -r near -t_srs "
      + (code ?? "CRS_OF_THE_OTHER")
      + " -te \(corners.joined(separator: " ")) -ts \(columns) \(rows) \(file) new.tif`"
  }
}

extension Georeference {
  /// Width and height of a pixel, in units of the CRS.
  var pixelSize: (width: Double, height: Double) {
    (
      (transform[1] * transform[1] + transform[4] * transform[4]).squareRoot(),
      (transform[2] * transform[2] + transform[5] * transform[5]).squareRoot()
    )
  }

  /// "30 × 30", and how the grid is turned if it is not north-up: "30 × 30, rotated by 30°".
  var pixelText: String {
    func short(_ value: Double) -> String { String(format: "%.6g", value) }
    let text = "\(short(pixelSize.width)) × \(short(pixelSize.height))"
    let t = transform
    if t[1] > 0, t[5] < 0, t[2] == 0, t[4] == 0 { return text }
    if t[2] == 0, t[4] == 0 {
      return text + (t[5] > 0 ? ", first row in the south" : "")
        + (t[1] < 0 ? ", first column in the east" : "")
    }
    return text + ", rotated by \(short(atan2(t[4], t[1]) * 180 / .pi))°"
      + (t[1] * t[5] - t[2] * t[4] > 0 ? " and mirrored" : "")
  }
}
