import Foundation
import Scenes

extension Report {
  /// Above so many classes a matrix is no longer read; its largest entries are.
  private static let widest = 32

  /// The confusion matrix as a shaded table, and its largest confusions in words.
  func matrixSection() -> String {
    guard confusion.classes > 0 else { return "" }
    let isDrawn = confusion.classes <= Self.widest
    let table = isDrawn ? matrixTable() : ""
    let confusions = largestConfusions(isDrawn ? 8 : 40)
    if confusion.total == 0 {
      return section("confusion", "Confusion matrix", "<p>No pixel was tested.</p>")
    }
    return section(
      "confusion", "Confusion matrix",
      lead: isDrawn
        ? "Rows are the reference, columns the map, entries pixels; shades are shares of the row."
        : "\(confusion.classes) classes are too many to draw; these are the largest confusions.",
      "<div class=\"split\(confusion.classes > 10 ? " stacked" : "")\">\(table)\(confusions)</div>")
  }

  private func matrixTable() -> String {
    let matrix = confusion
    let (totals, mapped) = (matrix.referenceTotals, matrix.mapTotals)
    let rejects = matrix.unclassified.contains { $0 > 0 }
    var head = "<th></th><th></th>"
    for label in 1..<(matrix.classes + 1) {
      let name = escaped(classes.name(of: label))
      head +=
        "<th title=\"\(name)\">\(swatch(classes.colour(of: label).hexadecimal))\(label)</th>"
    }
    if rejects { head += "<th class=\"sum\">None</th>" }
    head += "<th class=\"sum\">Total</th>"
    var rows = ""
    for reference in 1..<(matrix.classes + 1) {
      let total = totals[reference - 1]
      var cells =
        "<th class=\"name\">\(escaped(classes.name(of: reference)))</th>"
        + "<th>\(swatch(classes.colour(of: reference).hexadecimal))\(reference)</th>"
      for map in 1..<(matrix.classes + 1) {
        cells += cell(matrix[reference: reference, map: map], of: total, isRight: reference == map)
      }
      if rejects {
        cells += cell(matrix.unclassified[reference - 1], of: total, isRight: false)
      }
      rows += "<tr>\(cells)<td class=\"sum\">\(grouped(total))</td></tr>"
    }
    var foot = "<th class=\"name\">Total mapped</th><th></th>"
    for count in mapped { foot += "<td>\(grouped(count))</td>" }
    if rejects { foot += "<td>\(grouped(matrix.unclassified.reduce(0, +)))</td>" }
    foot += "<td class=\"sum\">\(grouped(matrix.total))</td>"
    return "<div class=\"scroll\"><table class=\"matrix\"><thead><tr>\(head)</tr></thead>"
      + "<tbody>\(rows)</tbody><tfoot><tr>\(foot)</tr></tfoot></table></div>"
  }

  /// A count on a shade of its share of the row: teal where right, red where wrong. Wrong shares
  /// are drawn by their square root, for a confusion of 1 % is worth seeing.
  private func cell(_ count: Int, of total: Int, isRight: Bool) -> String {
    guard count > 0, total > 0 else { return "<td class=\"none\">·</td>" }
    let share = Double(count) / Double(total)
    let strength = isRight ? 0.12 + 0.78 * share : min(0.9, 0.06 + 0.84 * share.squareRoot())
    let colour = isRight ? "13,104,99" : "190,40,30"
    let ink = strength > 0.55 ? "#fff" : "inherit"
    return "<td title=\"\(percent(share)) of the row\" style=\"background:rgba(\(colour),"
      + "\(decimal(strength, digits: 2)));color:\(ink)\">\(grouped(count))</td>"
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
