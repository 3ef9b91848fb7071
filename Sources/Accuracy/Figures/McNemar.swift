import Foundation

/// McNemar's test of whether two maps of the same reference pixels differ in accuracy.
///
/// Only the pixels matter that one map gets right and the other wrong (discordant). Below 25 of
/// them the p-value is the exact binomial one; otherwise it is that of the continuity-corrected
/// (|b − c| − 1)² / (b + c) with one degree of freedom (McNemar 1947; Edwards 1948; for maps: Foody
/// 2004, Photogrammetric Engineering & Remote Sensing 70, 627–633).
public struct McNemar: Equatable, Sendable {
  /// Pixels that both maps get right, only the first, only the second, neither.
  public let bothRight: Int
  public let onlyFirst: Int
  public let onlySecond: Int
  public let neither: Int

  public init(bothRight: Int, onlyFirst: Int, onlySecond: Int, neither: Int) {
    self.bothRight = bothRight
    self.onlyFirst = onlyFirst
    self.onlySecond = onlySecond
    self.neither = neither
  }

  /// Compares two maps at the pixels that have a reference.
  ///
  /// - Throws: `FigureError` if the lists differ in length.
  public init(reference: [UInt16], first: [UInt16], second: [UInt16]) throws {
    guard reference.count == first.count, reference.count == second.count else {
      throw FigureError(
        "\(reference.count) reference pixels, \(first.count) of the first map and "
          + "\(second.count) of the second. McNemar's test compares two maps of the same pixels")
    }
    var table = [0, 0, 0, 0]
    for i in reference.indices where reference[i] > 0 {
      table[(first[i] == reference[i] ? 0 : 2) + (second[i] == reference[i] ? 0 : 1)] += 1
    }
    self.init(
      bothRight: table[0], onlyFirst: table[1], onlySecond: table[2], neither: table[3])
  }

  /// Pixels that exactly one map gets right.
  public var discordant: Int { onlyFirst + onlySecond }

  /// The continuity-corrected statistic; nil without discordant pixels.
  public var chiSquare: Double? {
    guard discordant > 0 else { return nil }
    let excess = max(0, Double(abs(onlyFirst - onlySecond)) - 1)
    return excess * excess / Double(discordant)
  }

  /// P of a statistic as large, from the χ² distribution with one degree of freedom.
  public var asymptoticP: Double {
    chiSquare.map { erfc(($0 / 2).squareRoot()) } ?? 1
  }

  /// Two-sided P of a split of the discordant pixels as uneven, from Binomial(n, ½).
  public var exactP: Double {
    let n = Double(discordant)
    let tail = (0...min(onlyFirst, onlySecond)).reduce(0.0) { sum, k in
      let k = Double(k)
      return sum
        + exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) - n * log(2))
    }
    return min(1, 2 * tail)
  }

  /// Whether `p` is the exact one.
  public var isExact: Bool { discordant < 25 }

  /// Exact below 25 discordant pixels, asymptotic from there on.
  public var p: Double { isExact ? exactP : asymptoticP }
}
