import Foundation
import Scenes

/// What became of each of several scenes.
struct MapTable: Encodable {
  enum State: String, Encodable { case made, kept, failed }

  struct Row: Encodable {
    var scene: String
    var map: String
    var state: State
    var error: String?
    var seconds: Double?
    var result: MappingResult?
  }

  var rows: [Row] = []

  private enum CodingKeys: String, CodingKey { case rows = "maps" }

  /// A line for each scene, and one for all.
  var text: String {
    let head = ["scene", "map", "pixels", "no data", "s"]
    let cells =
      [head]
      + rows.map { row in
        guard let result = row.result, row.state != .failed else { return [row.scene, "failed"] }
        return [
          row.scene, row.map, "\(result.pixels)", "\(result.pixelsWithoutData)",
          row.seconds.map { String(format: "%.1f", $0) } ?? "kept",
        ]
      }
    let widths = head.indices.map { column in
      cells.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
    }
    let lines = cells.map { row in
      row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column < 2 ? cell + space : space + cell
      }.joined(separator: "  ").trimmingTrailingSpaces
    }
    let counts = [State.made, .kept, .failed].map { state in
      "\(rows.count { $0.state == state }) \(state.rawValue)"
    }
    return (lines + [counts.joined(separator: ", ")]).joined(separator: "\n")
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
