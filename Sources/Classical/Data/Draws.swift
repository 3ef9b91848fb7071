internal import Torch

/// Numbers drawn one by one from a seeded source.
struct Draws {
  private let generator: RandomGenerator
  private var waiting: [Double] = []

  init(seed: UInt64) throws { generator = try RandomGenerator(seed: seed) }

  /// Uniform in 0..<bound.
  mutating func below(_ bound: Int) throws -> Int {
    if waiting.isEmpty {
      waiting = try generator.uniform([4096], type: .float64).values(Double.self)
    }
    return min(bound - 1, Int(waiting.removeLast() * Double(bound)))
  }

  /// In random order (Fisher and Yates).
  mutating func shuffled(_ rows: [Int]) throws -> [Int] {
    var rows = rows
    for last in rows.indices.dropFirst().reversed() {
      rows.swapAt(last, try below(last + 1))
    }
    return rows
  }
}
