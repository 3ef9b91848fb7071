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
      .masks(
        train: try mask(train ?? "", of: scene), test: try mask(test ?? "", of: scene))
    case .blocks:
      .blocks(
        size: size, sides: folds == 0 ? .fraction(fraction) : .fold(fold, of: folds),
        window: self.window == 0 ? window : self.window)
    }
  }

  private func mask(_ place: String, of scene: Scene) throws -> LabelMap {
    place.contains(":") ? try readLabelDataset(place) : try scene.readLabels(place)
  }
}
