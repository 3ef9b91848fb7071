/// A message of Protocol Buffers' wire format, which ONNX files are: numbered fields, each a whole
/// number, a float, or bytes with their length in front.
struct WireMessage {
  private(set) var bytes: [UInt8] = []

  init() {}

  init(_ fill: (inout WireMessage) throws -> Void) rethrows { try fill(&self) }

  /// A whole number; negative ones take ten bytes, as the format has it.
  mutating func add(_ field: Int, _ number: Int) {
    key(field, 0)
    append(UInt64(bitPattern: Int64(number)))
  }

  mutating func add(_ field: Int, _ number: Float) {
    key(field, 5)
    withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
  }

  mutating func add(_ field: Int, _ text: String) { add(field, Array(text.utf8)) }

  mutating func add(_ field: Int, _ message: WireMessage) { add(field, message.bytes) }

  mutating func add(_ field: Int, _ data: [UInt8]) {
    key(field, 2)
    append(UInt64(data.count))
    bytes += data
  }

  /// Repeated whole numbers, packed.
  mutating func add(_ field: Int, _ numbers: [Int]) {
    var packed = WireMessage()
    for number in numbers { packed.append(UInt64(bitPattern: Int64(number))) }
    add(field, packed.bytes)
  }

  private mutating func key(_ field: Int, _ type: UInt64) { append(UInt64(field) << 3 | type) }

  private mutating func append(_ number: UInt64) {
    var rest = number
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
