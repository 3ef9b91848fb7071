internal import Accuracy
internal import Foundation
internal import Scenes

/// The confusion matrix: rows are the reference, columns the map, shades the share of the row.
struct MatrixFigure {
  private let report: Report
  private static let cell = 26.0
  private static let margin = 24.0

  init(_ report: Report) { self.report = report }

  var drawing: Drawing {
    let matrix = report.confusion
    let classes = report.shownClasses.filter { $0 <= matrix.classes }
    let names = classes.map { report.classes.name(of: $0) }
    let wide = (names.map { Helvetica.width($0, size: 9) }.max() ?? 0) + 34
    let title = "Confusion matrix, \(report.title)"
    let figures =
      [
        ("overall accuracy", matrix.overallAccuracy),
        ("average accuracy", matrix.averageAccuracy),
      ].compactMap { name, value in value.map { String(format: "\(name) %.2f %%", 100 * $0) } }
      + [matrix.kappa.map { String(format: "kappa %.4f", $0) }].compactMap { $0 }
    let foot = ([counted(matrix.total, "test pixel")] + figures).joined(separator: ", ")
    let words = max(Helvetica.width(title, size: 13), Helvetica.width(foot, size: 9))
    let size = Double(classes.count) * Self.cell
    let (left, top) = (Self.margin + 14 + wide, Self.margin + 60)
    var sheet = Drawing(
      width: max(left + size, Self.margin + words) + Self.margin,
      height: top + size + 40 + Self.margin / 2, title: title)
    sheet.rectangle(0, 0, sheet.width, sheet.height, fill: Drawing.paper)
    sheet.words(title, Self.margin, Self.margin + 8, size: 13)
    sheet.words("mapped class", left + size / 2, top - 22, anchor: .middle, colour: Drawing.soft)
    sheet.words(
      "reference", Self.margin + 6, top + size / 2, anchor: .middle, colour: Drawing.soft,
      isUpright: true)
    sheet.words(foot, Self.margin, top + size + 24)
    for (place, row) in classes.enumerated() {
      let offset = (Double(place) + 0.5) * Self.cell
      let code = "\(report.classes.code(of: row) ?? row)"
      sheet.words(code, left + offset, top - 6, anchor: .middle)
      sheet.words("\(names[place])  \(code)", left - 20, top + offset + 3, anchor: .end)
      sheet.rectangle(
        left - 14, top + offset - 5, 9, 9, fill: report.classes.colour(of: row),
        stroke: Drawing.Stroke(colour: Drawing.soft, width: 0.4))
      let total = matrix.referenceTotals[row - 1]
      for (column, mapped) in classes.enumerated() {
        let count = matrix[reference: row, map: mapped]
        let share = total > 0 ? Double(count) / Double(total) : 0
        let (x, y) = (left + Double(column) * Self.cell, top + Double(place) * Self.cell)
        sheet.rectangle(
          x, y, Self.cell, Self.cell, fill: shade(share, isRight: row == mapped),
          stroke: Drawing.Stroke(colour: Colour(red: 0xD0, green: 0xD0, blue: 0xD0), width: 0.4))
        guard count > 0 else { continue }
        sheet.words(
          "\(count)", x + Self.cell / 2, y + Self.cell / 2 + 2.5, size: count < 10_000 ? 7.5 : 5.5,
          anchor: .middle, colour: share > 0.6 ? Drawing.paper : Drawing.ink)
      }
    }
    return sheet
  }

  /// White for none, blue for right and red for wrong pixels.
  private func shade(_ share: Double, isRight: Bool) -> Colour {
    let full: (Double, Double, Double) = isRight ? (0x1F, 0x4E, 0x8C) : (0xB0, 0x22, 0x1A)
    func mixed(_ value: Double) -> UInt8 {
      UInt8(max(0, min(255, 255 + (value - 255) * share.squareRoot())))
    }
    return Colour(red: mixed(full.0), green: mixed(full.1), blue: mixed(full.2))
  }
}
