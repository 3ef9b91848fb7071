import Accuracy
import Foundation
import Scenes
import Testing

/// What a page looks like for scenes of any shape and any number of classes.
@Suite struct PageLayoutTests {
  @Test(arguments: [20, 40]) func aMatrixOfManyClassesScrollsUnderItsNames(count: Int) throws {
    let names = (1...count).map { "Class number \($0)" }
    let page = try SyntheticReport.make(rows: 240, columns: 240, names: names).html()
    let density = count > 24 ? "crowd" : "many"
    #expect(page.contains(#"aria-label="Confusion matrix"><table class="matrix \#(density)">"#))
    #expect(page.contains(".scroll { overflow-x: auto;"))
    #expect(page.contains(".matrix .name { color: var(--ink); text-align: left;"))
    for name in names { #expect(page.contains("<span>\(name)</span></th>"), "\(name)") }
  }

  @Test func gapsInTheNumbersGiveNoRows() throws {
    var report = SyntheticReport.make(names: ["a", "b", "c"])
    report.classes = ClassTable(names: ["One", "Absent", "Three"])
    report.confusion = ConfusionMatrix(rows: [[50, 0, 3], [0, 0, 0], [2, 0, 40]])
    report.split = SplitSummary(
      strategy: "given", train: [5, 0, 5], validation: [1, 0, 1], test: [53, 0, 42])
    report.reference = LabelMap(rows: 1, columns: 2, values: [1, 3])
    report.map = report.reference
    (report.confidence, report.trainingPixels, report.testPixels) = (nil, nil, nil)
    report.spectra = nil
    let page = try report.html()
    #expect(!page.contains("Absent"))
    #expect(page.contains("All 2 classes") && page.contains("Three"))
    // A class that was labelled, though nothing was tested, stays.
    report.split?.train = [5, 4, 5]
    #expect(try report.html().contains("Absent"))
  }

  @Test(arguments: [
    (40, 900, "strip", false), (900, 40, "strip", true), (100, 220, "long", false),
    (120, 80, "upright", false), (96, 120, "n3", false),
  ])
  func picturesTakeTheWidthThatTheirShapeNeeds(
    rows: Int, columns: Int, style: String, isTurned: Bool
  ) throws {
    let page = try SyntheticReport.make(rows: rows, columns: columns).html()
    #expect(page.contains("<div class=\"maps \(style)\">"))
    #expect(page.contains("turned a quarter to the left") == isTurned)
    if rows == 900 { #expect(page.contains("width=\"900\" height=\"40\"")) }
  }

  /// Turned to the left, the upper right pixel becomes the upper left one.
  @Test func aScaleBarAndNorthFollowThePicture() throws {
    let place = try #require(
      GroundPlace(
        of: Georeference(left: 500_000, top: 5_800_000, pixelSize: 10, crs: "EPSG:32633"),
        rows: 900, columns: 40, file: "a"))
    let ruler = try #require(MapRuler(place, width: 900, isTurned: true))
    #expect(ruler.metres == 2000 && abs(ruler.share - 2000 / 9003.6) < 1e-3)
    #expect(abs(ruler.north + 90) < 0.1)
    let upright = try #require(MapRuler(place, width: 40, isTurned: false))
    #expect(upright.metres == 100 && abs(upright.north) < 0.1)
    var report = SyntheticReport.make(rows: 900, columns: 40)
    report.scene?.place = place
    let page = try report.html()
    for text in [
      "north arrow", "2\u{A0}km", "WGS 84 / UTM zone 33N (EPSG:32633)", "pixel 10\u{A0}m", "° N,",
      "° E",
      "Edges in the CRS",
    ] {
      #expect(page.contains(text), "\(text)")
    }
  }

  @Test func datesAndFilesStandInTheHeader() throws {
    var report = SyntheticReport.make()
    report.scene?.acquired = "2023-07-01"
    report.scene?.fileDate = "2024-05-03"
    report.made = "2026-11-28"
    report.files = [FileLink(to: "out/a map.tif", from: "out/report.html")]
    let page = try report.html()
    for text in [
      "acquired 2023-07-01", "scene file of 2024-05-03", "report of 2026-11-28",
      #"<a href="a%20map.tif">a map.tif</a>"#,
    ] {
      #expect(page.contains(text), "\(text)")
    }
    // The same run gives the same document on another day.
    let json = String(decoding: try ReportDocument(report).json(), as: UTF8.self)
    #expect(!json.contains("2026-11-28") && !json.contains("2024-05-03"))
  }

  @Test(arguments: [
    ("a/b/map.tif", "a/report.html", "b/map.tif"), ("map.tif", "run/report.html", "../map.tif"),
    ("x/50%.tif", "x/r.html", "50%25.tif"),
    ("x/javascript:1.tif", "x/r.html", "javascript%3A1.tif"),
  ])
  func aLinkIsRelativeToThePage(path: String, page: String, address: String) {
    #expect(FileLink(to: path, from: page).address == address)
  }

  @Test func aFolderOfReportsLinksItsFiles() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "facet-page-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try SyntheticReport.make().write(folder: folder.path)
    let page = try String(
      contentsOf: folder.appendingPathComponent("report.html"), encoding: .utf8)
    for name in ["report.json", "report.csv"] {
      #expect(page.contains("<a href=\"\(name)\">\(name)</a>"))
    }
  }

  @Test func contentsLeadToEverySection() throws {
    let page = try SyntheticReport.make().html()
    for section in page.matches(of: #/<section id="([a-z]+)"><h2>/#).map(\.1) {
      #expect(page.contains("<a href=\"#\(section)\">"), "\(section)")
    }
  }

  @Test func picturesOpenLargeAndWithoutAScript() throws {
    let page = try SyntheticReport.make().html()
    for name in ["scene", "reference", "map", "errors", "confidence"] {
      #expect(page.contains("id=\"picture-\(name)\""))
      #expect(page.contains("href=\"#picture-\(name)\""))
    }
    #expect(page.contains(".picture:target") && page.contains("image-rendering: pixelated"))
  }

  /// Everything that is drawn on the page's ground takes a colour of the light or dark page.
  @Test func aDarkPageIsReadable() throws {
    let page = try SyntheticReport.make().html()
    #expect(page.contains("@media screen and (prefers-color-scheme: dark)"))
    let body = try #require(page.split(separator: "<body>").last)
    let fixed = Set(
      SyntheticReport.names.indices.map { ClassTable.colour(at: $0).hexadecimal }
        + ["#9aa3ae", "#d02b20", "#2f6db5", "#d9dde3"])
    let viridis = body.matches(of: #/linear-gradient\([^)]*\)/#).map(\.0).joined()
    for colour in body.matches(of: /#[0-9a-f]{6}/).map({ String($0.0) })
    where !fixed.contains(colour) && !viridis.contains(colour) {
      // Only as what a plot falls back to outside of the page.
      #expect(body.contains(",\(colour))"), "\(colour)")
    }
  }

  @Test func aClassHasOneColourEverywhere() throws {
    let page = try SyntheticReport.make().html()
    for index in SyntheticReport.names.indices {
      let colour = ClassTable.colour(at: index).hexadecimal
      #expect(page.contains("style=\"stroke:\(colour)\""), "the spectrum of \(index + 1)")
      #expect(page.contains("background:\(colour)"), "the legend of \(index + 1)")
    }
    // Yellow is not seen on white, and dark blue not on black: both have an edge.
    #expect(page.contains("class=\"edge pale\"") && page.contains("class=\"edge deep\""))
  }

  @Test func theConfigurationIsFoldedAndItsDifferencesShown() throws {
    var report = SyntheticReport.make()
    report.settings = [Fact("split.fraction", "0.12")]
    let page = try report.html()
    #expect(page.contains("Settings that differ from the defaults"))
    #expect(page.contains("<dt>split.fraction</dt><dd>0.12</dd>"))
    #expect(page.contains("<details><summary>The whole configuration</summary><pre"))
  }

  @Test func wordsAreThoseOfTheField() throws {
    let page = try SyntheticReport.make().html()
    #expect(page.contains("probability of the mapped class"))
    #expect(page.contains("The two losses are different sums."))
    #expect(!page.contains("1</span></span> of the class"))
  }

  @Test func aNameIsNoFormulaInASpreadsheet() throws {
    var report = SyntheticReport.make(names: ["=1+1", "@sum", "-corn", "a,\"b\"\r\n", "-", "5"])
    report.spectra = nil
    let lines = report.csv()
    for field in ["1,'=1+1,", "2,'@sum,", "3,'-corn,", "4,\"a,\"\"b\"\"\r\n\",", "5,'-,", "6,5,"] {
      #expect(lines.contains("\n\(field)"), "\(field)")
    }
  }

  /// Files hold codes; rows of the table are the program's own.
  @Test func classesAreShownByTheirCodes() throws {
    var report = SyntheticReport.make(names: ["a", "b", "c"])
    report.classes = ClassTable(entries: [
      .init(code: 11, name: "oak"), .init(code: 1001, name: "beech"),
      .init(code: 60_000, name: "soil"),
    ])
    let page = try report.html()
    for text in [
      "<b>11</b><span>oak</span></th>", "</span>1001</th>", "<b>60000</b> soil",
      "1001 beech</li>", ">60000</text>",
    ] {
      #expect(page.contains(text), "\(text)")
    }
    #expect(!page.contains("<b>2</b>"))
  }

  @Test func commandsInNoticesAreSetAsSuch() throws {
    var report = SyntheticReport.make()
    report.caution = "Try `facet baseline walk` <first>."
    #expect(
      try report.html().contains("Try <code>facet baseline walk</code> &lt;first&gt;."))
  }
}
