/// The axes of a cube, and which of them a file's first, second and third dimension is.
package enum Axis: String, Sendable, CaseIterable {
  case row, column, band

  /// The axis that a dimension's name or path means, or nil: "row", "y", "number_of_scans", …
  init?(dimension name: String) {
    let name = (name.split(separator: "/").last ?? "").lowercased().filter { $0.isLetter }
    switch name {
    case "row", "rows", "y", "line", "lines", "northing", "lat", "latitude", "downtrack", "height":
      self = .row
    case "column", "columns", "col", "cols", "x", "sample", "samples", "easting", "lon",
      "longitude", "crosstrack", "width":
      self = .column
    case "band", "bands", "wavelength", "wavelengths", "lambda", "channel", "channels", "spectral":
      self = .band
    case "ny", "nrow", "nrows", "nlat": self = .row
    case "nx", "ncol", "ncols", "nlon": self = .column
    default:
      guard let axis = Self.parts.first(where: { name.contains($0.0) })?.1 else { return nil }
      self = axis
    }
  }

  /// Parts of longer names, the most telling first: "pixels_per_line" are columns.
  private static let parts: [(String, Axis)] = [
    ("band", .band), ("wave", .band), ("lambda", .band), ("channel", .band), ("spectral", .band),
    ("crosstrack", .column), ("acrosstrack", .column), ("xtrack", .column), ("pixel", .column),
    ("sample", .column), ("column", .column), ("xdim", .column), ("easting", .column),
    ("longitude", .column), ("alongtrack", .row), ("downtrack", .row), ("ytrack", .row),
    ("scan", .row), ("line", .row), ("row", .row), ("ydim", .row), ("northing", .row),
    ("latitude", .row),
  ]

  /// The order that names state; nil unless they name two axes and the third is what is left.
  static func order(dimensions names: [String]) -> [Axis]? {
    guard names.count == 3 else { return nil }
    let axes = names.map { Axis(dimension: $0) }
    let known = axes.compactMap { $0 }
    guard known.count >= 2, Set(known).count == known.count else { return nil }
    return axes.map { axis in axis ?? allCases.first { !known.contains($0) } ?? .band }
  }

  /// Band-interleaved by pixel: "row,column,band".
  static let pixelOrder: [Axis] = [.row, .column, .band]

  /// "row,column,band".
  static func text(_ order: [Axis]) -> String {
    order.map(\.rawValue).joined(separator: ",")
  }

  /// The order that a descriptor states; nil if it states none.
  ///
  /// - Throws: `SceneError` unless it names each axis once.
  static func stated(
    by descriptor: SceneDescriptor, file: String, variable: String
  ) throws -> [Axis]? {
    guard let text = descriptor.axes else { return nil }
    let names = text.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
    // What is stated must be stated in full: "row,column,time" is not understood.
    guard names.allSatisfy({ Axis(dimension: $0) != nil }), let stated = order(dimensions: names)
    else {
      throw SceneError(
        file: file, variable: variable,
        problem: "the order of the axes is given as \"\(text)\"",
        remedy: "Name row, column and band once each, as in \"row,column,band\"")
    }
    return stated
  }
}
