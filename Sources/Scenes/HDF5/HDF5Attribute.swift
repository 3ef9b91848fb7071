import CHDF5

/// The value of an attribute.
package enum HDF5Attribute: Equatable, Sendable {
  case int(Int)
  case double(Double)
  case string(String)
  case ints([Int])
  case doubles([Double])
  case strings([String])

  /// The single number, also from a list of one.
  package var number: Double? {
    switch self {
    case .int(let value): Double(value)
    case .double(let value): value
    case .ints(let values) where values.count == 1: Double(values[0])
    case .doubles(let values) where values.count == 1: values[0]
    case .string(let text): Double(text)
    default: nil
    }
  }

  /// All numbers; those of a text are separated by blanks or commas.
  package var numbers: [Double]? {
    switch self {
    case .int(let value): return [Double(value)]
    case .double(let value): return [value]
    case .ints(let values): return values.map(Double.init)
    case .doubles(let values): return values
    case .string(let text):
      let words = text.split { $0 == " " || $0 == "," || $0 == "\t" || $0 == "\n" }
      let numbers = words.compactMap { Double($0) }
      return numbers.count == words.count && !words.isEmpty ? numbers : nil
    case .strings(let texts):
      let numbers = texts.compactMap { Double($0) }
      return numbers.count == texts.count && !texts.isEmpty ? numbers : nil
    }
  }

  /// Whether it is numbers of a floating-point type.
  var isOfFloats: Bool {
    switch self {
    case .double, .doubles: true
    case .int, .ints, .string, .strings: false
    }
  }

  /// The text, also from a list of one.
  package var text: String? {
    switch self {
    case .string(let text): text
    case .strings(let texts) where texts.count == 1: texts[0]
    default: nil
    }
  }

  /// All texts.
  package var texts: [String]? {
    switch self {
    case .string(let text): [text]
    case .strings(let texts): texts
    default: nil
    }
  }
}

extension HDF5File {
  /// The attribute of the object at `path`; nil if there is none, or it is neither numbers nor
  /// text.
  ///
  /// - Throws: `SceneError` if it cannot be read or claims more than 64 MiB.
  package func attribute(_ name: String, on path: String = "/") throws -> HDF5Attribute? {
    try nativeLibraryLock.withLock {
      silenceHDF5()
      guard H5Aexists_by_name(id, path, name, facet_h5_default()) > 0 else { return nil }
      let variable = "\(path)@\(name)"
      let attribute = try HDF5Identifier(
        self.path, variable, "cannot be opened", close: { H5Aclose($0) }
      ) { H5Aopen_by_name(id, path, name, facet_h5_default(), facet_h5_default()) }
      let type = try HDF5Identifier(
        self.path, variable, "has no type", close: { H5Tclose($0) }
      ) { H5Aget_type(attribute.id) }
      let space = try HDF5Identifier(
        self.path, variable, "has no shape", close: { H5Sclose($0) }
      ) { H5Aget_space(attribute.id) }
      let isScalar = H5Sget_simple_extent_type(space.id) == H5S_SCALAR
      let count = Int(max(0, H5Sget_simple_extent_npoints(space.id)))
      guard count <= 1 << 22, H5Tget_size(type.id) <= 1 << 26,
        count * Int(H5Tget_size(type.id)) <= 1 << 26
      else {
        throw SceneError(
          file: self.path, variable: variable, problem: "claims \(count) values",
          remedy: "The file is damaged; fetch it again")
      }
      switch HDF5StoredType(of: type.id) {
      case .integer:
        let values = try numbers(Int64.self, attribute.id, count, variable).map { Int($0) }
        return isScalar && count == 1 ? .int(values[0]) : .ints(values)
      case .float:
        let values = try numbers(Double.self, attribute.id, count, variable)
        return isScalar && count == 1 ? .double(values[0]) : .doubles(values)
      case .string:
        let values = try strings(attribute.id, type.id, count, variable)
        return isScalar && count == 1 ? .string(values[0]) : .strings(values)
      case .other:
        return nil
      }
    }
  }

  private func numbers<Element: HDF5Element>(
    _ element: Element.Type, _ attribute: hid_t, _ count: Int, _ variable: String
  ) throws -> [Element] {
    var values = [Element](repeating: 0, count: count)
    if count > 0 {
      _ = try values.withUnsafeMutableBytes { bytes in
        try hdf5(path, variable, "cannot be read") {
          H5Aread(attribute, Element.hdf5MemoryType, bytes.baseAddress)
        }
      }
    }
    return values
  }

  private func strings(
    _ attribute: hid_t, _ type: hid_t, _ count: Int, _ variable: String
  ) throws -> [String] {
    guard count > 0 else { return [] }
    let memory = try HDF5Identifier(path, variable, "has no type", close: { H5Tclose($0) }) {
      H5Tcopy(facet_h5_c_string())
    }
    H5Tset_cset(memory.id, H5Tget_cset(type))
    if H5Tis_variable_str(type) > 0 {
      H5Tset_size(memory.id, facet_h5_variable_length())
      var texts = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
      try hdf5(path, variable, "cannot be read") { H5Aread(attribute, memory.id, &texts) }
      let space = H5Aget_space(attribute)
      defer {
        H5Dvlen_reclaim(memory.id, space, facet_h5_default(), &texts)
        H5Sclose(space)
      }
      return texts.map { $0.map { String(cString: $0) } ?? "" }
    }
    // One byte more than stored, so that a text that fills its field keeps its last letter.
    let size = Int(H5Tget_size(type)) + 1
    H5Tset_size(memory.id, size)
    let isBlankPadded = H5Tget_strpad(type) == H5T_STR_SPACEPAD
    var bytes = [UInt8](repeating: 0, count: count * size)
    try hdf5(path, variable, "cannot be read") { H5Aread(attribute, memory.id, &bytes) }
    return (0..<count).map { index in
      var text = bytes[index * size..<(index + 1) * size].prefix { $0 != 0 }
      while isBlankPadded, text.last == 32 { text = text.dropLast() }
      return String(decoding: text, as: UTF8.self)
    }
  }
}
