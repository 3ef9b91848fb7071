import Parts
import Scenes

@testable import Sampling

/// The labelled pixels of the left side train, those of the right side test, a window apart.
struct HalvesSplit: SplitStrategy {
  /// Share of the columns that train.
  let share: Double
  let window: Int

  var description: String { "halves(\(share), window \(window))" }

  func divide(labels: LabelMap, validation: Double, seed: UInt64) throws -> Split {
    let border = Int(Double(labels.columns) * share)
    let labelled = labels.values.indices.filter { labels.values[$0] > 0 }
    return try RandomDraw(labels, seed: seed).split(
      train: labelled.filter { $0 % labels.columns <= border - window },
      test: labelled.filter { $0 % labels.columns >= border }, validation: validation,
      description)
  }

  static let kind = SplitKind(
    "halves", "The left side of the scene trains, the right side tests.",
    options: [.number("share", 0.5, in: 0.01...0.99, "Share of the columns that trains.")],
    words: { $0.hasPrefix("halves(") ? "the left and the right side of the scene" : nil },
    make: { HalvesSplit(share: $0.values.number("share"), window: $0.window) })
}
