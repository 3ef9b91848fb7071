import Accuracy
import Foundation
import FoundationXML
import Scenes
import TestSupport
import Testing

@testable import Export

@Suite struct PrintFiguresTests {
  private static let names = ["wood & <meadow>", "小麦"]

  private var report: Report {
    let classes = ClassTable(names: Self.names)
    var report = Report(
      title: "Tiny", classes: classes, confusion: ConfusionMatrix(rows: [[7, 1], [0, 4]]))
    report.map = LabelMap(
      rows: 2, columns: 3, values: [1, 1, 2, 2, 0, 1], classes: classes)
    report.spectra = ClassSpectra(
      wavelengths: [400, 410, 420, 900, 910],
      spectra: [
        .init(label: 1, mean: [1, 2, 3, 4, 5]), .init(label: 2, mean: [2, .nan, 2, 2, 2]),
      ])
    return report
  }

  @Test func figuresAreWrittenTwice() throws {
    let folder = try TemporaryFolder()
    let files = try PrintFigures(report).write(folder: folder.path)
    #expect(
      try folder.contents() == [
        "map.pdf", "map.svg", "matrix.pdf", "matrix.svg", "spectra.pdf", "spectra.svg",
      ])
    #expect(Set(files).isSubset(of: PrintFigures.files(in: folder.path)))
    for name in ["map", "matrix", "spectra"] {
      let data = try Data(contentsOf: URL(fileURLWithPath: folder.file("\(name).svg")))
      let parser = XMLParser(data: data)
      #expect(parser.parse(), "\(name): \(String(describing: parser.parserError))")
      let text = String(decoding: data, as: UTF8.self)
      #expect(text.contains(">wood &amp; &lt;meadow&gt;") && text.contains("小麦"))
      let pdf = try Data(contentsOf: URL(fileURLWithPath: folder.file("\(name).pdf")))
      try requireWhole(pdf)
      // The letters that Helvetica lacks are a picture behind a mask.
      #expect(pdf.range(of: Data("/SMask".utf8)) != nil)
    }
    // Equal figures are equal files, and take the place of those that were written before.
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.file("map.pdf")))
    _ = try PrintFigures(report).write(folder: folder.path)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("map.pdf"))) == before)
  }

  /// Every object of a PDF stands where its table says.
  private func requireWhole(_ pdf: Data) throws {
    let text = String(decoding: pdf, as: Unicode.ASCII.self)
    #expect(text.hasPrefix("%PDF-1.4\n% Facet\n") && text.hasSuffix("%%EOF\n"))
    let start = try #require(text.range(of: "startxref\n", options: .backwards))
    let offset = try #require(
      Int(text[start.upperBound...].prefix { $0.isNumber }))
    let table = String(decoding: pdf[offset...], as: UTF8.self).split(separator: "\n")
    #expect(table[0] == "xref")
    let count = try #require(table[1].split(separator: " ").last.flatMap { Int($0) })
    for number in 1..<count {
      let place = try #require(Int(table[2 + number].prefix(10)))
      #expect(pdf[place...].starts(with: Data("\(number) 0 obj\n".utf8)), "object \(number)")
    }
  }

  /// A line is not drawn over bands that were left out, nor over values that are missing.
  @Test func gapsStayOpen() throws {
    let lines = SpectraFigure(report, try #require(report.spectra)).drawing.elements.compactMap {
      if case .path(let points, false, nil, let stroke?) = $0, stroke.width == 1.1 {
        return points.count
      }
      return Int?.none
    }
    #expect(lines == [3, 2, 2])
  }

  /// 12 pixels of 30 m: the bar of 100 m is 100/360 of the picture; without a place it counts pixels.
  @Test(arguments: [true, false]) func theScaleBarIsTrue(hasPlace: Bool) throws {
    var report = report
    report.scene = SceneSummary(file: "f", rows: 8, columns: 12, bands: 4)
    if hasPlace {
      report.scene?.place = GroundPlace(
        of: Georeference(left: 500_000, top: 5_800_000, pixelSize: 30, crs: "EPSG:32633"), rows: 8,
        columns: 12, file: "f")
    }
    let sheet = MapFigure(report, title: "t", key: .classes).drawing(
      Picture(width: 12, height: 8, filled: Drawing.soft))
    let texts = sheet.elements.compactMap {
      if case .words(let words) = $0 { return words.text }
      return String?.none
    }
    #expect(texts.contains(hasPlace ? "100 m" : "2 pixels") && texts.contains("N") == hasPlace)
    let bar = sheet.elements.compactMap { element -> Double? in
      guard case .path(let points, false, nil, let stroke?) = element, stroke.width == 1.25
      else { return nil }
      return points[2].x - points[1].x
    }
    let share = hasPlace ? 100.0 / 360 : 2.0 / 12
    // A metre of UTM is not quite one on the ground.
    #expect(abs((bar.first ?? 0) - 432 * share) < 0.1)
  }

  @Test func numbersAreShort() {
    #expect([0, 1, -1.5, 2.03, 0.1, -0.004].map(short) == ["0", "1", "-1.5", "2.03", "0.1", "0"])
  }
}
