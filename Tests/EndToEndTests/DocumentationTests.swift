import Foundation
import TestSupport
import Testing

/// What the documentation quotes of the program is what the program says.
@Suite struct DocumentationTests {
  @Test func theConfigurationPageHasAllKeys() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Documentation/configuration.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let keys = try FacetProgram(in: try TemporaryFolder()).run("help", "configuration")
    #expect(keys.status == 0)
    #expect(text.contains("```yaml\n\(keys.results)```\n"), "write what it prints into the page")
  }
}
