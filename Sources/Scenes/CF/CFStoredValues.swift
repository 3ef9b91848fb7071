extension StoredValues {
  /// What the attributes of an array say of its numbers: by CF `_FillValue`, `missing_value`,
  /// `scale_factor`, `add_offset`, `_Unsigned` and `valid_range`; by NEON `Data_Ignore_Value` and
  /// `Scale_Factor`, which divides. A list of scales or offsets has one for each band.
  init(of path: String, in file: some AttributedArrays) throws {
    func numbers(_ name: String) throws -> [Double]? {
      try file.attribute(name, on: path)?.numbers
    }
    let stored = file.element(of: path)
    element = try stored.flatMap { try CFSignedness.other(than: $0, of: path, in: file) }
    for name in Self.fillNames {
      for value in try numbers(name) ?? [] where !value.isNaN { addFill(value) }
    }
    if let own = file.ownFill(of: path), element == nil { addFill(own) }
    var scales = try numbers("scale_factor") ?? []
    if scales.isEmpty { scales = try (numbers("Scale_Factor") ?? []).map { 1 / $0 } }
    let offsets = try numbers("add_offset") ?? []
    scale = scales.first ?? 1
    offset = offsets.first ?? 0
    bandScales = scales.count > 1 ? scales : nil
    bandOffsets = offsets.count > 1 ? offsets : nil
    try findValidRange(of: path, stored: stored, in: file)
  }

  private static let fillNames = [
    "_FillValue", "missing_value", "Data_Ignore_Value", "FillValue", "fill_value", "fillvalue",
    "nodata", "NoData", "NODATA", "no_data", "no_data_value", "nodata_value", "NoDataValue",
    "data_ignore_value", "data ignore value",
  ]
  /// Attributes that may be a scale or offset, in no convention that says which way they go.
  private static let doubtfulNames = [
    "slope", "intercept", "gain", "gains", "bias", "multiplier", "scale", "offset", "Scale",
    "Offset",
    "scaling_factor", "scaling", "reflectance_scale_factor", "reflectance scale factor",
    "DIV_factor", "divisor",
  ]

  /// What attributes say of an array's numbers that is not honoured, one remark a line.
  static func unusedAttributes(of path: String, in file: some AttributedArrays) -> [String] {
    doubtfulNames.compactMap { name in
      guard let value = file.numbers(name, on: path)?.first, value != (isSum(name) ? 0 : 1) else {
        return nil
      }
      return "warning: the attribute `\(name)` (\(value)) of \(path) is not used: if it scales the "
        + "numbers, state `scale` and `offset`"
    }
  }

  private static func isSum(_ name: String) -> Bool {
    ["intercept", "bias", "offset"].contains(name.lowercased())
  }

  private mutating func addFill(_ value: Double) {
    let value = signed(value)
    if !fills.contains(value) { fills.append(value) }
  }

  /// A range in the type of the stored numbers is in their units, one in the type of the unpacked
  /// ones in theirs (NUG, appendix A, `valid_range`).
  private mutating func findValidRange(
    of path: String, stored: (any HDF5Element.Type)?, in file: some AttributedArrays
  ) throws {
    let pair = try file.attribute("valid_range", on: path)
    let isPair = pair?.numbers?.count == 2
    let least = try isPair ? pair : file.attribute("valid_min", on: path)
    let most = try isPair ? pair : file.attribute("valid_max", on: path)
    guard var low = least.map({ $0.numbers?.first }) ?? -.infinity,
      var high = most.map({ $0.numbers?.last }) ?? .infinity, least != nil || most != nil
    else { return }
    let isInteger = stored.map { !($0 is Float.Type) && !($0 is Double.Type) } ?? false
    let isOfFloats = (least ?? most)?.isOfFloats ?? false
    if isPacked, isInteger, isOfFloats {
      guard low <= high else { return }
      // Whole numbers that no unpacked value comes near are stored ones, written as floats.
      let reach = (element ?? stored).flatMap(Self.range)
      if let reach, low == low.rounded(), high == high.rounded(), bandScales == nil,
        case let ends = [reach.lowerBound, reach.upperBound].map({ $0 * scale + offset }),
        low <= ends.min() ?? 0, high >= ends.max() ?? 0, high <= reach.upperBound
      {
        valid = low...high
      } else {
        validPhysical = Self.widened(low...high)
      }
      return
    }
    (low, high) = (signed(low), signed(high))
    if low <= high { valid = low...high }
  }

  /// By a part in a million, which single precision does not resolve.
  static func widened(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    let finite = [range.lowerBound, range.upperBound].filter(\.isFinite).map(abs)
    let margin = (finite.max() ?? 0) * 1e-6
    return range.lowerBound - margin...range.upperBound + margin
  }

  private static func range(of element: any HDF5Element.Type) -> ClosedRange<Double>? {
    func ends<Element: HDF5Element>(_ element: Element.Type) -> ClosedRange<Double>? {
      guard let whole = element as? any FixedWidthInteger.Type else { return nil }
      func range<Whole: FixedWidthInteger>(_ whole: Whole.Type) -> ClosedRange<Double> {
        Double(Whole.min)...Double(Whole.max)
      }
      return range(whole)
    }
    return ends(element)
  }
}

/// Whether whole numbers are to be read with another sign than their type has: NetCDF-3 has no
/// unsigned types.
enum CFSignedness {
  /// The type of the other sign, if the file says that it is meant: by `_Unsigned`, or by a valid
  /// range or fill value beyond the type's own range.
  static func other(
    than element: any HDF5Element.Type, of path: String, in file: some AttributedArrays
  ) throws -> (any HDF5Element.Type)? {
    guard let (isSigned, other) = pairs(element) else { return nil }
    for name in ["_Unsigned", "_unsigned", "unsigned", "Unsigned"] {
      guard let stated = try file.attribute(name, on: path) else { continue }
      let word = stated.text?.lowercased().filter { !$0.isWhitespace }
      if ["true", "t", "yes", "1"].contains(word) || stated.number == 1 {
        return isSigned ? other : nil
      }
      if ["false", "f", "no", "0"].contains(word) || stated.number == 0 {
        return isSigned ? nil : other
      }
    }
    guard isSigned else { return nil }
    let largest = Double(sign: .plus, exponent: element.byteCount * 8 - 1, significand: 1) - 1
    let range = try file.attribute("valid_range", on: path)?.numbers ?? []
    let low = try range.first ?? file.attribute("valid_min", on: path)?.number
    let high = try range.count == 2 ? range[1] : file.attribute("valid_max", on: path)?.number
    if let low, let high {
      // 0 to −1 is how a signed attribute states all unsigned numbers.
      if low >= 0, high > largest || high == -1 { return other }
      return nil
    }
    let fill = try file.attribute("_FillValue", on: path)?.number
    return (fill ?? 0) > largest && (fill ?? 0) <= 2 * largest + 1 ? other : nil
  }

  private static func pairs(
    _ element: any HDF5Element.Type
  ) -> (isSigned: Bool, other: any HDF5Element.Type)? {
    switch element {
    case is Int8.Type: (true, UInt8.self)
    case is Int16.Type: (true, UInt16.self)
    case is Int32.Type: (true, UInt32.self)
    case is UInt8.Type: (false, Int8.self)
    case is UInt16.Type: (false, Int16.self)
    case is UInt32.Type: (false, Int32.self)
    default: nil
    }
  }
}
