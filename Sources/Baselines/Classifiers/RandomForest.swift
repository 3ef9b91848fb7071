internal import COpenCV
internal import Foundation
internal import Sampling
internal import Scenes

/// Votes of decision trees, each grown to its leaves on a bootstrap sample with √d features tried at
/// a node (Breiman, Machine Learning 45, 2001), by OpenCV.
package struct RandomForest: Classifier {
  private let forests: [GrownForest]
  private let classes: [Int]
  private let columns: Int
  private let threads: Int

  package let settings: [String: Double]

  /// - Parameters:
  ///   - trees: rounded up to tens, which grow on threads of their own.
  ///   - seed: the same forest comes of the same seed, on any number of threads.
  package init(
    _ training: LabelledFeatures, trees: Int = 500, seed: UInt64, threads: Int = 1
  ) throws {
    let portion = 10
    var generator = SeededGenerator(seed: seed, for: .forest)
    let seeds = (0..<max(1, (trees + portion - 1) / portion)).map { _ in generator.next() }
    let labels = training.indices.map { Int32($0) }
    forests = try concurrentMap(seeds.count, threads: threads) {
      try GrownForest(training.features, labels, trees: portion, seed: seeds[$0])
    }
    classes = training.classes
    columns = training.features.columns
    self.threads = threads
    settings = ["trees": Double(seeds.count * portion)]
  }

  /// Of equally many votes the first class has them.
  package func classes(of features: FeatureMatrix) throws -> [Int] {
    try features.requireColumns(columns)
    let block = 1_024
    let parts = (features.rows + block - 1) / block
    let found = try concurrentMap(parts, threads: threads) { part in
      let rows = (part * block)..<min((part + 1) * block, features.rows)
      let values = features.values[(rows.lowerBound * columns)..<(rows.upperBound * columns)]
      var votes = [Int32](repeating: 0, count: rows.count * classes.count)
      for forest in forests {
        try forest.vote(values, rows: rows.count, columns: columns, classes.count, into: &votes)
      }
      return rows.indices.map { row in
        let first = (row - rows.lowerBound) * classes.count
        var best = 0
        for label in classes.indices where votes[first + label] > votes[first + best] {
          best = label
        }
        return classes[best]
      }
    }
    return found.flatMap { $0 }
  }
}

/// A forest of OpenCV's, and the one door to it.
// The forest does not change once it is grown, and OpenCV counts votes without writing to it.
private final class GrownForest: @unchecked Sendable {
  private let handle: OpaquePointer

  init(_ features: FeatureMatrix, _ labels: [Int32], trees: Int, seed: UInt64) throws {
    var handle: OpaquePointer?
    try Self.check {
      co_forest_grow(
        features.values, labels, Int32(features.rows), Int32(features.columns), Int32(trees), seed,
        &handle)
    }
    guard let handle else { throw BaselineError("OpenCV grew no forest") }
    self.handle = handle
  }

  deinit { co_forest_free(handle) }

  func vote(
    _ values: ArraySlice<Float>, rows: Int, columns: Int, _ classes: Int, into votes: inout [Int32]
  ) throws {
    try values.withUnsafeBufferPointer { values in
      try Self.check {
        co_forest_vote(
          handle, values.baseAddress, Int32(rows), Int32(columns), Int32(classes), &votes)
      }
    }
  }

  private static func check(_ call: () -> UnsafeMutablePointer<CChar>?) throws {
    guard let message = call() else { return }
    defer { free(message) }
    throw BaselineError("OpenCV's random forest: \(String(cString: message))")
  }
}

extension RandomForest {
  static let kind = BaselineKind("rf", title: "random forest", "Random forest of 500 trees.") {
    try RandomForest($0.training, seed: $0.seed, threads: $0.threads)
  }
}
