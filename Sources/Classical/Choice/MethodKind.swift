public import Parts

/// What a classical method states of itself, metric or embedding: `PartKind`'s name, sentence and
/// options, and what a page about it needs.
public protocol MethodKind: PartKind {
  /// As the field calls it: "linear discriminant analysis".
  var title: String { get }
  /// Where it is defined.
  var paper: String { get }
  /// What grows with the points, and how it is bounded; one sentence.
  var cost: String { get }
  /// What it refuses; one sentence.
  var refusal: String { get }
}

extension PartOption {
  static func components(_ standard: Int? = nil, most: String) -> PartOption {
    .whole(
      "components", standard,
      "Components to keep\(standard == nil ? "; default all" : ""), at most \(most).")
  }

  static func neighbours(
    _ standard: Int?, _ words: String = "Nearest points of each, itself not among them."
  )
    -> PartOption
  { .whole("neighbours", standard, words) }

  static let ridge = PartOption.number(
    "ridge", nil, in: 0...1e6,
    "Share of the mean variance added to each; default none, 0.01 if singular.")

  static func sample(_ most: Int) -> PartOption {
    .whole("points", most, "Learn from a sample of at most so many points.")
  }

  static let seed = PartOption.whole("seed", 0, "Seed of what is drawn.")

  static let pairs = PartOption.whole(
    "pairs", nil, "Pairs of each kind drawn from the classes; default 20 · classes².")

  static func iterations(_ most: Int) -> PartOption {
    .whole("iterations", most, "Iterations at most.")
  }

  static func tolerance(_ standard: Double, _ summary: String) -> PartOption {
    .number("tolerance", standard, in: 0...1, summary)
  }
}

extension PartValues {
  /// Any whole number is a seed, negative ones too.
  var seed: UInt64 { UInt64(bitPattern: Int64(whole("seed"))) }
}
