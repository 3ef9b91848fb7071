package import Scenes

/// The scene that every format's writer writes: 6 rows × 5 columns × 8 bands of reflectance, stored
/// as ten thousandths; the pixel at row 2, column 3 has no data.
package enum ReferenceScene {
  package static let shape = CubeShape(rows: 6, columns: 5, bands: 8)
  package static let wavelengths = [450.0, 550, 650, 750, 850, 950, 1150, 1250]
  package static let widths = [10.0, 10.5, 11, 11.5, 12, 12.5, 13, 13.5]
  /// The band that formats with bad-band flags call bad.
  package static let badBand = 5
  /// Upper-left corner (680000, 5340000), pixels of 30 m, UTM zone 32 north.
  package static let transform = [680_000.0, 30, 0, 5_340_000, 0, -30]
  package static let crs = "EPSG:32632"

  package static func isEmpty(row: Int, column: Int) -> Bool { row == 2 && column == 3 }

  /// Reflectance × 10000.
  package static func stored(row: Int, column: Int, band: Int) -> Int {
    100 + row * 1000 + column * 100 + band * 7
  }

  /// Stored numbers, `fill` in the empty pixel.
  ///
  /// - Parameters:
  ///   - order: letters r, c, b; the last varies fastest.
  ///   - bands: those wanted, in order; nil stands for one that is absent.
  package static func values<Element>(
    order: String, bands: [Int?]? = nil, fill: Element, _ convert: (Int) -> Element
  ) -> [Element] {
    let bands = bands ?? Array(0..<shape.bands)
    let lengths: [Character: Int] = ["r": shape.rows, "c": shape.columns, "b": bands.count]
    let letters = Array(order)
    var values: [Element] = []
    for i in 0..<(lengths[letters[0]] ?? 0) {
      for j in 0..<(lengths[letters[1]] ?? 0) {
        for k in 0..<(lengths[letters[2]] ?? 0) {
          let place = Dictionary(uniqueKeysWithValues: zip(letters, [i, j, k]))
          let (row, column) = (place["r"] ?? 0, place["c"] ?? 0)
          guard let band = bands[place["b"] ?? 0], !isEmpty(row: row, column: column) else {
            values.append(fill)
            continue
          }
          values.append(convert(stored(row: row, column: column, band: band)))
        }
      }
    }
    return values
  }

  /// Lengths of the axes in an order of letters.
  package static func lengths(_ order: String) -> [Int] {
    order.map { $0 == "r" ? shape.rows : $0 == "c" ? shape.columns : shape.bands }
  }
}
