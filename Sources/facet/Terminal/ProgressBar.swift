import Foundation
import Scenes
import Synchronization
import Training

/// What is under way: one line that redraws itself on a terminal, plain lines elsewhere.
///
/// Everything goes to standard error, so that standard output holds results alone.
final class ProgressBar {
  private let title: String
  private var total: Int
  private let unit: String
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let began = ContinuousClock.now
  private var drawn = ContinuousClock.now - .seconds(1)
  private var first: Int?
  private var plainTenth = 0

  init(_ title: String, total: Int, unit: String) {
    self.title = title
    self.total = max(total, 1)
    self.unit = unit
  }

  /// Shows work whose amount is known only once it has begun.
  func show(_ done: Int, of total: Int) {
    self.total = max(total, 1)
    show(done)
  }

  /// - Parameters:
  ///   - done: of the total.
  ///   - note: what else is worth knowing, such as the loss.
  func show(_ done: Int, note: String = "") {
    if first == nil { first = done - 1 }
    let now = ContinuousClock.now
    let seconds =
      Double((now - began).components.seconds)
      + Double((now - began).components.attoseconds) * 1e-18
    let rate = Double(done - (first ?? 0)) / max(seconds, 1e-6)
    if isTerminal {
      guard now - drawn > .milliseconds(100) || done == total else { return }
      drawn = now
      let filled = min(24, done * 24 / total)
      let bar = String(repeating: "━", count: filled) + String(repeating: "╌", count: 24 - filled)
      let left = Self.clock(Double(total - done) / max(rate, 1e-6))
      var line =
        "\(title) \(bar) \(done)/\(total) \(unit)  \(Self.rate(rate)) \(unit)/s  \(left) left"
      if !note.isEmpty { line += "  \(note)" }
      tell("\r\u{1B}[K\(line)")
      if done == total { tell("\n") }
    } else if done * 10 / total > plainTenth || done == total {
      plainTenth = done * 10 / total
      say(
        "\(title): \(done)/\(total) \(unit), \(Self.rate(rate)) \(unit)/s"
          + (note.isEmpty ? "" : ", \(note)"))
    }
  }

  /// Leaves the line as it stands, so that what is written next begins on a line of its own.
  func interrupt() {
    if isTerminal { tell("\n") }
  }

  private static func rate(_ value: Double) -> String {
    value >= 100 ? String(Int(value)) : String(format: "%.1f", value)
  }

  static func clock(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 359_999).rounded())
    let (hours, minutes) = (whole / 3600, whole % 3600 / 60)
    return hours > 0
      ? String(format: "%d:%02d:%02d", hours, minutes, whole % 60)
      : String(format: "%d:%02d", minutes, whole % 60)
  }
}

/// One line on standard error.
func say(_ line: String) {
  tell(line + "\n")
}

private let isQuiet = Atomic<Bool>(false)

/// Says nothing from now on: `--quiet`.
func beQuiet() {
  isQuiet.store(true, ordering: .relaxed)
}

/// Writes to standard error; if that is full or closed, work goes on without words.
private func tell(_ text: String) {
  guard !isQuiet.load(ordering: .relaxed) else { return }
  try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
}

/// Says what of a scene may be other than the model takes it for.
///
/// - Throws: `SceneError` if its bands are not the model's.
func sayNotes(_ card: ModelCard, _ scene: Scene) throws {
  if let prior = card.prior { say("note: the network began with a prior: \(prior.sentence)") }
  for note in try card.meet(scene) { say(note.hasPrefix("warning") ? note : "note: \(note)") }
}

/// Says what is to be known of labels: pixels that sources dispute, classes matched by number, …
func sayNotes(_ labels: GatheredLabels) {
  for note in labels.told { say("note: \(note)") }
}
