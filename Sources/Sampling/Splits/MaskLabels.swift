import Scenes

extension MaskSplit {
  /// Reads the masks. Without a test mask, all labelled pixels test that do not train.
  ///
  /// - Parameters:
  ///   - trainPlace, testPlace: datasets of the scene's file, or `file:dataset`.
  /// - Throws: `SceneError` if a mask cannot be read, or the masks and the scene's labels number
  ///   classes differently.
  init(train trainPlace: String, test testPlace: String?, of scene: Scene) throws {
    var train = try scene.readLabels(trainPlace)
    // The scene's own labels, if they are plain, say whether the masks number classes alike.
    let labels = scene.hasLabels ? try? scene.readLabels() : nil
    let name = (try? scene.labelPath()) ?? "the labels"
    if let labels {
      try train.requireSameNumbers(as: labels, named: trainPlace, name, file: scene.file)
    }
    guard let testPlace else {
      var rest = try labels ?? scene.readLabels()
      guard rest.rows == train.rows, rest.columns == train.columns else {
        throw SceneError(
          file: scene.file, variable: trainPlace,
          problem: "is \(train.rows)×\(train.columns), the labels \(rest.rows)×\(rest.columns)",
          remedy: "Give a mask on the scene's own grid")
      }
      let match = try ClassMatch(
        train.classes, of: trainPlace, with: rest.classes, of: name, for: .union)
      rest = rest.restated(by: match)
      train.classes = match.table
      for pixel in train.values.indices where train.values[pixel] > 0 { rest.values[pixel] = 0 }
      self.init(train: train, test: rest)
      return
    }
    let judging = try scene.readLabels(testPlace)
    if let labels {
      try judging.requireSameNumbers(as: labels, named: testPlace, name, file: scene.file)
    }
    let match = try ClassMatch(
      train.classes, of: trainPlace, with: judging.classes, of: testPlace, for: .union)
    train.classes = match.table
    self.init(train: train, test: judging.restated(by: match))
  }
}

extension LabelMap {
  /// Refuses a mask that numbers classes otherwise than the labels of the same pixels: most pixels of
  /// some class are of another class there. Single pixels may differ, as those of published masks do.
  ///
  /// - Throws: `SceneError` with the counts, and which codes correspond.
  func requireSameNumbers(
    as labels: LabelMap, named mask: String, _ name: String, file: String
  ) throws {
    guard labels.rows == rows, labels.columns == columns,
      let match = try? ClassMatch(classes, of: mask, with: labels.classes, of: name, for: .union)
    else { return }
    let other = labels.restated(by: match)
    var counts: [Int: [Int: Int]] = [:]
    for (own, there) in zip(values, other.values) where own > 0 && there > 0 {
      counts[Int(own), default: [:]][Int(there), default: 0] += 1
    }
    let shared = counts.values.reduce(0) { $0 + $1.values.reduce(0, +) }
    let agreeing = counts.reduce(0) { $0 + ($1.value[$1.key] ?? 0) }
    let most = counts.compactMapValues { there in
      there.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
    let moved = most.filter { own, there in
      own != there && 2 * (counts[own]?[there] ?? 0) > (counts[own]?.values.reduce(0, +) ?? 0)
    }
    guard !moved.isEmpty else { return }
    let pairs = moved.sorted { $0.key < $1.key }.prefix(12).map {
      "\(classes.title(of: $0.key)) is \(match.table.title(of: $0.value)) there"
    }
    throw SceneError(
      file: file, variable: mask,
      problem: "numbers classes otherwise than \(name): they agree in "
        + "\(agreeing) of \(counted(shared, "pixel")) that both label; \(pairs.joined(separator: ", "))",
      remedy: "Renumber one of them, or, if \(name) is not what is meant, name the labels with "
        + "`scene.labels`")
  }
}
