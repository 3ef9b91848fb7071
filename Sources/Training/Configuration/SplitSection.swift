/// How labelled pixels are divided into those that teach and those that judge.
public struct SplitSection: Codable, Equatable, Sendable {
  public var kind: SplitKind = .perClass
  /// Training pixels a class, for `perClass`.
  public var count = 200
  /// Share that trains, for `fraction`, and for `blocks` without folds.
  public var fraction = 0.1
  /// Label map of the training side, for `masks`: a dataset of the scene's file, or `file:dataset`.
  @OrNull public var train: String?
  /// Label map of the test side, for `masks`; if absent, all other labelled pixels test.
  @OrNull public var test: String?
  /// Side of a block in pixels, for `blocks`.
  public var size = 15
  /// Folds that the blocks are dealt into, one of which tests; 0 for a `fraction` of the blocks.
  public var folds = 5
  /// Which fold tests, from 0.
  public var fold = 0
  /// Side of the windows that blocks are kept apart for, odd; 0 for the network's own. A wider one
  /// compares networks of several windows, and profiles that see farther, on the same ground.
  public var window = 0
  /// Share of the training side that does not train: methods are chosen by it, and thresholds of
  /// rejection calibrated. Of blocks it costs more than itself: what lies near a validation block
  /// does not train either; 0 for none.
  public var validation = 0.05
  /// Codes of classes that nothing is learned of: all their pixels test, so that a map can be judged on
  /// what it has never seen.
  public var without: [Int] = []
  /// A split that was saved; then nothing is drawn.
  @OrNull public var file: String?

  public init() {}

  func validate(_ rule: Rule) throws {
    try rule.require("count", count, in: 1...1_000_000_000)
    let share = fraction > 0 && fraction < 1
    try rule.require(share, "fraction", is: fraction, must: "above 0 and below 1")
    try rule.require("size", size, in: 1...1_000_000)
    let canFold = folds == 0 || (2...100).contains(folds)
    try rule.require(canFold, "folds", is: folds, must: "0 (a fraction of the blocks) or 2 to 100")
    try rule.require("fold", fold, in: 0...max(0, folds - 1))
    let isWindow = window == 0 || window % 2 == 1 && (1...255).contains(window)
    try rule.require(isWindow, "window", is: window, must: "0 (the network's) or odd, up to 255")
    let held = validation >= 0 && validation < 1
    try rule.require(held, "validation", is: validation, must: "from 0 to below 1")
    try rule.require(
      Set(without).count == without.count, "without", is: without,
      must: "a list of different class codes")
    guard kind == .masks, file == nil else { return }
    try rule.require(
      train?.isEmpty == false, "train", is: "absent",
      must: "a label map if kind is masks: `dataset` of the scene's file, or `file:dataset`")
  }
}
