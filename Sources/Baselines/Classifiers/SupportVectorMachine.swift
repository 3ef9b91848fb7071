internal import Torch

/// A support vector machine with Gaussian kernel exp(−γ ‖x − y‖²), one class against one, by libsvm
/// (Chang and Lin, ACM TIST 2, 2011); C and γ are chosen by cross-validation. Melgani and Bruzzone
/// (TGRS 42, 2004) made it the yardstick of hyperspectral classification.
///
/// Wants features of comparable scale.
package struct SupportVectorMachine: Classifier {
  private let columns: Int
  private let threads: Int
  private let gamma: Double
  /// Class numbers in the order of the pairs.
  private let classes: [Int]
  private let vectors: FeatureMatrix
  /// Support vectors × pairs, row by row.
  private let weights: [Double]
  private let offsets: [Double]

  package let settings: [String: Double]

  /// What C and γ · (number of features) may be, as powers of 2.
  package struct Grid: Equatable, Sendable {
    package var penalties: [Double]
    package var gammas: [Double]
    /// Whether the neighbours of the best are tried too, half and twice of each.
    package var isRefined: Bool

    package init(penalties: [Double], gammas: [Double], isRefined: Bool) {
      self.penalties = penalties
      self.gammas = gammas
      self.isRefined = isRefined
    }

    package static let usual = Grid(
      penalties: [-1, 2, 5, 8, 11], gammas: [-6, -3, 0, 3], isRefined: true)
  }

  /// - Parameters:
  ///   - grid: with one C and one γ nothing is searched.
  ///   - seed: of the folds.
  /// - Throws: `BaselineError` for more rows than a kernel table of 2 GB holds.
  package init(
    _ training: LabelledFeatures, grid: Grid = .usual, seed: UInt64, threads: Int = 1
  ) throws {
    let count = training.labels.count
    guard count <= 11_000 else {
      throw BaselineError(
        "\(count) training pixels: their kernel matrix does not fit. The SVM takes 11000 at most")
    }
    columns = training.features.columns
    self.threads = threads
    let points = try training.features.tensor().to(.float64)
    let distances = try squaredDistances(points, points)
    let table = KernelTable(count: count)
    let search = ParameterSearch(
      table: table, distances: distances, labels: training.indices, columns: columns,
      validation: CrossValidation(training.indices, seed: seed), threads: threads)
    let best = try search.best(of: grid)
    gamma = best.gamma
    try table.fill(distances, gamma: gamma)
    let machine = try TrainedMachine(
      table, rows: Array(0..<count), labels: training.indices, penalty: best.penalty)
    classes = machine.order.map { training.classes[$0] }
    offsets = machine.offsets
    let support = machine.supportVectors
    vectors = training.features.selecting(support.flatMap { $0 })
    weights = Self.pairWeights(machine, support)
    var settings = ["C": best.penalty, "gamma": gamma, "supportVectors": Double(vectors.rows)]
    settings["crossValidation"] = best.accuracy
    self.settings = settings
  }

  /// The coefficients as support vectors × pairs, so that all decisions are one matrix product.
  private static func pairWeights(_ machine: TrainedMachine, _ support: [[Int]]) -> [Double] {
    let count = support.count
    let pairs = count * (count - 1) / 2
    var weights: [Double] = []
    var vector = 0
    for (own, members) in support.enumerated() {
      for _ in members {
        var line = [Double](repeating: 0, count: pairs)
        var pair = 0
        for first in 0..<count {
          for second in (first + 1)..<max(count, first + 1) {
            if own == first {
              line[pair] = machine.coefficient(machine: second - 1, vector: vector)
            }
            if own == second { line[pair] = machine.coefficient(machine: first, vector: vector) }
            pair += 1
          }
        }
        weights += line
        vector += 1
      }
    }
    return weights
  }

  package func classes(of features: FeatureMatrix) throws -> [Int] {
    try features.requireColumns(columns)
    let support = try vectors.tensor().to(.float64)
    let weights = try Tensor(weights, shape: [vectors.rows, offsets.count])
    var found: [Int] = []
    let block = 1_024
    for start in stride(from: 0, to: features.rows, by: block) {
      let rows = start..<min(start + block, features.rows)
      let points = try Tensor(
        Array(features.values[(rows.lowerBound * columns)..<(rows.upperBound * columns)]),
        shape: [rows.count, columns]
      ).to(.float64)
      let kernel = try (squaredDistances(points, support) * -gamma).exp()
      let decisions = try kernel.times(weights).values(Double.self)
      for row in 0..<rows.count { found.append(winner(decisions, row * offsets.count)) }
    }
    return found
  }

  /// The class with most votes of the pairs, as libsvm counts them: of equally many the first.
  private func winner(_ decisions: [Double], _ start: Int) -> Int {
    var votes = [Int](repeating: 0, count: classes.count)
    var pair = 0
    for first in classes.indices {
      for second in classes.indices.dropFirst(first + 1) {
        votes[decisions[start + pair] - offsets[pair] > 0 ? first : second] += 1
        pair += 1
      }
    }
    var best = 0
    for place in classes.indices where votes[place] > votes[best] { best = place }
    return classes[best]
  }
}

extension SupportVectorMachine {
  static let kind = BaselineKind(
    "svm", title: "support vector machine",
    "Support vector machine, Gaussian kernel, C and gamma by cross-validation."
  ) { try SupportVectorMachine($0.training, seed: $0.seed, threads: $0.threads) }
}
