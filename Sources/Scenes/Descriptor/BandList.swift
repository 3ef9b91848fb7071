/// Bands counted from 1, written as numbers and ranges: `[1, 2, 104-108]`.
public struct BandList: Codable, Equatable, Sendable {
  /// Counted from 1, in the order written.
  public var numbers: [Int]

  public init(numbers: [Int]) {
    self.numbers = numbers
  }

  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    numbers = []
    while !container.isAtEnd {
      let text = try container.decode(Item.self).text
      let ends = text.filter { !$0.isWhitespace }.split(
        separator: "-", omittingEmptySubsequences: false
      ).map { Int($0) }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2,
        first >= 1, last >= first, last - first < 1 << 20
      else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "`\(text)` is neither a band from 1 nor a range")
      }
      numbers.append(contentsOf: first...last)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for number in numbers { try container.encode(number) }
  }

  private struct Item: Decodable {
    let text: String
    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int.self) {
        text = String(number)
      } else {
        text = try container.decode(String.self)
      }
    }
  }
}
