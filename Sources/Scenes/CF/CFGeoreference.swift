internal import Foundation

/// Where an array of a file lies on Earth, and what there is to say of it.
struct Placement {
  var georeference: Georeference?
  /// One a line; those that begin with "warning:" tell of contradictions.
  var remarks: [String] = []
}

/// Where an array lies on Earth, by the conventions of CF and of GDAL.
enum CFGeoreference {
  /// A dimension of an array that rows or columns run along.
  struct Dimension {
    var count: Int
    /// Its path or name, if the file names it.
    var name: String?

    init(count: Int, name: String? = nil) {
      (self.count, self.name) = (count, name)
    }
  }

  /// Coordinates of the pixels' centres say where an array lies, in whichever order its rows and
  /// columns run. A `GeoTransform` or `map info` serves if there are none; one that says
  /// otherwise is told of and not used, since tools that cut, turn or shift an array keep its
  /// coordinates and forget its attributes.
  ///
  /// - Parameters:
  ///   - array: path of the array.
  ///   - rows: the dimension that is taken for rows; likewise `columns`.
  ///   - mappings: arrays that describe the grid though the array names none.
  static func find(
    file: some AttributedArrays, array: String, rows: Dimension, columns: Dimension,
    mappings: [String] = []
  ) -> Placement {
    let stated = CFStatedGrid(of: array, in: file, mappings: mappings)
    var finder = CoordinateFinder(
      file: file, array: array, rows: rows, columns: columns, stated: stated)
    guard let found = finder.georeference() else {
      let said = finder.remarks
      let plane = finder.fromPlane()
      // What is placed otherwise may well have bent longitudes and latitudes beside it.
      if plane == nil, stated.transform != nil { finder.remarks = said }
      // Degrees beside a stated grid in metres say the same place otherwise.
      let affine = stated.transform == nil || plane?.crs == stated.system.crs ? plane : nil
      if let affine, let transform = stated.transform,
        !isSame(affine.transform, transform, rows: rows.count, columns: columns.count)
      {
        finder.remarks.append(contradiction(affine.transform, transform, stated.source))
      }
      return Placement(
        georeference: affine
          ?? stated.transform.map { Georeference(transform: $0, crs: stated.system.crs) },
        remarks: finder.remarks)
    }
    guard let transform = stated.transform else {
      return Placement(georeference: found, remarks: finder.remarks)
    }
    // The same ground, whichever way its rows run: GDAL states the grid that it reads, north first.
    let same = Symmetry.all.filter { !$0.isTransposed }.lazy
      .map { $0.applied(to: transform, rows: rows.count, columns: columns.count) }
      .first { isSame($0, found.transform, rows: rows.count, columns: columns.count) }
    if let same, found.crs == stated.system.crs {
      return Placement(
        georeference: Georeference(transform: same, crs: found.crs), remarks: finder.remarks)
    }
    return Placement(
      georeference: found,
      remarks: finder.remarks + [contradiction(found.transform, transform, stated.source)])
  }

  private static func contradiction(
    _ coordinates: [Double], _ transform: [Double], _ source: String
  ) -> String {
    "warning: coordinates begin at \(corner(coordinates)), \(source) at \(corner(transform)): the "
      + "coordinates are used"
  }

  private static func corner(_ t: [Double]) -> String {
    func text(_ value: Double) -> String { String(format: "%.10g", value) }
    return "\(text(t[0])), \(text(t[3])) with pixels of \(text(t[1])) × \(text(t[5]))"
  }

  /// Whether the corners of two grids lie within a tenth of a pixel.
  private static func isSame(_ a: [Double], _ b: [Double], rows: Int, columns: Int) -> Bool {
    let pixel = max(abs(a[1]) + abs(a[2]), abs(a[4]) + abs(a[5]))
    return [(0, 0), (columns, 0), (0, rows), (columns, rows)].allSatisfy { column, row in
      let (x, y) = (Double(column), Double(row))
      return abs(a[0] + x * a[1] + y * a[2] - b[0] - x * b[1] - y * b[2]) <= pixel * 0.1
        && abs(a[3] + x * a[4] + y * a[5] - b[3] - x * b[4] - y * b[5]) <= pixel * 0.1
    }
  }
}
