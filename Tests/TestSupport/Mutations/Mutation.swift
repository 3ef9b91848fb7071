package import Foundation
package import Scenes

/// One way to damage a file, and the damaging of it.
package enum Mutation: String, CaseIterable, Sendable {
  /// One to eight bytes set to values that tend to break readers, half of them near the start,
  /// where most formats have their headers.
  case bytes
  /// The end cut off.
  case truncation
  /// A piece of up to 64 bytes written over another.
  case copy
  /// Two words exchanged: names of attributes and datasets, keys and values of a text.
  case words
  /// A small number, which may be a length or a count, replaced by one whose products overflow.
  case sizes

  /// Damages bytes in a way that the generator chooses.
  package static func mutate(_ whole: Data, _ generator: inout SeededGenerator) -> Data {
    guard !whole.isEmpty else { return whole }
    let bytes = [UInt8](whole)
    switch allCases.randomElement(using: &generator) ?? .bytes {
    case .bytes: return Data(changed(bytes, &generator))
    case .truncation: return whole.prefix(place(in: bytes, &generator))
    case .copy: return Data(copied(bytes, &generator))
    case .words: return Data(exchanged(bytes, &generator))
    case .sizes: return Data(resized(bytes, &generator))
    }
  }

  private static func place(in bytes: [UInt8], _ generator: inout SeededGenerator) -> Int {
    let end = Bool.random(using: &generator) ? min(bytes.count, 2048) : bytes.count
    return Int.random(in: 0..<end, using: &generator)
  }

  private static func changed(_ whole: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = whole
    let odd: [UInt8] = [0, 1, 0x7F, 0x80, 0xFE, 0xFF]
    for _ in 0..<Int.random(in: 1...8, using: &generator) {
      let isOdd = Bool.random(using: &generator)
      let value =
        isOdd
        ? odd[Int.random(in: 0..<odd.count, using: &generator)]
        : UInt8.random(in: 0...255, using: &generator)
      bytes[place(in: bytes, &generator)] = value
    }
    return bytes
  }

  private static func copied(_ whole: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = whole
    let (from, to) = (place(in: bytes, &generator), place(in: bytes, &generator))
    let length = min(
      Int.random(in: 1...64, using: &generator), bytes.count - max(from, to))
    bytes.replaceSubrange(to..<to + length, with: whole[from..<from + length])
    return bytes
  }

  /// Words are put where another stood, cut or filled up with what stood there, so that nothing
  /// behind them moves; in a text they change places with their lengths.
  private static func exchanged(_ whole: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    let words = words(of: whole)
    guard let one = words.randomElement(using: &generator),
      let other = words.randomElement(using: &generator), one != other
    else { return changed(whole, &generator) }
    let (first, second) =
      one.lowerBound < other.lowerBound ? (one, other) : (other, one)
    if !whole.contains(0) {
      let pieces = [
        whole[..<first.lowerBound], whole[second], whole[first.upperBound..<second.lowerBound],
        whole[first], whole[second.upperBound...],
      ]
      return Array(pieces.joined())
    }
    var bytes = whole
    let length = min(first.count, second.count)
    for index in 0..<length {
      bytes.swapAt(first.lowerBound + index, second.lowerBound + index)
    }
    return bytes
  }

  /// Runs of at least three letters, digits or `_.-`.
  private static func words(of bytes: [UInt8]) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var start: Int?
    for (index, byte) in (bytes + [0]).enumerated() {
      let isInside =
        0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte || byte == 0x5F
        || byte == 0x2E || byte == 0x2D
      if isInside {
        start = start ?? index
      } else if let first = start {
        if index - first >= 3 { words.append(first..<index) }
        start = nil
      }
    }
    return words
  }

  private static func resized(_ whole: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    if !whole.contains(0) { return renumbered(whole, &generator) }
    var bytes = whole
    let width = [2, 4, 8].randomElement(using: &generator) ?? 4
    let isBig = Bool.random(using: &generator)
    func number(at place: Int) -> UInt64 {
      let digits = bytes[place..<place + width]
      return (isBig ? Array(digits) : digits.reversed()).reduce(0) { $0 << 8 | UInt64($1) }
    }
    let small = stride(from: 0, through: bytes.count - width, by: width == 8 ? 4 : width)
      .filter { 1...64 ~= number(at: $0) }
    guard let place = small.randomElement(using: &generator) else {
      return changed(whole, &generator)
    }
    let bits = UInt64(width * 8)
    let huge: [UInt64] = [
      .max, 1 << (bits - 1), (1 << (bits - 1)) - 1, 1 << (bits / 2), (1 << (bits / 2)) + 1,
      1 << (bits - 3), 0,
    ]
    var value = huge.randomElement(using: &generator) ?? .max
    for index in 0..<width {
      bytes[isBig ? place + width - 1 - index : place + index] = UInt8(truncatingIfNeeded: value)
      value >>= 8
    }
    return bytes
  }

  /// As above in a text.
  private static func renumbered(_ whole: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    let digits = words(of: whole + Array("   ".utf8)).filter {
      $0.upperBound <= whole.count && whole[$0].allSatisfy { 0x30...0x39 ~= $0 }
    }
    let single = whole.indices.filter { 0x30...0x39 ~= whole[$0] }.map { $0..<$0 + 1 }
    guard
      let place = (Bool.random(using: &generator) ? digits : single)
        .randomElement(using: &generator) ?? single.randomElement(using: &generator)
    else { return changed(whole, &generator) }
    let huge = [
      "0", "-1", "65536", "2147483647", "2147483648", "4294967296", "1099511627776",
      "9223372036854775807", "18446744073709551616", "1e308", "1e999", "nan", "-inf", "",
    ]
    let value = huge.randomElement(using: &generator) ?? "0"
    return Array(
      [whole[..<place.lowerBound], Array(value.utf8)[...], whole[place.upperBound...]].joined())
  }
}
