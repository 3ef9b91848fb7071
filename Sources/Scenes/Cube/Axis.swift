/// The axes of a cube, and which of them a file's first, second and third dimension is.
package enum Axis: String, Sendable, CaseIterable {
  case row, column, band

  /// The axis that a dimension's name means, or nil: "row", "y", "lines", "northing", …
  init?(dimension name: String) {
    let name = name.lowercased().filter { $0.isLetter }
    switch name {
    case "row", "rows", "y", "line", "lines", "northing", "lat", "latitude", "downtrack", "height":
      self = .row
    case "column", "columns", "col", "cols", "x", "sample", "samples", "easting", "lon",
      "longitude", "crosstrack", "width":
      self = .column
    case "band", "bands", "wavelength", "wavelengths", "lambda", "channel", "channels", "spectral":
      self = .band
    default: return nil
    }
  }

  /// The order that names state; nil unless each axis is named once.
  static func order(dimensions names: [String]) -> [Axis]? {
    let axes = names.compactMap { Axis(dimension: $0) }
    return axes.count == 3 && names.count == 3 && Set(axes).count == 3 ? axes : nil
  }

  /// Band-interleaved by pixel: "row,column,band".
  static let pixelOrder: [Axis] = [.row, .column, .band]

  /// "row,column,band".
  static func text(_ order: [Axis]) -> String {
    order.map(\.rawValue).joined(separator: ",")
  }

  /// The order that a descriptor states; nil where it states none.
  ///
  /// - Throws: `SceneError` unless it names each axis once.
  static func stated(
    by descriptor: SceneDescriptor, file: String, variable: String
  ) throws -> [Axis]? {
    guard let text = descriptor.axes else { return nil }
    let names = text.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
    guard let stated = order(dimensions: names) else {
      throw SceneError(
        file: file, variable: variable,
        problem: "the order of the axes is given as \"\(text)\"",
        remedy: "Name row, column and band once each, as in \"row,column,band\"")
    }
    return stated
  }
}
