import Foundation
import Scenes

extension StudyResults {
  /// The tables of a split: methods, differences, and classes if the split stands alone.
  private func tables(_ split: Level) throws -> [[[String]]] {
    let table = try table(split)
    guard !table.methods.isEmpty else { return [] }
    let alone = try aloneTable(split)
    var tables = [
      alone.methods.isEmpty
        ? table.methodCells(plusMinus: "±") : table.methodCells(plusMinus: "±", beside: alone)
    ]
    if !table.differences.isEmpty { tables.append(table.differenceCells()) }
    if !alone.differences.isEmpty {
      tables.append(alone.differenceCells(heading: "difference before the walk"))
    }
    if split.key == nil { tables.append(classCells(split)) }
    let validation = try validationCells(split)
    if !validation.isEmpty { tables.append(validation) }
    return tables
      + variedMethods.map { sweepCells($0.levels, split) }.filter { !$0.isEmpty }
  }

  /// The study's parts in order: heading, words, tables.
  func parts() throws -> [(heading: String, note: String, tables: [[[String]]])] {
    let curves = variedSplits.map { series, levels in
      ("Learning curve: \(series)", "", [curveCells(levels)])
    }
    let splits = try splits.compactMap { split -> (String, String, [[[String]]])? in
      let tables = try tables(split)
      return tables.isEmpty ? nil : (split.name, note(split), tables)
    }
    return (splits + curves).map { (heading: $0.0, note: $0.1, tables: $0.2) }
  }

  /// Markdown. Differences are of each method against each before it in the study.
  public func markdown() throws -> String {
    var text = ["# \(title)", progress]
    for part in try parts() {
      text.append("## \(part.heading)")
      if !part.note.isEmpty { text.append(part.note) }
      text += part.tables.map(markdownTable)
    }
    if !failures.isEmpty {
      text.append("## Runs that could not be made")
      text.append(failures.map { "- \($0.run): \($0.reason)" }.joined(separator: "\n"))
    }
    return text.joined(separator: "\n\n") + "\n"
  }

  /// LaTeX tables in booktabs' style, each under a comment that says what it is.
  public func latex() throws -> String {
    try parts().flatMap { part in
      part.tables.map { cells in
        let cells = cells.map { $0.map { $0.replacingOccurrences(of: "±", with: "$\\pm$") } }
        return "% \(part.heading)\n" + latexTable(cells)
      }
    }.joined(separator: "\n\n") + "\n"
  }

  /// A row a run, RFC 4180.
  public func csv() -> String {
    runCells().map { row in
      row.map(csvField).joined(separator: ",")
    }.joined(separator: "\r\n") + "\r\n"
  }

  /// The files that `write(folder:)` writes.
  public static func files(folder: String) -> [String] {
    ["results.md", "results.csv", "results.tex", "report.html"].map {
      URL(fileURLWithPath: folder).appendingPathComponent($0).relativePath
    }
  }

  /// Writes results.md, results.csv, results.tex and report.html into a folder, each whole or not.
  ///
  /// - Returns: their paths.
  /// - Throws: `SceneError` if one cannot be written.
  @discardableResult
  public func write(folder: String) throws -> [String] {
    let texts = [
      "<!-- \(OwnMark.software) -->\n" + (try markdown()), csv(),
      "% \(OwnMark.software)\n" + (try latex()), try html(),
    ]
    return try zip(Self.files(folder: folder), texts).map { path, text in
      try replaceFile(path, with: Data(text.utf8))
      return path
    }
  }
}
