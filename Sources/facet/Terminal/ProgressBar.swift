import Foundation
import Scenes
import Synchronization
import Training

/// What is under way, as `--progress` asks for it.
final class ProgressBar {
  private let title: String
  private var total: Int
  private let unit: String
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let began = ContinuousClock.now
  private var drawn = ContinuousClock.now - .seconds(1)
  private var first: Int?
  private var plainTenth = 0
  private let isBrief: Bool

  /// - Parameter isBrief: whether plain lines are left out, as of one of many scenes.
  init(_ title: String, total: Int, unit: String, isBrief: Bool = false) {
    self.isBrief = isBrief
    self.title = title
    self.total = max(total, 1)
    self.unit = unit
  }

  /// Shows work whose amount is known only once it has begun.
  func show(_ done: Int, of total: Int) {
    self.total = max(total, 1)
    show(done)
  }

  /// Shows how much of a file has come; nothing if its size is not known.
  static func bytes(_ file: String, _ done: Int, of total: Int?) {
    guard let total else { return }
    downloads.withLock { bars in
      let bar = bars[file] ?? ProgressBar(file, total: total >> 10, unit: "KiB")
      bars[file] = bar
      bar.show(done >> 10, of: total >> 10)
    }
  }

  private static let downloads = Mutex<[String: ProgressBar]>([:])

  /// - Parameters:
  ///   - done: of the total.
  ///   - note: what else is worth knowing, such as the loss.
  func show(_ done: Int, note: String = "") {
    if first == nil { first = done - 1 }
    let now = ContinuousClock.now
    let seconds = (now - began).seconds
    let rate = Double(done - (first ?? 0)) / max(seconds, 1e-6)
    let left = Double(total - done) / max(rate, 1e-6)
    let tenth = done * 10 / total
    let isMark = tenth > plainTenth || done == total
    if isMark { plainTenth = tenth }
    let plain =
      "\(title): \(done)/\(total) \(unit), \(Self.rate(rate)) \(unit)/s"
      + (note.isEmpty ? "" : ", \(note)")
    if isMark, !isBrief { Messages.log(plain) }
    guard !Messages.isQuiet else { return }
    switch Messages.form {
    case .none: return
    case .json:
      guard now - drawn > .milliseconds(100) || done == total else { return }
      drawn = now
      Messages.tell(
        Messages.Progress(
          title: title, done: done, total: total, unit: unit,
          seconds: (seconds * 1000).rounded() / 1000,
          left: rate > 0 ? (left * 10).rounded() / 10 : nil, note: note.isEmpty ? nil : note))
    case .auto where isTerminal:
      guard now - drawn > .milliseconds(100) || done == total else { return }
      drawn = now
      let filled = min(24, done * 24 / total)
      let bar = String(repeating: "━", count: filled) + String(repeating: "╌", count: 24 - filled)
      var line =
        "\(title) \(bar) \(done)/\(total) \(unit)  \(Self.rate(rate)) \(unit)/s  "
        + "\(Self.clock(left)) left"
      if !note.isEmpty { line += "  \(note)" }
      Messages.draw("\r\u{1B}[K\(line)" + (done == total ? "\n" : ""))
    case .auto:
      if isMark, !isBrief { Messages.draw(plain + "\n") }
    }
  }

  /// Leaves the line as it stands, so that what is written next begins on a line of its own.
  func interrupt() {
    if isTerminal, Messages.form == .auto, !Messages.isQuiet { Messages.draw("\n") }
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
