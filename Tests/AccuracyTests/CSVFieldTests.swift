import Scenes
import Testing

@testable import Accuracy

/// Class names in CSV files, which spreadsheets open.
@Suite struct CSVFieldTests {
  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+cmd", "'+cmd"), ("-oak", "'-oak"), ("@sum", "'@sum"), ("-0.5", "-0.5"),
    ("+3", "+3"), ("oak", "oak"), ("a, b", "\"a, b\""), ("=\"x\"", "\"'=\"\"x\"\"\""), ("", ""),
  ])
  func formulasAreText(_ text: String, _ field: String) {
    #expect(csvField(text) == field)
  }

  @Test func aReportHasNoLiveNames() {
    let report = Report(
      title: "", classes: ClassTable(names: ["=HYPERLINK(1)", "@b"]),
      confusion: ConfusionMatrix(rows: [[1, 0], [0, 1]]))
    let lines = report.csv().split(separator: "\n")
    #expect(lines[1].hasPrefix("1,'=HYPERLINK(1),"))
    #expect(lines[2].hasPrefix("2,'@b,"))
  }
}
