import Accuracy
import Foundation
import Scenes

/// What heads came to over episodes.
struct EpisodeTable {
  struct Column {
    let shots: Int
    /// Names of the classes that were drawn from.
    let classes: [String]
    /// Of each head, the share of right queries in each episode.
    let accuracies: [[Double]]
  }

  let run: String
  let scene: String
  let ways: Int
  let queries: Int
  let seed: UInt64
  let heads: [String]
  let columns: [Column]

  /// For the terminal: mean ± half of the 95 % interval, in per cent.
  var text: String {
    let width = max(4, heads.map(\.count).max() ?? 4)
    var lines = ["\(ways) classes an episode, \(queries) judged pixels of each, of \(scene)"]
    for column in columns {
      lines.append(
        "\(shotWords(column.shots)): \(column.accuracies.first?.count ?? 0) episodes over "
          + "\(counted(column.classes.count, "class")): \(column.classes.joined(separator: ", "))")
    }
    lines.append("")
    lines.append(
      "  " + pad("head", width) + columns.map { lead(shotWords($0.shots), 18) }.joined())
    for (place, head) in heads.enumerated() {
      lines.append(
        "  " + pad(head, width)
          + columns.map { column in
            let spread = RunSpread(column.accuracies[place])
            let half = spread?.interval()?.halfWidth
            return lead(
              "\(percent(spread?.mean)) ± \(percent(half))", 18)
          }.joined())
    }
    return lines.joined(separator: "\n")
  }

  private func shotWords(_ shots: Int) -> String { shots == 1 ? "1 shot" : "\(shots) shots" }

  private func percent(_ share: Double?) -> String {
    share.map { String(format: "%.2f", $0 * 100) } ?? "–"
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func lead(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }

  /// For programs.
  var document: Document {
    Document(
      run: run, scene: scene, ways: ways, queries: queries, seed: seed,
      results: columns.flatMap { column in
        heads.enumerated().map { place, head in
          let spread = RunSpread(column.accuracies[place])
          let interval = spread?.interval()
          return Document.Result(
            head: head, shots: column.shots, classes: column.classes,
            episodes: spread?.runs ?? 0, mean: spread?.mean, lower: interval?.lower,
            upper: interval?.upper)
        }
      })
  }

  struct Document: Encodable {
    struct Result: Encodable {
      let head: String
      let shots: Int
      let classes: [String]
      let episodes: Int
      /// Share of right queries, and its 95 % interval.
      let mean: Double?
      let lower: Double?
      let upper: Double?
    }

    let run: String
    let scene: String
    let ways: Int
    let queries: Int
    let seed: UInt64
    let results: [Result]
  }
}
