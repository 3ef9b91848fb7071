internal import Foundation

/// When steps towards a solution may end. Each leaves a share of what was missing, about as large a
/// share as the last ones left; so what all those to come would change is known from the last.
package struct WalkEnding {
  /// What no value may be off by.
  package let tolerance: Float
  /// The largest change of any value by the last step. The error is less than twice that, as measured.
  package private(set) var change: Float = 0
  /// Steps that were made.
  package private(set) var steps = 0
  /// Whether all later steps change no value by more than a tenth of the tolerance, about.
  package private(set) var isReached = false
  /// The largest changes by the last two steps.
  private var last: [Double] = []

  init(tolerance: Float) {
    self.tolerance = tolerance
  }

  /// There was nothing to do.
  static let none = WalkEnding(tolerance: 0).reached

  var reached: WalkEnding {
    var ending = self
    ending.isReached = true
    return ending
  }

  /// Takes the largest change by a step.
  mutating func take(_ change: Double) {
    steps += 1
    self.change = Float(change)
    // Without another step to tell, nine tenths.
    let fading = last.first.map { pow(change / $0, 1 / Double(last.count)) } ?? 0.9
    last = last.suffix(1) + [change]
    isReached = change <= Double(tolerance) / 10 * (1 - min(fading, 0.99))
  }

  /// - Throws: `WalkError` if this is no end.
  func require() throws {
    guard !isReached else { return }
    throw WalkError(ending: self)
  }
}

/// A random walk whose probabilities did not settle.
public struct WalkError: Error, CustomStringConvertible {
  let ending: WalkEnding

  public var description: String {
    "the random walk has not settled: step \(ending.steps) still changes a probability by "
      + "\(ending.change), and none may be off by more than \(ending.tolerance); "
      + "raise map.prior or lower map.contrast, or map without the walk (--no-walk)"
  }
}
