public import Sampling
public import Scenes

extension SplitSection {
  /// Whether the labels come from the two masks and not from the scene's own label map.
  public var usesMasks: Bool { kind == .masks }

  /// The strategy that this section asks for; masks are read.
  ///
  /// - Parameter window: side of the network's patch, which blocks are kept apart for unless the
  ///   section has a window of its own.
  /// - Throws: `SceneError` where a mask cannot be read.
  public func strategy(scene: Scene, window: Int) throws -> SplitStrategy {
    switch kind {
    case .perClass: .perClass(count)
    case .fraction: .fraction(fraction)
    case .masks:
      try masks(of: scene)
    case .blocks:
      .blocks(
        size: size, sides: folds == 0 ? .fraction(fraction) : .fold(fold, of: folds),
        window: self.window == 0 ? window : self.window)
    }
  }

  /// Without a test mask, all labelled pixels test that do not train.
  private func masks(of scene: Scene) throws -> SplitStrategy {
    let train = try mask(train ?? "", of: scene)
    if let test { return .masks(train: train, test: try mask(test, of: scene)) }
    var rest = try scene.readLabels()
    guard rest.rows == train.rows, rest.columns == train.columns else {
      throw SceneError(
        file: scene.file, variable: self.train,
        problem: "is \(train.rows)×\(train.columns), the labels \(rest.rows)×\(rest.columns)",
        remedy: "Give a mask on the scene's own grid")
    }
    let training = train.values.indices.filter { train.values[$0] > 0 }
    let differing = training.filter { rest.values[$0] > 0 && rest.values[$0] != train.values[$0] }
    guard differing.isEmpty else {
      throw SceneError(
        file: scene.file, variable: self.train,
        problem: "gives \(differing.count) of its \(training.count) pixels another class than the "
          + "labels do",
        remedy: "Number both alike, or name a test mask (split.test)")
    }
    for pixel in training { rest.values[pixel] = 0 }
    return .masks(train: train, test: rest)
  }

  private func mask(_ place: String, of scene: Scene) throws -> LabelMap {
    try scene.readLabels(place)
  }
}
