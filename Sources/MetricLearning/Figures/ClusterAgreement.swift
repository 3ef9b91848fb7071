// Vinh, Epps and Bailey, "Information theoretic measures for clusterings comparison", JMLR 2010.
internal import Foundation

/// How far two partitions of the same points agree, whatever the names of their parts.
public struct ClusterAgreement: Codable, Equatable, Sendable {
  /// I(a; b) / ½ (H(a) + H(b)); 1 for equal partitions.
  public let normalisedMutualInformation: Double
  /// (I − E[I]) / (½ (H(a) + H(b)) − E[I]): 0 on average for partitions drawn by chance.
  public let adjustedMutualInformation: Double

  /// - Throws: unless both have the same number of points, at least 1.
  public init(_ a: [Int], _ b: [Int]) throws {
    try require(
      a.count == b.count && !a.isEmpty,
      "partitions of \(a.count) and \(b.count) points cannot be compared")
    let n = Double(a.count)
    let sizesA = Self.sizes(a)
    let sizesB = Self.sizes(b)
    // Two partitions into one part, or into single points, are the same one.
    if sizesA.count == sizesB.count, sizesA.count == 1 || sizesA.count == a.count {
      normalisedMutualInformation = 1
      adjustedMutualInformation = 1
      return
    }
    struct Cell: Hashable { let a, b: Int }
    var cells: [Cell: Int] = [:]
    for (x, y) in zip(a, b) { cells[Cell(a: x, b: y), default: 0] += 1 }
    var information = 0.0
    // In a fixed order, so that the same partitions give the same bits.
    for (cell, count) in cells.sorted(by: { ($0.key.a, $0.key.b) < ($1.key.a, $1.key.b) }) {
      let joint = Double(count)
      let expected = Double(sizesA[cell.a] ?? 0) * Double(sizesB[cell.b] ?? 0) / n
      information += joint / n * log(joint / expected)
    }
    information = max(0, information)
    let rows = sizesA.sorted { $0.key < $1.key }.map(\.value)
    let columns = sizesB.sorted { $0.key < $1.key }.map(\.value)
    let mean = (Self.entropy(rows, n) + Self.entropy(columns, n)) / 2
    let chance = Self.expectedInformation(rows, columns, a.count)
    normalisedMutualInformation = mean > 0 ? min(1, information / mean) : 0
    let room = mean - chance
    adjustedMutualInformation = abs(room) > 1e-15 ? (information - chance) / room : 0
  }

  private static func sizes(_ labels: [Int]) -> [Int: Int] {
    labels.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  private static func entropy(_ sizes: [Int], _ n: Double) -> Double {
    -sizes.reduce(0) { $0 + Double($1) / n * log(Double($1) / n) }
  }

  /// E[I] where the sizes of the parts are kept and the points are dealt by chance: the cells are
  /// hypergeometric.
  private static func expectedInformation(_ rows: [Int], _ columns: [Int], _ count: Int) -> Double {
    let n = Double(count)
    var logFactorials = [0.0]
    for i in 0..<count { logFactorials.append(logFactorials[i] + log(Double(i + 1))) }
    var sum = 0.0
    for a in rows {
      for b in columns {
        for cell in max(1, a + b - count)...max(1, min(a, b)) where cell <= min(a, b) {
          let value = Double(cell) / n * log(n * Double(cell) / (Double(a) * Double(b)))
          let logProbability =
            logFactorials[a] + logFactorials[b] + logFactorials[count - a]
            + logFactorials[count - b] - logFactorials[count] - logFactorials[cell]
            - logFactorials[a - cell] - logFactorials[b - cell]
            - logFactorials[count - a - b + cell]
          sum += value * exp(logProbability)
        }
      }
    }
    return sum
  }
}
