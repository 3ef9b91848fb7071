import Foundation

/// The cells of a comparison's two tables, in per cent if they are shares, and the markups that
/// they are written in.
extension MethodTable {
  static func percent(_ value: Double, _ figure: ComparedFigure) -> String {
    withMinus(
      figure == .kappa ? String(format: "%.4f", value) : String(format: "%.2f", 100 * value))
  }

  private static func signed(_ value: Double, _ figure: ComparedFigure) -> String {
    withMinus(
      figure == .kappa ? String(format: "%+.4f", value) : String(format: "%+.2f", 100 * value))
  }

  /// A number with a minus sign in place of a hyphen.
  static func withMinus(_ number: String) -> String {
    number.hasPrefix("-") ? "−" + number.dropFirst() : number
  }

  /// P as one prints it; a dash if there is no test.
  public static func probability(_ p: Double?) -> String {
    guard let p else { return "–" }
    return p < 0.001 ? "< 0.001" : String(format: "%.3f", p)
  }

  /// Header and rows: method, runs, mean ± deviation and interval of each figure.
  ///
  /// - Parameter alone: the same methods before a random walk smoothed their maps. Their figures stand
  ///   beside those of the maps; a method without a walk has a dash there.
  func methodCells(
    plusMinus: String, heading: String = "method", beside alone: MethodTable? = nil
  ) -> [[String]] {
    let header =
      [heading, "runs"] + ComparedFigure.allCases.flatMap { [$0.symbol, "95 % interval"] }
      + (alone == nil ? [] : ComparedFigure.allCases.map { "\($0.symbol) without walk" })
    return [header]
      + methods.map { method in
        [method.name, String(method.runs)]
          + ComparedFigure.allCases.flatMap { figure -> [String] in
            guard let entry = method.entries.first(where: { $0.figure == figure }) else {
              return ["–", "–"]
            }
            return [
              Self.cell(entry, plusMinus),
              entry.interval.map {
                "\(Self.percent($0.lower, figure)) to \(Self.percent($0.upper, figure))"
              } ?? "–",
            ]
          }
          + (alone.map { alone in
            let own = alone.methods.first { $0.name == method.name }
            return ComparedFigure.allCases.map { figure in
              own?.entries.first { $0.figure == figure }.map { Self.cell($0, plusMinus) } ?? "–"
            }
          } ?? [])
      }
  }

  /// Mean ± deviation.
  private static func cell(_ entry: Entry, _ plusMinus: String) -> String {
    percent(entry.mean, entry.figure)
      + (entry.deviation.map { " \(plusMinus) " + percent($0, entry.figure) } ?? "")
  }

  /// Header and rows: second − first, figure, pairs, mean, interval, P, and P after Holm.
  func differenceCells(heading: String = "difference") -> [[String]] {
    [[heading, "figure", "pairs", "mean", "95 % interval", "p", "p (Holm)"]]
      + differences.map {
        [
          "\($0.second) − \($0.first)", $0.figure.symbol, String($0.runs),
          Self.signed($0.mean, $0.figure),
          "\(Self.signed($0.interval.lower, $0.figure)) to "
            + Self.signed($0.interval.upper, $0.figure),
          Self.probability($0.p), Self.probability($0.holm),
        ]
      }
  }

  private var tables: [[[String]]] {
    [methodCells(plusMinus: "±")] + (differences.isEmpty ? [] : [differenceCells()])
  }

  /// For a terminal: columns in line, OA and AA in per cent.
  public func text() -> String { tables.map(alignedTable).joined(separator: "\n\n") }

  /// As Markdown tables.
  public func markdown() -> String { tables.map(markdownTable).joined(separator: "\n\n") }

  /// As LaTeX tables (booktabs).
  public func latex() -> String {
    ([methodCells(plusMinus: "$\\pm$")] + (differences.isEmpty ? [] : [differenceCells()]))
      .map(latexTable).joined(separator: "\n\n")
  }
}

/// Cells with columns in line: the first to the left, the others to the right.
public func alignedTable(_ rows: [[String]]) -> String {
  let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
  return rows.map { row in
    row.enumerated().map { column, cell in
      let space = String(repeating: " ", count: widths[column] - cell.count)
      return column == 0 ? cell + space : space + cell
    }.joined(separator: "  ")
  }.joined(separator: "\n")
}

/// Cells as a Markdown table whose first row is its header.
public func markdownTable(_ rows: [[String]]) -> String {
  guard let header = rows.first else { return "" }
  let line = { (cells: [String]) in
    "| " + cells.map { $0.replacingOccurrences(of: "|", with: "\\|") }.joined(separator: " | ")
      + " |"
  }
  let rule = ["---"] + Array(repeating: "---:", count: max(0, header.count - 1))
  return ([line(header), line(rule)] + rows.dropFirst().map(line)).joined(separator: "\n")
}

/// Cells as a LaTeX table in booktabs' style whose first row is its header.
public func latexTable(_ rows: [[String]]) -> String {
  guard let header = rows.first else { return "" }
  let line = { (cells: [String]) in cells.map(latexText).joined(separator: " & ") + " \\\\" }
  let columns = "l" + String(repeating: "r", count: max(0, header.count - 1))
  return
    (["\\begin{tabular}{\(columns)}", "\\toprule", line(header), "\\midrule"]
    + rows.dropFirst().map(line) + ["\\bottomrule", "\\end{tabular}"]).joined(separator: "\n")
}

/// Text with what LaTeX reads as commands escaped; `$\pm$` is kept.
private func latexText(_ text: String) -> String {
  text.components(separatedBy: "$\\pm$").map { part in
    var result = ""
    for character in part {
      switch character {
      case "&", "%", "#", "_", "{", "}", "$": result += "\\\(character)"
      case "\\": result += "\\textbackslash{}"
      case "^": result += "\\textasciicircum{}"
      case "~": result += "\\textasciitilde{}"
      case "−": result += "$-$"
      case "<": result += "$<$"
      case "–": result += "--"
      default: result.append(character)
      }
    }
    return result
  }.joined(separator: "$\\pm$")
}
