import Foundation
import Scenes

extension Report {
  /// Above so many classes a matrix is no longer read; its largest entries are.
  private static let widest = 60

  /// The confusion matrix as a shaded table, and its largest confusions in words.
  func matrixSection() -> String {
    guard confusion.classes > 0 else { return "" }
    let isDrawn = matrixClasses.count <= Self.widest
    let table = isDrawn ? matrixTable() : ""
    let confusions = largestConfusions(isDrawn ? 8 : 40)
    if confusion.total == 0 {
      return section("confusion", "Confusion matrix", "<p>No pixel was tested.</p>")
    }
    return section(
      "confusion", "Confusion matrix",
      lead: isDrawn
        ? "Rows are the reference, columns the map, entries pixels; shades are shares of the row."
        : "\(matrixClasses.count) classes are too many to draw; these are the largest confusions.",
      "<div class=\"split\(matrixClasses.count > 8 ? " stacked" : "")\">\(table)\(confusions)</div>"
    )
  }

  /// Those of the matrix that the page lists.
  private var matrixClasses: [Int] { shownClasses.filter { $0 <= confusion.classes } }

  private func matrixTable() -> String {
    let matrix = confusion
    let (totals, mapped) = (matrix.referenceTotals, matrix.mapTotals)
    let rejects = matrix.unclassified.contains { $0 > 0 }
    let numbers = matrixClasses
    var head = "<th class=\"name\"></th>"
    for label in numbers {
      let name = escaped(classes.name(of: label))
      head +=
        "<th title=\"\(name)\">\(swatch(classes.colour(of: label).hexadecimal))\(code(of: label))</th>"
    }
    if rejects { head += "<th class=\"sum\">None</th>" }
    head += "<th class=\"sum\">Total</th>"
    var rows = ""
    for reference in numbers {
      let total = totals[reference - 1]
      let name = escaped(classes.name(of: reference))
      var cells =
        "<th class=\"name\" title=\"\(name)\">"
        + "\(swatch(classes.colour(of: reference).hexadecimal))<b>\(code(of: reference))</b>"
        + "<span>\(name)</span></th>"
      for map in numbers {
        cells += cell(matrix[reference: reference, map: map], of: total, isRight: reference == map)
      }
      if rejects {
        cells += cell(matrix.unclassified[reference - 1], of: total, isRight: false)
      }
      rows += "<tr>\(cells)<td class=\"sum\">\(grouped(total))</td></tr>"
    }
    var foot = "<th class=\"name\">Total mapped</th>"
    for label in numbers { foot += "<td>\(grouped(mapped[label - 1]))</td>" }
    if rejects { foot += "<td>\(grouped(matrix.unclassified.reduce(0, +)))</td>" }
    foot += "<td class=\"sum\">\(grouped(matrix.total))</td>"
    let density = numbers.count > 24 ? " crowd" : numbers.count > 12 ? " many" : ""
    return "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Confusion matrix\">"
      + "<table class=\"matrix\(density)\"><thead><tr>\(head)</tr></thead>"
      + "<tbody>\(rows)</tbody><tfoot><tr>\(foot)</tr></tfoot></table></div>"
  }

  /// A count on a shade of its share of the row: teal if right, red if wrong. Wrong shares
  /// are drawn by their square root, for a confusion of 1 % is worth seeing.
  private func cell(_ count: Int, of total: Int, isRight: Bool) -> String {
    guard count > 0, total > 0 else { return "<td class=\"none\">·</td>" }
    let share = Double(count) / Double(total)
    let strength = isRight ? 0.12 + 0.78 * share : min(0.9, 0.06 + 0.84 * share.squareRoot())
    return "<td class=\"\(isRight ? "right" : "wrong")\(strength > 0.55 ? " full" : "")\" "
      + "title=\"\(percent(share)) of the row\" style=\"--s:\(decimal(strength, digits: 2))\">"
      + "\(grouped(count))</td>"
  }

  private func largestConfusions(_ limit: Int) -> String {
    var entries: [(reference: Int, map: Int, count: Int)] = []
    for reference in 1..<(confusion.classes + 1) {
      for map in 1..<(confusion.classes + 1) where map != reference {
        let count = confusion[reference: reference, map: map]
        if count > 0 { entries.append((reference, map, count)) }
      }
    }
    entries.sort { ($1.count, $0.reference, $0.map) < ($0.count, $1.reference, $1.map) }
    if entries.isEmpty { return "<p class=\"aside\">No class is taken for another.</p>" }
    let totals = confusion.referenceTotals
    let items = entries.prefix(limit).map { entry in
      let share = Double(entry.count) / Double(totals[entry.reference - 1])
      return "<li><span>\(swatch(classes.colour(of: entry.reference).hexadecimal))"
        + "\(escaped(classes.name(of: entry.reference)))</span><span>→ "
        + "\(swatch(classes.colour(of: entry.map).hexadecimal))"
        + "\(escaped(classes.name(of: entry.map)))</span>"
        + "<small>\(grouped(entry.count)) px, \(percent(share, digits: 1)) of the class</small></li>"
    }
    return "<div class=\"aside\"><h3>Largest confusions</h3><ol>\(items.joined())</ol></div>"
  }
}
