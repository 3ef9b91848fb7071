public import Parts
public import Scenes

/// How labelled pixels are divided into those that teach and those that judge.
///
/// Random pixels (`perClass`, `fraction`) are the field's habit, and they leak: the window of a test
/// pixel holds training pixels (Liang et al., TGRS 2017; Nalepa et al., GRSL 2019). `Split.leakage`
/// says how much; `blocks` does not leak.
public protocol SplitStrategy: Sendable, CustomStringConvertible {
  /// The label map that the split speaks of; the one given unless the strategy has labels of its own.
  ///
  /// - Throws: `SamplingError` if its own do not fit the scene.
  func labels(over labels: LabelMap) throws -> LabelMap

  /// Divides the labelled pixels.
  ///
  /// - Parameters:
  ///   - labels: the map from `labels(over:)`.
  ///   - validation: share of the training side that does not train, from 0 to below 1.
  ///   - seed: same seed, same split.
  /// - Throws: `SamplingError` if a number is out of its range, a class has fewer than 2 pixels, or a
  ///   side has no pixel.
  func divide(labels: LabelMap, validation: Double, seed: UInt64) throws -> Split
}

extension SplitStrategy {
  public func labels(over labels: LabelMap) throws -> LabelMap { labels }

  /// Divides the labelled pixels; see `divide`.
  public func split(
    labels: LabelMap, validation: Double = 0.1, seed: UInt64 = 0
  ) throws -> Split {
    guard validation >= 0, validation < 1 else {
      throw SamplingError("validation is \(validation), not a share from 0 to below 1")
    }
    return try divide(labels: labels, validation: validation, seed: seed)
  }
}

/// A kind of split as it describes itself.
public struct SplitKind: PartKind {
  public static let noun = "split"

  public let name: String
  public let summary: String
  public let options: [PartOption]
  /// Whether it brings the labels of both sides, so that those of the scene are not asked for.
  public let hasOwnLabels: Bool
  private let check: @Sendable (PartValues, _ window: Int) throws -> Void
  private let make: @Sendable (SplitGround) throws -> any SplitStrategy
  /// The words for a reader that stand for a strategy's description; nil if it is not of this kind.
  let words: @Sendable (_ description: String) -> String?

  init(
    _ name: String, _ summary: String, options: [PartOption], hasOwnLabels: Bool = false,
    words: @escaping @Sendable (_ description: String) -> String?,
    check: @escaping @Sendable (PartValues, _ window: Int) throws -> Void = { _, _ in },
    make: @escaping @Sendable (SplitGround) throws -> any SplitStrategy
  ) {
    self.name = name
    self.summary = summary
    self.options = options
    self.hasOwnLabels = hasOwnLabels
    self.words = words
    self.check = check
    self.make = make
  }

  /// - Parameters:
  ///   - options: those given, by name; the others have their defaults.
  ///   - window: side of the network's patch.
  /// - Throws: `PartError` for options that make no sense by themselves, together or with the window.
  public func validate(_ options: [String: Parameter], window: Int) throws {
    try check(values(options), window)
  }

  /// The strategy; masks are read.
  ///
  /// - Parameters:
  ///   - options: those given, by name; the others have their defaults.
  ///   - scene: the scene to be split.
  ///   - window: side of the network's patch.
  /// - Throws: `SceneError` if a mask cannot be read; `PartError` for wrong options.
  public func strategy(
    _ options: [String: Parameter], scene: Scene, window: Int
  ) throws -> any SplitStrategy {
    try make(SplitGround(values: values(options), scene: scene, window: window))
  }

  /// A strategy's description in words for a reader: "100 random pixels of each class"; one of no
  /// known kind stays as it is.
  public static func inWords(_ description: String) -> String {
    all.lazy.compactMap { $0.words(description) }.first ?? description
  }
}

/// What a split is made from.
public struct SplitGround {
  public let values: PartValues
  public let scene: Scene
  /// Side of the network's patch.
  public let window: Int
}

extension SplitKind: Equatable {
  public static func == (one: SplitKind, other: SplitKind) -> Bool { one.name == other.name }
}
