/// A whole number or a range of them: `5`, or `"5-16"`.
package struct Span: Codable, Equatable, Sendable {
  package let range: ClosedRange<Int>

  package init(_ range: ClosedRange<Int>) { self.range = range }

  package init(from decoder: any Decoder) throws {
    let box = try decoder.singleValueContainer()
    if let number = try? box.decode(Int.self) {
      range = number...number
      return
    }
    let text = try box.decode(String.self)
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard ends.count == 2, let low = ends[0], let high = ends[1], low <= high else {
      throw DecodingError.dataCorruptedError(
        in: box, debugDescription: "is `\(text)`. It must be a whole number, or two such as 5-16")
    }
    range = low...high
  }

  package func encode(to encoder: any Encoder) throws {
    var box = encoder.singleValueContainer()
    if range.count == 1 {
      try box.encode(range.lowerBound)
    } else {
      try box.encode("\(range.lowerBound)-\(range.upperBound)")
    }
  }
}
