internal import Parts

// Options that several methods share.

extension PartOption {
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

  static func pairs(_ words: String) -> PartOption {
    .whole("pairs", nil, "Pairs of each kind drawn from the classes; default \(words).")
  }

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
