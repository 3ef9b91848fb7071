import Scenes
import TestSupport

/// Made-up ground of 6 × 5 pixels of 30 m in UTM zone 33 whose classes and values tell where they
/// belong, so that a reading is right only by coordinates.
enum Ground {
  static let rows = 6
  static let columns = 5
  static let bands = 4
  static let transform = [500_000.0, 30, 0, 5_800_000, 0, -30]
  static let crs = "EPSG:32633"
  static let xs = (0..<columns).map { 500_015 + 30 * Double($0) }
  static let ys = (0..<rows).map { 5_799_985 - 30 * Double($0) }

  /// The class at a place, north first: no mirroring leaves it as it is.
  static func label(_ row: Int, _ column: Int) -> Double { Double(1 + row * columns + column) }

  static let labels = LabelMap(
    rows: rows, columns: columns,
    values: (0..<rows * columns).map { UInt16(label($0 / columns, $0 % columns)) })

  static func value(_ row: Int, _ column: Int, _ band: Int) -> Double {
    Double(1 + row * 20 + column * 4 + band)
  }

  /// Values in an order of letters r, c, b.
  static func cube(_ order: String) -> [Double] {
    let lengths: [Character: Int] = ["r": rows, "c": columns, "b": bands]
    let letters = Array(order)
    var values: [Double] = []
    for i in 0..<lengths[letters[0]]! {
      for j in 0..<lengths[letters[1]]! {
        for k in 0..<lengths[letters[2]]! {
          let place = Dictionary(uniqueKeysWithValues: zip(letters, [i, j, k]))
          values.append(value(place["r"]!, place["c"]!, place["b"]!))
        }
      }
    }
    return values
  }

  /// The whole scene, pixel by pixel.
  static func read(_ scene: Scene) throws -> [Double] {
    var values = [Double](repeating: 0, count: CubeWindow(whole: scene.cube.shape).count)
    try values.withUnsafeMutableBufferPointer {
      try scene.cube.read(CubeWindow(whole: scene.cube.shape), into: $0)
    }
    return values
  }

  static let y = ("y", rows)
  static let x = ("x", columns)
  static let band = ("band", bands)
  static let system = NetCDFArray("crs", [], .int, [0], ["crs_wkt": .text(crs)])

  static func axis(
    _ name: String, _ values: [Double], _ attributes: [String: NetCDFArray.Attribute] = [:]
  ) -> NetCDFArray {
    NetCDFArray(name, [(name, values.count)], .double, values, attributes)
  }

  /// The scene as NetCDF-4 with coordinates.
  static func writeScene(_ path: String) throws {
    try NetCDFArray.write(
      [
        NetCDFArray(
          "reflectance", [band, y, x], .float, cube("brc"), ["grid_mapping": .text("crs")]),
        system, axis("y", ys), axis("x", xs),
      ], to: path, isClassic: false)
  }
}
