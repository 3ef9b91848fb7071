/// An array in NumPy's format (NEP 1): a sign, a head that is a dictionary of Python, and plain
/// numbers.
struct NPYArray: Sendable {
  /// Its name in an archive; empty for a file of one array.
  let name: String
  /// Length of each dimension, as Python shows them.
  private(set) var shape: [Int]
  /// Whether the first dimension varies fastest.
  let isFirstFastest: Bool
  /// NumPy's name of the number type, such as "<u2".
  let type: String
  /// Swift's type of the numbers, their bytes, and whether these are in the opposite order; nil if
  /// they are no plain numbers.
  let number: (element: any HDF5Element.Type, width: Int, isSwapped: Bool)?
  /// Bytes before the first number.
  let offset: Int

  /// "cube (145×145×200 uint16)".
  var description: String { "\(name) (\(describe(shape: shape)) \(storedType))".trimmedStart }

  var storedType: String {
    guard let number else { return type }
    return number.width < number.element.byteCount ? "float16" : storedTypeName(number.element)
  }

  /// The array without some of its dimensions of length 1.
  func with(shape: [Int]) -> NPYArray {
    var array = self
    array.shape = shape
    return array
  }

  /// Lengths in the order of the file, the one that varies slowest first.
  var storedShape: [Int] { isFirstFastest ? shape.reversed() : shape }

  /// - Parameters:
  ///   - source: the file, or the entry of an archive.
  ///   - size: its bytes.
  /// - Throws: `SceneError` if it is no such array, or is cut off.
  init(_ source: VirtualFile, name: String) throws {
    let (file, size) = (source.name, source.size)
    func wrong(_ problem: String) -> SceneError {
      SceneError(
        file: file, problem: problem, remedy: "Save the array again with numpy.save")
    }
    let start = try source.bytes(at: 0, upTo: 12)
    guard start.count == 12, start.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw wrong("is no array of NumPy: its sign is missing")
    }
    let isShort = start[6] == 1
    guard 1...3 ~= start[6] else { throw wrong("has the unknown version \(start[6])") }
    let length = (isShort ? 8..<10 : 8..<12).reversed().reduce(0) { $0 << 8 | Int(start[$1]) }
    let begin = isShort ? 10 : 12
    guard length <= 1 << 20, begin + length <= size else {
      throw wrong("has a head of \(length) bytes in \(size)")
    }
    let head = decodedText(try source.bytes(at: begin, upTo: length))
    guard let type = Self.text(of: "descr", in: head),
      let order = Self.value(of: "fortran_order", in: head),
      let shape = Self.shape(in: head)
    else { throw wrong("has a head that is not understood: \(head.prefix(120))") }
    self.name = name
    self.type = type
    self.shape = shape
    isFirstFastest = order.hasPrefix("True")
    number = Self.number(type)
    offset = begin + length
    guard let number else { return }
    guard let count = product(shape + [number.width]), count <= Int.max / 32,
      count <= size - offset
    else {
      throw wrong("is \(describe(shape: shape)) \(type) and has \(size - offset) bytes of numbers")
    }
  }

  /// What stands behind a key of the dictionary.
  private static func value(of key: String, in head: String) -> Substring? {
    for quote in ["'", "\""] {
      guard let range = head.firstRange(of: quote + key + quote) else { continue }
      return head[range.upperBound...].drop { $0 == ":" || $0.isWhitespace }
    }
    return nil
  }

  private static func text(of key: String, in head: String) -> String? {
    guard let value = value(of: key, in: head), let quote = value.first else { return nil }
    // A list of fields is no number type.
    if quote == "[" { return "fields of several types" }
    guard quote == "'" || quote == "\"" else { return nil }
    return String(value.dropFirst().prefix { $0 != quote })
  }

  private static func shape(in head: String) -> [Int]? {
    guard let value = value(of: "shape", in: head), value.first == "(",
      let end = value.firstIndex(of: ")")
    else { return nil }
    let words = value[..<end].dropFirst().split(separator: ",")
      .map { $0.filter { !$0.isWhitespace && $0 != "L" } }.filter { !$0.isEmpty }
    let lengths = words.compactMap { Int($0) }
    guard lengths.count == words.count, lengths.count <= 32, lengths.allSatisfy({ $0 >= 0 }) else {
      return nil
    }
    return lengths
  }

  private static func number(
    _ type: String
  ) -> (element: any HDF5Element.Type, width: Int, isSwapped: Bool)? {
    guard let order = type.first else { return nil }
    let isSwapped = order == (UInt16(1).bigEndian == 1 ? "<" : ">")
    let plain = "<>|=".contains(order) ? String(type.dropFirst()) : type
    let element: any HDF5Element.Type
    switch plain {
    case "b1", "u1", "?", "B": element = UInt8.self
    case "i1", "b": element = Int8.self
    case "u2": element = UInt16.self
    case "i2": element = Int16.self
    case "u4": element = UInt32.self
    case "i4": element = Int32.self
    case "u8": element = UInt64.self
    case "i8": element = Int64.self
    case "f2": return (Float.self, 2, isSwapped)
    case "f4": element = Float.self
    case "f8": element = Double.self
    default: return nil
    }
    return (element, element.byteCount, isSwapped)
  }
}

extension String {
  fileprivate var trimmedStart: String { String(trimmingPrefix(" ")) }
}
