internal import MetricLearning
internal import Scenes
internal import Torch

/// A pixel whose label would help.
public struct Suggestion: Codable, Equatable, Sendable {
  public var row: Int
  public var column: Int
  /// 0…1: how near the next class is.
  public var uncertainty: Double
  /// 0…1: how far the nearest labelled pixel is, beside how far labelled pixels of one class are.
  public var strangeness: Double
}

/// Pixels whose labels would help most: those that lie between classes, or far from anything labelled,
/// and differ from one another. The set that is likeliest under a determinantal point process with the
/// kernel q_i S_ij q_j, chosen greedily (L. Chen, G. Zhang, H. Zhou, NeurIPS 2018), S that of
/// `Diversity`. No two lie on the same patch of ground.
enum Suggestions {
  struct Candidate {
    var row: Int
    var column: Int
    var values: [Float]
    var uncertainty: Double
    var strangeness: Double

    var quality: Double { 0.05 + uncertainty + strangeness }
  }

  /// Pixels between two suggestions at least.
  static let apart = 8

  /// - Parameters:
  ///   - candidates: in any order; the best of them are looked at.
  ///   - count: of suggestions.
  static func choose(_ candidates: [Candidate], count: Int, looked: Int = 160) throws
    -> [Suggestion]
  {
    let best = Array(
      candidates.enumerated()
        .sorted { ($1.element.quality, $0.offset) < ($0.element.quality, $1.offset) }
        .prefix(looked).map(\.element))
    guard !best.isEmpty else { return [] }
    let similarity = try similarity(best)
    let n = best.count
    // Greedy: the gain of each candidate is its variance given those chosen (Cholesky by rows).
    var gains = best.map { $0.quality * $0.quality }
    var rows: [[Double]] = []
    var chosen: [Int] = []
    var isOpen = [Bool](repeating: true, count: n)
    while chosen.count < count {
      guard
        let next = (0..<n).filter({ isOpen[$0] }).max(by: { (gains[$0], $1) < (gains[$1], $0) }),
        gains[next] > 1e-9
      else { break }
      let pivot = gains[next].squareRoot()
      let row = (0..<n).map { i in
        let kernel = best[next].quality * similarity[next * n + i] * best[i].quality
        return (kernel - rows.reduce(0) { $0 + $1[next] * $1[i] }) / pivot
      }
      rows.append(row)
      chosen.append(next)
      for i in 0..<n {
        gains[i] -= row[i] * row[i]
        if max(abs(best[i].row - best[next].row), abs(best[i].column - best[next].column))
          < apart
        {
          isOpen[i] = false
        }
      }
    }
    return chosen.map {
      Suggestion(
        row: best[$0].row, column: best[$0].column, uncertainty: best[$0].uncertainty,
        strangeness: best[$0].strangeness)
    }
  }

  /// S, n × n, with the median distance between candidates as its width.
  private static func similarity(_ candidates: [Candidate]) throws -> [Double] {
    let width = HalfPixels.width
    let points = try Tensor(
      candidates.flatMap(\.values).map { Double($0) }, shape: [candidates.count, width])
    var distances: [Double] = []
    for i in candidates.indices.dropFirst() {
      let gap = zip(candidates[i].values, candidates[i - 1].values)
        .reduce(Double(0)) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
      distances.append(gap.squareRoot())
    }
    let median = distances.sorted()[safe: distances.count / 2] ?? 1
    return try Diversity(kernel: .rbf(scale: max(median, 1e-3)), epsilon: 0)
      .similarity(points.transposed()).contiguous().values(Double.self)
  }
}

extension Array {
  /// nil if there is no such element.
  subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
