import Accuracy
import Foundation
import Sampling
import Scenes
import Training

/// A split as a table for the terminal: pixels a class, and how much it leaks.
struct SplitText: CustomStringConvertible {
  private let lines: [String]
  var description: String { lines.joined(separator: "\n") }

  init(split: Split, labels: LabelMap, window: Int) throws {
    let counts = try split.counts(in: labels)
    let names = counts.map { labels.classes.name(of: $0.label) }
    let width = max(5, names.map(\.count).max() ?? 5)
    let row = { (name: String, numbers: [String]) in
      "  " + name + String(repeating: " ", count: width - name.count)
        + numbers.map { String(repeating: " ", count: max(0, 12 - $0.count)) + $0 }.joined()
    }
    var lines = ["\(split.strategy), seed \(split.seed)"]
    lines.append(row("class", ["train", "validation", "test", "unused"]))
    for (name, count) in zip(names, counts) {
      lines.append(
        row(name, [count.train, count.validation, count.test, count.unused].map(String.init)))
    }
    let unused = counts.reduce(0) { $0 + $1.unused }
    let sums = [split.train.count, split.validation.count, split.test.count, unused]
    lines.append(row("all", sums.map(String.init)))
    for (name, count) in zip(names, counts) where !count.onBothSides {
      let lacking =
        count.train == 0 && count.test == 0
        ? "neither training nor test pixels: it is left out"
        : count.train == 0
          ? "no training pixels: a map cannot be right in its \(counted(count.test, "test pixel"))"
          : "no test pixels: nothing is said of it"
      lines.append("  \(name) cannot be on both sides. It has \(lacking)")
    }
    if split.validation.isEmpty {
      lines.append("  no validation pixels: nothing chooses a prior or thresholds")
    }
    lines += splitNotes(counts, of: labels).map { "  warning: \($0)" }
    let leakage = split.leakage(window: window)
    lines.append(
      String(
        format: "  leakage, window %d×%d: %.3f of test pixels hold a training pixel, %.3f overlap "
          + "a training window", window, window, leakage.containsTrainingPixel,
        leakage.overlapsTrainingWindow))
    lines.append(
      "  "
        + LeakageSummary(of: split, window: window).statement)
    self.lines = lines
  }
}
