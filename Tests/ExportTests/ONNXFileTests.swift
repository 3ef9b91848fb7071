import Foundation
import Networks
import Testing

@testable import Export

@Suite struct ONNXFileTests {
  /// A field of a message, taken apart by the description of the format.
  private struct Field {
    var number: Int
    var value: UInt64 = 0
    var bytes: [UInt8] = []

    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  private func fields(_ bytes: [UInt8]) throws -> [Field] {
    var rest = bytes[...]
    func whole() throws -> UInt64 {
      var (value, shift): (UInt64, UInt64) = (0, 0)
      while true {
        let next = rest.popFirst()
        let byte = try #require(next)
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
    }
    var found: [Field] = []
    while !rest.isEmpty {
      let key = try whole()
      var field = Field(number: Int(key >> 3))
      switch key & 7 {
      case 0: field.value = try whole()
      case 2:
        let count = Int(try whole())
        field.bytes = Array(rest.prefix(count))
        try #require(field.bytes.count == count)
        rest = rest.dropFirst(count)
      case 5:
        field.bytes = Array(rest.prefix(4))
        rest = rest.dropFirst(4)
      default: Issue.record("wire type \(key & 7)")
      }
      found.append(field)
    }
    return found
  }

  @Test func numbersAreWrittenAsTheFormatHasThem() {
    let message = WireMessage {
      $0.add(1, 150)
      $0.add(2, "testing")
      $0.add(3, -1)
      $0.add(4, [3, 270, 86_942])
      $0.add(5, Float(1))
    }
    // 150, "testing" and the packed list are the examples of the format's description.
    #expect(
      message.bytes == [0x08, 0x96, 0x01] + [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6E, 0x67]
        + [0x18] + Array(repeating: 0xFF, count: 9) + [0x01]
        + [0x22, 0x06, 0x03, 0x8E, 0x02, 0x9E, 0xA7, 0x05] + [0x2D, 0, 0, 0x80, 0x3F])
  }

  @Test func aGraphIsWritten() throws {
    var graph = OperatorGraph()
    let sum = graph.add("Add", [graph.input("x"), graph.constant([1.5, -2], [2])])
    let parts = graph.add(
      "Split", [sum, graph.wholes([1, 1])], results: 2, [("axis", .whole(-1))])
    graph.output(parts[1], as: "y")
    let file = ONNXFile(
      graph: graph, name: "g",
      inputs: [
        .init(name: "x", element: .float, shape: [.any("n"), .fixed(2)], summary: "in")
      ], outputs: [.init(name: "y", element: .int64, shape: [], summary: "out")],
      summary: "s", producer: ("Facet", "9"), metadata: [("k", "v")])
    let top = try fields(file.bytes)
    #expect(top.first { $0.number == 1 }?.value == 8)
    #expect(top.first { $0.number == 2 }?.text == "Facet")
    let inner = try fields(try #require(top.first { $0.number == 7 }).bytes)
    let nodes = try inner.filter { $0.number == 1 }.map { try fields($0.bytes) }
    #expect(nodes.map { $0.first { $0.number == 4 }?.text } == ["Add", "Split", "Identity"])
    let attribute = try fields(try #require(nodes[1].first { $0.number == 5 }).bytes)
    #expect(attribute.first { $0.number == 3 }?.value == UInt64.max)
    let weights = try fields(try #require(inner.first { $0.number == 5 }).bytes)
    #expect(weights.first { $0.number == 1 }?.bytes == [2])
    #expect(weights.first { $0.number == 9 }?.bytes == [0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0])
    #expect(inner.first { $0.number == 11 } != nil && inner.first { $0.number == 12 } != nil)
    #expect(try fields(try #require(top.first { $0.number == 14 }).bytes)[1].text == "v")
  }
}
