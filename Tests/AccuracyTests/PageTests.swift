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

  private func honest(
    overlaps: Double, beside: Double = 0, mostlyByLabels: Double? = nil, alone: [[Int]]? = nil
  ) -> HonestSummary {
    HonestSummary(
      strategy: "perClass(10)", runs: 1, confusion: ConfusionMatrix(rows: [[60, 20], [10, 10]]),
      alone: alone.map { ConfusionMatrix(rows: $0) }, mostlyByLabels: mostlyByLabels,
      sharesPixels: false,
      leakage: LeakageSummary(
        window: 9, containsTrainingPixel: overlaps / 2, overlapsTrainingWindow: overlaps,
        besideTrainingPixel: beside))
  }

  /// "New ground" is said only if no test window meets training ground, and no walk carried labels.
  @Test func newGroundIsSaidOnlyOfNewGround() {
    let claim = "that is the figure for new ground"
    #expect(honest(overlaps: 0).statement(beside: 0.9).contains(claim))
    for leaky in [honest(overlaps: 0.4), honest(overlaps: 0.001), honest(overlaps: 0, beside: 0.1)]
    {
      let text = leaky.statement(beside: 0.9)
      #expect(!text.contains(claim) && !leaky.isOnNewGround)
      #expect(!text.contains("ground apart from its training"), "\(text)")
      #expect(text.contains("this is no figure for new ground"), "\(text)")
    }
    let walked = honest(overlaps: 0, mostlyByLabels: 0.3, alone: [[50, 30], [10, 10]])
    let text = walked.statement(beside: 0.9, alone: 0.8)
    #expect(
      !text.contains(claim) && text.contains("30\u{A0}% of test pixels most walkers"), "\(text)")
    #expect(text.contains("before the walk 60.00\u{A0}%, 20.0 points less"), "\(text)")
    #expect(honest(overlaps: 0, mostlyByLabels: 0.001).isOnNewGround)
  }

  /// A network that has learnt nothing, behind a walk that spreads labels well, is seen at a glance.
  @Test func anUntrainedNetworkShowsInTheFirstCard() throws {
    var report = SyntheticReport.make(names: ["Corn", "Woods"])
    report.confusion = ConfusionMatrix(rows: [[47, 3], [3, 47]])
    report.networkAlone = ConfusionMatrix(rows: [[25, 25], [25, 25]])
    report.walk = WalkSummary(
      classifier: "network", isUsed: true, prior: 0.001, labels: 20, caught: [0.9, 0.4, 0.8])
    let page = try report.html()
    let card = try #require(page.components(separatedBy: "class=\"card main\"").dropFirst().first)
      .components(separatedBy: "</div>")[0]
    #expect(card.contains("94.00") && card.contains("50.00") && card.contains("network alone"))
    let warnings = page.components(separatedBy: "<p class=\"notice\">")
    #expect(warnings.contains { $0.hasPrefix("The network by itself maps only 50.00") })
    #expect(
      warnings.contains {
        $0.hasPrefix("The map is smoothed by random walks that start from the 20")
      })
    // Whose leakage is whose.
    #expect(page.contains("The network alone: "))
    #expect(page.contains("from 67\u{A0}% of test pixels most do"))
    let csv = report.csv()
    #expect(csv.contains("alone_overall_accuracy,,,,100,,0.5,"))
    #expect(csv.contains("alone_kappa,,,,100,,0.0,,,,"))
    #expect(csv.contains("walkers_caught_by_labels,,,,100,,0.69999"))
    // A little help is no alarm.
    report.networkAlone = ConfusionMatrix(rows: [[45, 5], [3, 47]])
    #expect(report.undertrainedStatement == nil)
  }

  @Test func aWalkThatWasNotUsedIsTold() throws {
    var report = SyntheticReport.make()
    report.walk = WalkSummary(
      classifier: "network", isUsed: false, prior: 0.001, labels: 20, caught: nil, judges: 30,
      rightWalked: 28, rightAlone: 30)
    let page = try report.html()
    #expect(page.contains("A random walk was tried and is not used"))
    #expect(page.contains("Of 30 validation pixels the walk maps 28 right, the network alone 30."))
    #expect(!page.contains("with the walk</small>"))
    let document = try ReportDocument(json: ReportDocument(report).json())
    #expect(document.walk == report.walk && document.networkAlone == nil)
  }

  /// Each row of a map in degrees has pixels of its own size.
  @Test func areasAreThoseOfEachRow() throws {
    var report = SyntheticReport.make(names: ["Corn", "Woods"])
    report.map = LabelMap(rows: 2, columns: 3, values: [1, 1, 2, 2, 2, 0])
    report.pixelAreas = [100, 50]
    let document = ReportDocument(report)
    #expect(document.classes.map(\.mappedArea) == [200, 200])
    report.pixelAreas = nil
    #expect(ReportDocument(report).classes.allSatisfy { $0.mappedArea == nil })
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
    #expect(try report.html().contains("width=\"1000\" height=\"1\""))
  }
}
