extension StoredValues {
  /// What the attributes of an array say of its numbers: by CF `_FillValue`, `missing_value`,
  /// `scale_factor`, `add_offset` and `valid_range`; by NEON `Data_Ignore_Value` and
  /// `Scale_Factor`, which divides.
  init(of path: String, in file: some AttributedArrays) throws {
    func numbers(_ name: String) throws -> [Double]? {
      try file.attribute(name, on: path)?.numbers
    }
    for name in ["_FillValue", "missing_value", "Data_Ignore_Value"] {
      for value in try numbers(name) ?? [] where !fills.contains(value) && !value.isNaN {
        fills.append(value)
      }
    }
    if let factor = try numbers("scale_factor")?.first {
      scale = factor
    } else if let divisor = try numbers("Scale_Factor")?.first, divisor != 0 {
      scale = 1 / divisor
    }
    offset = try numbers("add_offset")?.first ?? 0
    let range = try numbers("valid_range") ?? []
    let low = try range.count == 2 ? range[0] : numbers("valid_min")?.first
    let high = try range.count == 2 ? range[1] : numbers("valid_max")?.first
    if low != nil || high != nil, (low ?? -.infinity) <= (high ?? .infinity) {
      valid = (low ?? -.infinity)...(high ?? .infinity)
    }
  }
}
