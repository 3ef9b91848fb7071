import Foundation
import Scenes

/// The reference scene as ENVI writes it.
package enum ENVIProducts {
  /// - Parameters:
  ///   - interleave: "bsq", "bil" or "bip".
  ///   - dataType: ENVI's code; of floats the numbers are reflectance, of integers ten thousandths.
  ///   - offset: bytes before the first number.
  ///   - change: alters the header's text.
  package static func write(
    _ path: String, interleave: String, dataType: Int, isBigEndian: Bool = false, offset: Int = 0,
    change: (String) -> String = { $0 }
  ) throws {
    let scene = ReferenceScene.self
    let order = ["bsq": "brc", "bil": "rbc", "bip": "rcb"][interleave] ?? "brc"
    var data = Data(repeating: 0xEE, count: offset)
    func append<Word: FixedWidthInteger>(_ word: Word) {
      withUnsafeBytes(of: isBigEndian ? word.bigEndian : word.littleEndian) {
        data.append(contentsOf: $0)
      }
    }
    let isFloat = dataType == 4 || dataType == 5
    for value in scene.values(order: order, fill: 20000, { $0 }) {
      let reflectance = value == 20000 ? 2 : Double(value) / 10000
      switch dataType {
      case 2, 12: append(UInt16(value))
      case 3, 13: append(UInt32(value))
      case 14, 15: append(UInt64(value))
      case 4: append(Float(reflectance).bitPattern)
      default: append(reflectance.bitPattern)
      }
    }
    try data.write(to: URL(fileURLWithPath: path))
    func list(_ values: [Double]) -> String {
      values.map { "\($0)" }.joined(separator: ",\n ")
    }
    let header = """
      ENVI
      ; written by hand
      description = { a = reference,
        scene }
      Samples = 5
      lines   = 6
      bands   = 8
      header offset = \(offset)
      file type = ENVI Standard
      data type = \(dataType)
      interleave = \(interleave.uppercased())
      byte order = \(isBigEndian ? 1 : 0)
      data ignore value = \(isFloat ? 2 : 20000)
      \(isFloat ? "" : "reflectance scale factor = 10000\n")\
      map info = {UTM, 1.000, 1.000, 680000.0, 5340000.0, 30.0, 30.0, 32, North, WGS-84}
      default bands = {3, 2, 1}
      wavelength units = Micrometers
      wavelength = {
       \(list(scene.wavelengths.map { $0 / 1000 }))}
      fwhm = { \(list(scene.widths.map { $0 / 1000 })) }
      bbl = {1, 1, 1, 1, 1, 0, 1, 1}

      """
    try change(header).write(toFile: path + ".hdr", atomically: true, encoding: .utf8)
  }
}
