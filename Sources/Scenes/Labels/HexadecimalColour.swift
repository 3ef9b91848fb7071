extension Colour {
  /// From "#rrggbb"; nil if it is not of that form.
  public init?(hexadecimal text: String) {
    let digits = text.drop { $0 == "#" }
    guard digits.count == 6, let value = UInt32(digits, radix: 16) else { return nil }
    self.init(
      red: UInt8(value >> 16 & 255), green: UInt8(value >> 8 & 255), blue: UInt8(value & 255))
  }

  /// "#rrggbb".
  public var hexadecimal: String {
    let value = UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
    let digits = String(value, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }
}
