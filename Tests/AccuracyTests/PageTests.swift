import Accuracy
import Foundation
import Scenes
import Testing

@Suite struct PageTests {
  @Test func holdsEverySection() throws {
    let page = try SyntheticReport.make().html()
    for section in [
      "figures", "maps", "confusion", "classes", "spectra", "training", "diversity", "leakage",
      "repeat", "provenance",
    ] {
      #expect(page.contains("<section id=\"\(section)\""), "\(section)")
    }
    // Scene, reference, map, errors, confidence.
    #expect(page.components(separatedBy: "data:image/png;base64,").count == 6)
    #expect(page.contains("94 % of test pixels have a training pixel in their window"))
    for name in SyntheticReport.names { #expect(page.contains(name)) }
  }

  @Test func honestFiguresStandBesideThoseThatLeak() throws {
    var report = SyntheticReport.make()
    let matrix = ConfusionMatrix(rows: [[60, 20], [10, 10]])
    report.honest = HonestSummary(
      strategy: "blocks(size 15)", runs: 2, confusion: matrix, sharesPixels: false,
      leakage: LeakageSummary(
        window: 9, containsTrainingPixel: 0, overlapsTrainingWindow: 0,
        besideTrainingPixel: 0))
    let overall = try #require(report.confusion.overallAccuracy)
    let statement = try #require(report.honest?.statement(beside: overall))
    #expect(statement.contains("blocks(size 15) (2 runs)") && statement.contains("70.00\u{A0}%"))
    #expect(statement.contains(String(format: "%.1f points less", 100 * (overall - 0.7))))
    #expect(report.honest?.statement(beside: 0.6).contains("10.0 points more") == true)
    let page = try report.html()
    #expect(page.contains("<section id=\"honest\"") && page.contains("70.00\u{A0}%"))
    let document = try ReportDocument(json: ReportDocument(report).json())
    #expect(document.honest?.overallAccuracy == 0.7 && document.honest?.testPixels == 100)
    #expect(document.honest?.overallAccuracyInterval == matrix.overallInterval())
    report.honest = HonestSummary(
      strategy: "", runs: 2, confusion: matrix, sharesPixels: true,
      leakage: try #require(report.leakage))
    #expect(report.honest?.overallAccuracyInterval == nil)
  }

  @Test func rejectedPixelsAreNoClass() throws {
    var report = SyntheticReport.make(names: ["Corn", "Woods", "Rejected"])
    report.confusion = ConfusionMatrix(rows: [[60, 20, 5], [10, 10, 5], [0, 0, 0]])
    #expect(try report.html().contains("All 3 classes"))
    report.decision = DecisionSummary(basis: "5 nearest labelled pixels", truePositiveRate: 0.95)
    let page = try report.html()
    #expect(page.contains("2 classes") && page.contains("All 2 classes"))
    #expect(!page.contains("3 classes"))
  }

  /// Per cent ends at 100, whatever the ticks would like.
  @Test(arguments: [[99.4, 100], [100, 100], [0, 0], [0, 100], [62, 97.3]])
  func axesOfPerCentEndWherePerCentDoes(_ values: [Double]) throws {
    let axis = AxisScale(spanning: values, within: 0...100)
    #expect(axis.lower >= 0 && axis.upper <= 100 && axis.lower < axis.upper)
    #expect(axis.ticks.allSatisfy { (0...100).contains($0.value) } && axis.ticks.count > 1)
    for value in values { #expect((0...1).contains(axis.position(value))) }
  }

  @Test func isOneFileWithoutScriptsOrLinks() throws {
    let page = try SyntheticReport.make().html().lowercased()
    for foreign in ["http:", "https:", "<script", "<link", "@import", "url(", "javascript:"] {
      #expect(!page.contains(foreign), "\(foreign)")
    }
  }

  @Test func textIsEscapedEverywhere() throws {
    let hostile = "<b>&\"'</b>\u{1}"
    var report = SyntheticReport.make(
      rows: 40, columns: 40, names: Array(repeating: hostile, count: 6))
    report.title = hostile
    report.scene?.file = hostile
    report.scene?.checksum = hostile
    report.split?.strategy = hostile
    report.commands = [hostile]
    report.configuration = hostile
    report.provenance = [Fact(hostile, hostile)]
    report.spectra?.quantity = hostile
    report.histories[0].phase = hostile
    let page = try report.html()
    #expect(!page.contains("<b>&\"") && !page.contains("\u{1}"))
    #expect(page.contains("&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;\u{FFFD}"))
    #expect(balanced(page, ["b", "section", "svg", "table"]))
  }

  @Test func whatIsUnknownIsLeftOut() throws {
    let report = Report(
      title: "Figures only", classes: ClassTable(names: ["a", "b"]),
      confusion: ConfusionMatrix(rows: [[3, 1], [0, 4]]))
    let page = try report.html()
    for absent in ["maps", "spectra", "training", "diversity", "leakage", "repeat", "provenance"] {
      #expect(!page.contains("<section id=\"\(absent)\""), "\(absent)")
    }
    #expect(page.contains("87.50\u{A0}%"))
  }

  @Test func aFigureThatIsNotAllIsNeverWrittenAsAll() throws {
    let report = Report(
      title: "Nearly", classes: ClassTable(names: ["a", "b"]),
      confusion: ConfusionMatrix(rows: [[99_999, 1], [0, 50_000]]))
    let page = try report.html()
    #expect(page.contains("<p class=\"value\">99.99\u{A0}%</p>"))
  }

  @Test func areaAdjustedFiguresAreShown() throws {
    var report = SyntheticReport.make()
    report.stratified = try StratifiedEstimate(
      sample: report.confusion, mapped: Array(repeating: 5000, count: 6))
    let page = try report.html()
    #expect(page.contains("<section id=\"stratified\"") && page.contains(" km²</td>"))
    #expect(try ReportDocument(json: ReportDocument(report).json()).stratified?.areas.count == 6)
  }

  @Test func aLargeMapIsThinnedToThePage() throws {
    let rows = 3000
    let map = LabelMap(rows: rows, columns: 2, values: Array(repeating: 1, count: rows * 2))
    var report = Report(
      title: "Long", classes: ClassTable(names: ["a"]), confusion: ConfusionMatrix(rows: [[1]]))
    report.map = map
    #expect(try report.html().contains("width=\"1\" height=\"1000\""))
  }
}
