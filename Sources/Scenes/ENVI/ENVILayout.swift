/// How the numbers of an ENVI image lie in its file.
struct ENVILayout: Sendable {
  let lengths: [Int]
  let axes: [Axis]
  let element: any HDF5Element.Type
  /// Bytes of an element.
  let width: Int
  /// Bytes before the first number.
  let offset: Int
  /// Whether bytes are in the opposite order of this machine's.
  let isSwapped: Bool
  /// What was missing from the header and is assumed.
  let repairs: [String]

  var raw: RawLayout {
    RawLayout(
      lengths: lengths, axes: axes, element: element, width: width, offset: offset,
      isSwapped: isSwapped)
  }

  var shape: CubeShape {
    CubeShape(
      rows: lengths[axes.firstIndex(of: .row) ?? 0],
      columns: lengths[axes.firstIndex(of: .column) ?? 1],
      bands: lengths[axes.firstIndex(of: .band) ?? 2])
  }

  /// - Parameters:
  ///   - size: bytes of the data.
  ///   - isLibrary: whether spectra of a library are wanted, and no image.
  /// - Throws: `SceneError` naming the key at fault, or that the data are cut off.
  init(_ header: ENVIHeader, data: String, size: Int, isLibrary: Bool = false) throws {
    try Self.requirePlainImage(header, isLibrary: isLibrary)
    let most = 1 << 40
    let rows = try header.whole("lines", in: 1...most)
    let columns = try header.whole("samples", in: 1...most)
    let bands = try header.whole("bands", in: 1...most, otherwise: 1)
    let offset = try header.whole("header offset", in: 0...most, otherwise: 0)
    self.offset = offset
    var repairs: [String] = []
    switch header.text("interleave")?.lowercased() {
    case "bsq", nil:
      if header.text("interleave") == nil { repairs.append("no interleave: BSQ assumed") }
      axes = [.band, .row, .column]
      lengths = [bands, rows, columns]
    case "bil":
      axes = [.row, .band, .column]
      lengths = [rows, bands, columns]
    case "bip":
      axes = [.row, .column, .band]
      lengths = [rows, columns, bands]
    case let other?:
      throw SceneError(
        file: header.path, variable: "interleave", problem: "is \"\(other.prefix(20))\"",
        remedy: "It is one of bsq, bil and bip")
    }
    (element, width) = try Self.element(header)
    if header.text("byte order") == nil, width > 1 {
      repairs.append("warning: no byte order: little-endian assumed")
    }
    let isBigEndian = try header.whole("byte order", in: 0...1, otherwise: 0) == 1
    isSwapped = isBigEndian != (UInt16(1).bigEndian == 1)
    guard let bytes = product(lengths + [width]), bytes <= Int.max / 32, bytes + offset <= size
    else {
      throw SceneError(
        file: data,
        problem: "has \(size) bytes, \(rows)×\(columns)×\(bands) values of \(width) bytes after "
          + "\(offset) need "
          + (product(lengths + [width]).map { String($0.addingReportingOverflow(offset).0) }
            ?? "more than a file can have"),
        remedy: "The data are cut off, or the header is of another file")
    }
    let left = size - offset - bytes
    let line = columns * bands * width
    guard left < line else {
      // As many bands as the data have room for, if that is a whole number.
      let (fitting, rest) = (size - offset).quotientAndRemainder(
        dividingBy: rows * columns * width)
      throw SceneError(
        file: data,
        problem: "has \(size) bytes, \(left) more than \(rows)×\(columns)×\(bands) values of "
          + "\(width) bytes after \(offset)"
          + (rest == 0 ? "; \(fitting) bands would fit" : ""),
        remedy: "Correct lines, samples, bands, data type or header offset in \(header.path)")
    }
    if left > 0 {
      repairs.append(
        "warning: the data have \(left) bytes more than the header tells of: check its header offset"
      )
    }
    self.repairs = repairs
  }

  /// - Throws: `SceneError` for what the header says of its data and is not read: packed data, gaps
  ///   between lines or bands, a library of spectra.
  private static func requirePlainImage(_ header: ENVIHeader, isLibrary: Bool) throws {
    func refuse(_ key: String, _ what: String, _ remedy: String) -> SceneError {
      SceneError(
        file: header.path, variable: key, problem: "is \(header.text(key) ?? ""): \(what)",
        remedy: remedy)
    }
    if let packed = header.text("file compression"), packed != "0" {
      throw refuse("file compression", "packed data", "Save the image without compression")
    }
    for key in ["major frame offsets", "minor frame offsets"] {
      if let gaps = try header.numbers(key), gaps.contains(where: { $0 != 0 }) {
        throw refuse(key, "gaps between lines or bands", "Save the image without them")
      }
    }
    let type = (header.text("file type") ?? "").lowercased()
    if type.contains("spectral library"), !isLibrary {
      throw refuse(
        "file type", "spectra, and no image",
        "Name the image; spectra of a library cannot be mapped")
    }
  }

  private static func element(
    _ header: ENVIHeader
  ) throws -> (any HDF5Element.Type, Int) {
    let code = try header.whole("data type", in: 1...99)
    switch code {
    case 1: return (UInt8.self, 1)
    case 2: return (Int16.self, 2)
    case 3: return (Int32.self, 4)
    case 4: return (Float.self, 4)
    case 5: return (Double.self, 8)
    case 12: return (UInt16.self, 2)
    case 13: return (UInt32.self, 4)
    case 14: return (Int64.self, 8)
    case 15: return (UInt64.self, 8)
    default:
      throw SceneError(
        file: header.path, variable: "data type",
        problem: code == 6 || code == 9 ? "is \(code): complex numbers" : "is \(code)",
        remedy: "Types that are read: 1, 2, 3, 4, 5, 12, 13, 14, 15")
    }
  }
}
