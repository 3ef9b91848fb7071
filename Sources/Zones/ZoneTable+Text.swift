internal import Accuracy
internal import Foundation
internal import Scenes

extension ZoneTable {
  /// The classes of the whole map and how many zones there are, for a terminal.
  package var text: String {
    let wholeArea = whole.classifiedArea
    let hasEstimate = whole.estimate != nil
    var rows = [
      ["code", "class", "pixels", "share"] + (wholeArea == nil ? [] : ["area (ha)"])
        + (hasEstimate ? ["estimated share", "95 % interval"] : [])
    ]
    for line in lines(of: whole) {
      var row = [
        line.row == 0 ? "" : "\(classes.code(of: line.row) ?? 0)",
        line.row == 0 ? "unclassified" : classes.name(of: line.row), "\(line.pixels)",
        line.share.map { String(format: "%.2f %%", 100 * $0) } ?? "",
      ]
      if wholeArea != nil { row.append(line.area.map { String(format: "%.2f", $0 / 1e4) } ?? "") }
      if hasEstimate {
        row.append(line.estimate.map { String(format: "%.2f %%", 100 * $0.value) } ?? "")
        row.append(
          line.interval.map {
            String(format: "%.2f to %.2f %%", 100 * $0.lower, 100 * $0.upper)
          } ?? "")
      }
      rows.append(row)
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      row.enumerated().map { column, cell in
        let pad = String(repeating: " ", count: widths[column] - cell.count)
        return column == 1 ? cell + pad : pad + cell
      }.joined(separator: "  ")
    }
    return "All of the map:\n" + lines.joined(separator: "\n")
      + "\n\(counted(zones.count, "zone")); a pixel belongs to a zone if its centre lies in it."
  }
}
