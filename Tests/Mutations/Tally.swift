import Foundation

/// How the cases of one format ended.
struct Tally: Sendable {
  let format: String
  var read = 0
  var refused = 0
  var faults: [Fault] = []

  init(format: String) { self.format = format }

  var ours: [Fault] { faults.filter(\.isOurs) }

  var line: String {
    "\(format): \(read + refused + faults.count) cases, \(refused) refused, \(read) read, "
      + "\(ours.count) faults of Facet, \(faults.count - ours.count) of libraries"
  }
}

/// All of them; filled from several threads.
// `tallies` is touched only inside the lock.
final class Tallies: @unchecked Sendable {
  private let lock = NSLock()
  private var tallies: [Tally] = []

  func add(_ tally: Tally) {
    lock.withLock { tallies.append(tally) }
  }

  var isFacetAtFault: Bool { lock.withLock { tallies.contains { !$0.ours.isEmpty } } }

  /// Counts of each format, then every kind of fault with the numbers of its first cases.
  func report(seed: UInt64) -> String {
    let tallies = lock.withLock { self.tallies.sorted { $0.format < $1.format } }
    var text = """
      Seed \(seed).

      | format | cases | refused | read | faults of Facet | faults of libraries |
      |---|---|---|---|---|---|

      """
    for tally in tallies {
      let cases = tally.read + tally.refused + tally.faults.count
      text += "| \(tally.format) | \(cases) | \(tally.refused) | \(tally.read) | "
      text += "\(tally.ours.count) | \(tally.faults.count - tally.ours.count) |\n"
    }
    text += "\n| where | what | format | times | cases |\n|---|---|---|---|---|\n"
    for tally in tallies {
      let kinds = Dictionary(grouping: tally.faults) { "\($0.place) | \($0.kind)" }
      for (kind, faults) in kinds.sorted(by: { $0.value.count > $1.value.count }) {
        let numbers = faults.prefix(4).map { "\($0.number)" }.joined(separator: ", ")
        text += "| \(kind) | \(tally.format) | \(faults.count) | \(numbers) |\n"
      }
    }
    return text
  }
}
