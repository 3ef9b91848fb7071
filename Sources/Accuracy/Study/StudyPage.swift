import Foundation
import Scenes

extension StudyResults {
  /// The study as one self-contained page with its curves.
  public func html() throws -> String {
    var sections = try splitSections()
    sections += variedSplits.map(curveSection)
    if !failures.isEmpty {
      sections.append(
        section(
          "failures", "Runs that could not be made",
          "<ul>\(failures.map { "<li>\(escaped("\($0.run): \($0.reason)"))</li>" }.joined())</ul>"))
    }
    let body = sections.joined(separator: "\n")
    return page(
      title, style: Self.style,
      """
      <header><p class="over">Experiment</p><h1>\(escaped(title))</h1>
      <p class="facts">\(escaped(progress)) Mean ± sample standard deviation and Student's 95 % \
      interval over seeds; differences are paired by seed, each method against each before it, and \
      p (Holm) allows for how many there are. OA and AA in per cent.</p></header>
      \(contents(of: body))
      \(body)
      """)
  }

  private static let style = """
    figure.chart { max-width: 760px; }
    .study { margin: 0 0 22px; overflow-x: auto; display: block; }
    .study th, .study td { padding: 5px 12px; text-align: right; white-space: nowrap; }
    .study th:first-child, .study td:first-child { text-align: left; }
    .study thead th { border-bottom: 1px solid var(--ink); }
    .study td { border-bottom: 1px solid var(--line); }
    """

  private func splitSections() throws -> [String] {
    try parts().filter { part in splits.contains { $0.name == part.heading } }.enumerated().map {
      index, part in
      let plots = variedMethods.compactMap { series, levels in
        splits.first { $0.name == part.heading }.flatMap { sweepPlot(series, levels, $0) }
      }
      return section(
        "split-\(index)", part.heading, lead: escaped(part.note),
        (part.tables.map(htmlTable) + plots).joined(separator: "\n"))
    }
  }

  private func htmlTable(_ rows: [[String]]) -> String {
    guard let header = rows.first else { return "" }
    let line = { (cells: [String], tag: String) in
      "<tr>\(cells.map { "<\(tag)>\(escaped($0))</\(tag)>" }.joined())</tr>"
    }
    return "<table class=\"study\"><thead>\(line(header, "th"))</thead><tbody>"
      + rows.dropFirst().map { line($0, "td") }.joined() + "</tbody></table>"
  }

  /// Accuracy with its deviation over the varied value, a line a method.
  private func curveSection(_ series: String, _ levels: [Level]) -> String {
    let usesLog = Self.spansDecades(levels)
    let lines = methods.enumerated().compactMap { index, method in
      line(
        method.name, index,
        levels.map { level in
          (level, pooled(level, method).map { $0.confusion.overallAccuracy })
        }, usesLog)
    }
    guard !lines.isEmpty else { return "" }
    let key = levels[0].key ?? ""
    var plot = LinePlot(
      title: "Overall accuracy by \(key)", x: usesLog ? "log₁₀ of \(key)" : key,
      y: "Overall accuracy, %", series: lines)
    plot.width = 860
    plot.height = 380
    return section(
      "curve-\(StudyResults.anchor(series))", "Learning curve: \(series)",
      htmlTable(curveCells(levels)) + plot.figure())
  }

  private func sweepPlot(_ series: String, _ levels: [Level], _ split: Level) -> String? {
    let usesLog = Self.spansDecades(levels)
    let accuracy = line(
      "Overall accuracy", 0,
      levels.map { ($0, pooled(split, $0).map { $0.confusion.overallAccuracy }) }, usesLog)
    guard let accuracy else { return nil }
    let key = levels[0].key ?? ""
    let plot = LinePlot(
      title: "\(series): overall accuracy by \(key)", x: usesLog ? "log₁₀ of \(key)" : key,
      y: "Overall accuracy, %", series: [accuracy])
    return plot.figure()
  }

  private func line(
    _ name: String, _ index: Int, _ values: [(level: Level, values: [Double?])], _ usesLog: Bool
  ) -> LinePlot.Series? {
    var points: [(x: Double, y: Double)?] = []
    var spread: [Double] = []
    for (level, values) in values {
      guard let number = level.number, !usesLog || number > 0, !values.contains(nil),
        let mean = RunSpread(values.compactMap { $0 })
      else { continue }
      points.append((usesLog ? log10(number) : number, 100 * mean.mean))
      spread.append(100 * (mean.deviation ?? 0))
    }
    guard !points.isEmpty else { return nil }
    return LinePlot.Series(
      name: name, colour: PlotInk.several[index % PlotInk.several.count], points: points,
      spread: spread)
  }

  /// Whether the positive values span a factor above 10.
  private static func spansDecades(_ levels: [Level]) -> Bool {
    let values = levels.compactMap(\.number).filter { $0 > 0 }
    guard let least = values.min(), let most = values.max() else { return false }
    return most > 10 * least
  }

  private static func anchor(_ name: String) -> String {
    String(name.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "-" })
  }
}
