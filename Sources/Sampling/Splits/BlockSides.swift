/// Which blocks of a scene test.
public enum BlockSides: Sendable, Equatable, CustomStringConvertible {
  /// About this share of the labelled pixels trains (before the buffer), the others test.
  case fraction(Double)
  /// The blocks are dealt into `of` folds; fold number `fold`, from 0, tests. With the same seed the
  /// folds together test every labelled pixel once.
  case fold(Int, of: Int)

  public var description: String {
    switch self {
    case .fraction(let share): "fraction \(share)"
    case .fold(let fold, let folds): "fold \(fold) of \(folds)"
    }
  }

  /// The shares that the blocks are dealt in, and which of them tests.
  func shares() throws -> (shares: [Double], test: Int) {
    switch self {
    case .fraction(let share):
      guard share > 0, share < 1 else {
        throw SamplingError("a training fraction of \(share), not between 0 and 1")
      }
      return ([share, 1 - share], 1)
    case .fold(let fold, let folds):
      guard (2...100).contains(folds) else {
        throw SamplingError("\(folds) folds of blocks", remedy: "Ask for 2 to 100")
      }
      guard (0..<folds).contains(fold) else {
        throw SamplingError("fold \(fold) of \(folds) folds", remedy: "Folds count from 0")
      }
      return (Array(repeating: 1 / Double(folds), count: folds), fold)
    }
  }
}
