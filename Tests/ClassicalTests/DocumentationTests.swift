import Classical
import Foundation
import Parts
import Testing

/// The page about the method lists every metric and embedding as it describes itself.
@Suite("Documentation of classical methods")
struct DocumentationTests {
  @Test func allStandInTheDocumentation() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Documentation/method.md")
    let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
      .map(String.init)
    let kinds: [any ClassicalKind] = MetricKind.all + EmbeddingKind.all
    let expected = kinds.map { kind in
      let paper = kind.paper == "none" ? "" : " (\(kind.paper))"
      return "| `\(kind.name)` | \(kind.title)\(paper) | \(kind.summary) |"
    }
    #expect(lines.filter(Set(expected).contains) == expected)
    // No line of a method that is no more.
    let begin = try #require(lines.firstIndex(of: "## Classical metrics and embeddings"))
    let end = lines[(begin + 1)...].firstIndex { $0.hasPrefix("## ") } ?? lines.endIndex
    #expect(lines[begin..<end].count { $0.hasPrefix("| `") } == expected.count)
  }
}
