import Sampling
import Scenes
import Testing

@Suite struct LeakageTests {
  @Test(arguments: 0..<8) func equalsBruteForce(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let rows = Int.random(in: 1...14, using: &generator)
    let columns = Int.random(in: 3...17, using: &generator)
    let pixels = Array(0..<rows * columns).shuffled(using: &generator)
    let split = try Split(
      rows: rows, columns: columns, train: Array(pixels.prefix(1 + Int(seed) / 3)),
      validation: [], test: Array(pixels.suffix(pixels.count / 2)), strategy: "random", seed: 0)
    for window in [1, 3, 5, 7, 31] {
      let half = window / 2
      let cells = { (pixel: Int) in
        Set(
          (-half...half).flatMap { y in
            (-half...half).map { x in
              // Mirrored by hand where the window is small enough, otherwise left outside.
              [pixel / columns + y, pixel % columns + x]
            }
          })
      }
      let windows = split.train.map(cells)
      var contains = 0
      var overlaps = 0
      var beside = 0
      for pixel in split.test {
        let own = cells(pixel)
        if split.train.contains(where: { own.contains([$0 / columns, $0 % columns]) }) {
          contains += 1
        }
        if split.train.contains(where: {
          max(abs($0 / columns - pixel / columns), abs($0 % columns - pixel % columns)) == 1
        }) {
          beside += 1
        }
        if windows.contains(where: { !$0.isDisjoint(with: own) }) { overlaps += 1 }
      }
      let leakage = split.leakage(window: window)
      let count = Double(split.test.count)
      #expect(leakage.containsTrainingPixel == Double(contains) / count)
      #expect(leakage.overlapsTrainingWindow == Double(overlaps) / count)
      #expect(leakage.besideTrainingPixel == Double(beside) / count)
    }
  }
}
