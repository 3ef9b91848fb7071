package import Scenes

/// A scene small enough to write and check by hand: value = row·100 + column·10 + band, so that
/// every value tells where it belongs.
package struct TinyScene: Sendable {
  package var shape: CubeShape
  /// Letters r, c, b in the order of the axes in the file.
  package var axes: String
  package var chunk: [Int]?
  /// Class numbers row by row, or nil for a scene without labels.
  package var labels: [UInt16]?
  package var classNames: [String]?
  package var hasWavelengths: Bool
  /// Of the first band, in nanometres; each next one is 10 nm further.
  package var firstWavelength = 400.0

  package init(
    rows: Int = 5, columns: Int = 7, bands: Int = 4, axes: String = "rcb", chunk: [Int]? = nil,
    labels: [UInt16]? = nil, classNames: [String]? = nil, hasWavelengths: Bool = false
  ) {
    shape = CubeShape(rows: rows, columns: columns, bands: bands)
    self.axes = axes
    self.chunk = chunk
    self.labels = labels
    self.classNames = classNames
    self.hasWavelengths = hasWavelengths
  }

  /// The value at a place, before any scaling.
  package func value(row: Int, column: Int, band: Int) -> Int { row * 100 + column * 10 + band }

  /// Wavelength of each band in nanometres: 400, 410, …
  package var wavelengths: [Double] {
    (0..<shape.bands).map { firstWavelength + 10 * Double($0) }
  }

  /// Writes `cube`, and `labels`, `wavelength` where there are any.
  ///
  /// - Parameter change: alters the values in file order before they are written.
  package func write<Element: HDF5Element>(
    to path: String, as element: Element.Type, change: (inout [Element]) -> Void = { _ in }
  ) throws {
    let lengths: [Character: Int] = ["r": shape.rows, "c": shape.columns, "b": shape.bands]
    let order = Array(axes)
    let fileShape = order.map { lengths[$0] ?? 1 }
    var values: [Element] = []
    for i in 0..<fileShape[0] {
      for j in 0..<fileShape[1] {
        for k in 0..<fileShape[2] {
          let place = Dictionary(uniqueKeysWithValues: zip(order, [i, j, k]))
          let value = value(
            row: place["r"] ?? 0, column: place["c"] ?? 0, band: place["b"] ?? 0)
          values.append(Element(exactly: value) ?? 0)
        }
      }
    }
    change(&values)
    let file = try HDF5File.create(path)
    try file.createDataset("/cube", of: element, shape: fileShape, chunk: chunk).write(values)
    if let labels {
      try file.createDataset("/labels", of: UInt16.self, shape: [shape.rows, shape.columns])
        .write(labels)
      if let classNames {
        try file.setAttribute("class_names", .strings(classNames), on: "/labels")
      }
    }
    if hasWavelengths {
      try file.createDataset("/wavelength", of: Double.self, shape: [shape.bands])
        .write(wavelengths)
      try file.setAttribute("units", .string("nm"), on: "/wavelength")
    }
    try file.close()
  }
}
