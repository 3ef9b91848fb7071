internal import Sampling
internal import Scenes

/// Stratified folds of training rows: every class is dealt over the folds in turn, shuffled before.
package struct CrossValidation: Sendable {
  /// Rows of each fold, ascending.
  package let folds: [[Int]]

  /// - Parameter indices: class index of each row; no more folds are made than rows.
  package init(_ indices: [Int], folds count: Int = 5, seed: UInt64) {
    var generator = SeededGenerator(seed: seed, for: .folds)
    var folds = [[Int]](repeating: [], count: max(2, min(count, indices.count)))
    var next = 0
    for label in Set(indices).sorted() {
      for row in indices.indices.filter({ indices[$0] == label }).shuffled(using: &generator) {
        folds[next % folds.count].append(row)
        next += 1
      }
    }
    self.folds = folds.map { $0.sorted() }
  }

  /// Rows outside of a fold, ascending.
  package func rest(_ fold: Int) -> [Int] {
    folds.indices.filter { $0 != fold }.flatMap { folds[$0] }.sorted()
  }
}
