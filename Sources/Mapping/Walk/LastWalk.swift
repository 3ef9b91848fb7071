/// The walk that was solved last over a rectangle by itself. One with other rates, as another prior
/// or more labels make it, takes over its levels.
final class LastWalk {
  private var rectangle: WalkedGround.Rectangle?
  private var level: WalkLevel?

  /// - Parameter ground: of the rectangle, with no pixel fixed.
  func solver(of ground: WalkGround, in rectangle: WalkedGround.Rectangle) -> WalkSolver {
    if let last = self.rectangle, last == rectangle {
      return WalkSolver(ground, like: level)
    }
    let solver = WalkSolver(ground)
    (self.rectangle, level) = (rectangle, solver.level)
    return solver
  }
}
