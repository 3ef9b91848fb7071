internal import CPixels
import Foundation
import Scenes

/// How training patches vary from epoch to epoch.
public struct Augmentation: Codable, Equatable, Sendable {
  /// Whether patches are flipped and transposed: one of the square's 8 symmetries at random.
  public var flips: Bool
  /// Standard deviation of the factor, around 1, that a whole patch is multiplied by.
  public var gain: Float
  /// Standard deviation of the noise added to every value, in standard deviations of the band.
  public var noise: Float

  public init(flips: Bool = true, gain: Float = 0.01, noise: Float = 0.2) {
    self.flips = flips
    self.gain = gain
    self.noise = noise
  }
}

/// One of the 8 symmetries of a square: a transposition, then flips of rows and of columns.
package struct Symmetry: Equatable, Sendable {
  package let transposed: Bool
  package let rowsFlipped: Bool
  package let columnsFlipped: Bool

  /// - Parameter index: 0..<8; 0 leaves the square as it is.
  package init(_ index: Int) {
    precondition((0..<8).contains(index), "symmetry \(index) of 8")
    rowsFlipped = index & 1 != 0
    columnsFlipped = index & 2 != 0
    transposed = index & 4 != 0
  }

  package static let all = (0..<8).map(Symmetry.init)

  /// Where the value at a place of the transformed square of `side` pixels comes from.
  package func source(row: Int, column: Int, side: Int) -> (row: Int, column: Int) {
    let y = rowsFlipped ? side - 1 - row : row
    let x = columnsFlipped ? side - 1 - column : column
    return transposed ? (x, y) : (y, x)
  }
}

/// What happens to one patch: drawn from the batch's seed and the patch's place in the batch alone,
/// so that the number of threads does not matter.
struct Variation {
  var symmetry = Symmetry(0)
  var gain: Float = 1
  var deviation: Float = 0
  private var noise: facet_noise?

  init() {}

  init(_ augmentation: Augmentation, seed: UInt64, index: Int) {
    var generator = SeededGenerator(seed: seed, stream: UInt64(index))
    symmetry = Symmetry(augmentation.flips ? Int(generator.next() >> 61) : 0)
    if augmentation.gain > 0 {
      // Box and Muller 1958; 1 − u lies in (0, 1], where the logarithm is finite.
      let radius = (-2 * log(1 - generator.uniform())).squareRoot()
      gain = 1 + augmentation.gain * Float(radius * cos(2 * .pi * generator.uniform()))
    }
    if augmentation.noise > 0 {
      deviation = augmentation.noise
      var noise = facet_noise()
      withUnsafeMutableBytes(of: &noise) { bytes in
        for word in bytes.bindMemory(to: UInt64.self).indices {
          bytes.storeBytes(of: generator.next(), toByteOffset: 8 * word, as: UInt64.self)
        }
      }
      self.noise = noise
    }
  }

  /// Writes gain · value + noise for `count` values.
  mutating func copy(
    _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int
  ) {
    if noise != nil {
      facet_vary(source, target, count, gain, deviation, &noise!)
    } else if gain == 1 {
      target.update(from: source, count: count)
    } else {
      facet_vary(source, target, count, gain, 0, nil)
    }
  }
}
