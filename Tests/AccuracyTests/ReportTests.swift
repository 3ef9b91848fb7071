import Accuracy
import Foundation
import Scenes
import Testing

@Suite struct ReportTests {
  /// Reports at and beyond the edges of what a run can give.
  static let degenerate: [String: Report] = {
    var none = Report(
      title: "", classes: ClassTable(entries: []), confusion: ConfusionMatrix(classes: 0))
    none.histories = [TrainingHistory(phase: "nothing", epochs: [])]
    none.spectra = ClassSpectra(wavelengths: [], spectra: [])
    none.reference = LabelMap(rows: 0, columns: 0, values: [])
    none.map = LabelMap(rows: 0, columns: 0, values: [])
    none.confidence = []

    var untested = SyntheticReport.make(rows: 20, columns: 20)
    untested.confusion = ConfusionMatrix(classes: 6)
    untested.testPixels = []
    untested.trainingPixels = [-1, 5, 1_000_000]

    var unlabelled = SyntheticReport.make(rows: 20, columns: 20)
    unlabelled.reference = LabelMap(rows: 20, columns: 20, values: Array(repeating: 0, count: 400))
    unlabelled.confusion = ConfusionMatrix(classes: 0)

    var mismatched = SyntheticReport.make(rows: 20, columns: 20)
    mismatched.reference = LabelMap(rows: 3, columns: 2, values: [1, 1, 2, 2, 9, 9])
    mismatched.confidence = [1, 2]
    mismatched.split?.train = [1]
    mismatched.spectra?.wavelengths = [400, .nan, 410]
    mismatched.classes = ClassTable(names: ["one"])

    var infinite = SyntheticReport.make(rows: 20, columns: 20)
    infinite.confidence = Array(repeating: .nan, count: 400)
    infinite.leakage = LeakageSummary(
      window: 9, containsTrainingPixel: .nan, overlapsTrainingWindow: .infinity,
      besideTrainingPixel: .nan)
    infinite.diversity?.before.logDeterminant = -.infinity
    infinite.scene?.pixelArea = .nan
    infinite.histories = [
      TrainingHistory(
        phase: "Diverged",
        epochs: [
          .init(epoch: 1, trainingLoss: .nan, validationLoss: .infinity, validationAccuracy: .nan),
          .init(epoch: 2, trainingLoss: 1e300, validationLoss: 0, seconds: .infinity),
        ])
    ]
    infinite.spectra = ClassSpectra(
      wavelengths: nil,
      spectra: [.init(label: 1, mean: [.nan, 1, .infinity, 2], deviation: [.nan, 0.1])])

    let many = SyntheticReport.make(
      rows: 300, columns: 400, names: (1...300).map { "Species \($0)" })
    let one = SyntheticReport.make(rows: 20, columns: 20, names: ["Only"])
    return [
      "nothing": none, "zero test pixels": untested, "no labels": unlabelled,
      "parts that do not fit": mismatched, "not finite": infinite, "300 classes": many,
      "one class": one,
    ]
  }()

  @Test(arguments: degenerate.keys.sorted())
  func everyReportIsWritten(_ name: String) throws {
    let report = try #require(Self.degenerate[name])
    let page = try report.html()
    #expect(page.hasSuffix("</html>\n"))
    for number in ["nan", "inf"] {
      for before in [" ", "\"", ">", "M", "L", "-"] {
        #expect(!page.contains("\(before)\(number) ") && !page.contains("\(before)\(number)\""))
      }
    }
    #expect(balanced(page, ["section", "table", "tr", "figure", "svg", "ul", "div", "p"]))
    let document = ReportDocument(report)
    #expect(try ReportDocument(json: document.json()) == document)
    let lines = report.csv().split(separator: "\n")
    #expect(lines.allSatisfy { $0.count { $0 == "," } >= 10 })
  }

  @Test func documentKeepsTheFigures() throws {
    let report = SyntheticReport.make()
    let document = try ReportDocument(json: ReportDocument(report).json())
    #expect(document == ReportDocument(report))
    #expect(document.format == "facet report 1")
    #expect(document.figures.overallAccuracy == report.confusion.overallAccuracy)
    #expect(document.figures.kappa == report.confusion.kappa)
    #expect(document.confusion.rows == report.confusion.rows)
    #expect(document.classes.map(\.name) == SyntheticReport.names)
    #expect(document.classes.compactMap(\.mapped).reduce(0, +) == 96 * 120)
    #expect(document.histories.map(\.epochs.count) == [60, 20])
    #expect(document.leakage?.statement == report.leakage?.statement)
  }

  @Test func tableHoldsALineAClassAndTheSummary() {
    var report = SyntheticReport.make()
    report.classes.entries[0].name = "Maize, \"early\""
    let lines = report.csv().split(separator: "\n").map(String.init)
    #expect(lines.count == 1 + 6 + 5)
    #expect(lines[1].hasPrefix("1,\"Maize, \"\"early\"\"\","))
    #expect(lines[7].contains("\(report.confusion.overallAccuracy ?? -1)"))
  }

  @Test func filesAreWrittenByExtension() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "facet-report-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let report = SyntheticReport.make(rows: 30, columns: 30)
    let paths = try report.write(folder: folder.path)
    #expect(
      paths.map { URL(fileURLWithPath: $0).lastPathComponent }
        == ["report.html", "report.json", "report.csv"])
    var linked = report
    linked.files = paths.dropFirst().map { FileLink(to: $0, from: paths[0]) }
    #expect(try String(contentsOfFile: paths[0], encoding: .utf8) == linked.html())
    #expect(throws: SceneError.self) {
      try report.write(folder.appendingPathComponent("report.pdf").path)
    }
    // A folder that is not there is made.
    try report.write(folder.appendingPathComponent("absent/report.html").path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 4)
  }

  @Test(arguments: [
    (
      9, 0.942, 1,
      "94 % of test pixels have a training pixel in their window: this figure says little"
    ),
    (9, 0.996, 1, "More than 99 % of test pixels"), (9, 0.12, 0.5, "expect less than this figure"),
    (9, 0, 0.3, "30 % of test pixels have a window that overlaps"),
    (9, 0, 0, "speaks for ground of this scene that was not trained on"),
    (1, 0.715, 0, "72 % of test pixels lie beside a training pixel"),
    (1, 0.2, 0, "on new ground expect less"),
    (1, 0, 0, "speaks for ground of this scene that was not trained on"),
  ])
  func leakageInWords(window: Int, near: Double, overlaps: Double, words: String) {
    let leakage = LeakageSummary(
      window: window, containsTrainingPixel: window == 1 ? 0 : near,
      overlapsTrainingWindow: overlaps, besideTrainingPixel: near)
    #expect(leakage.statement.contains(words))
    #expect(leakage.isClean == (overlaps == 0 && near == 0))
  }
}

/// Whether every element that is opened is closed.
func balanced(_ page: String, _ elements: [String]) -> Bool {
  elements.allSatisfy { element in
    let opened =
      page.components(separatedBy: "<\(element) ").count
      + page.components(separatedBy: "<\(element)>").count - 2
    return opened == page.components(separatedBy: "</\(element)>").count - 1
  }
}
