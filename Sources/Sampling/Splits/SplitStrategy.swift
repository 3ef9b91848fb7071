public import Scenes

/// How labelled pixels are divided into those that teach and those that judge.
///
/// Random pixels (`perClass`, `fraction`) are the field's habit, and they leak: the window of a test
/// pixel holds training pixels (Liang et al., TGRS 2017; Nalepa et al., GRSL 2019). `Split.leakage`
/// says how much; `blocks` does not leak.
public enum SplitStrategy: Sendable, Equatable, CustomStringConvertible {
  /// This many random pixels a class. A class with fewer than twice as many gives half of its pixels.
  case perClass(Int)
  /// This share of each class at random, at least one pixel and never all.
  case fraction(Double)
  /// The labelled pixels of two maps.
  case masks(train: LabelMap, test: LabelMap)
  /// Whole blocks of size × size pixels. For windows of `window` × `window`, none of a training
  /// pixel shares a pixel with one of a validation or test pixel, nor of these two with another.
  case blocks(size: Int, sides: BlockSides, window: Int)

  public var description: String {
    switch self {
    case .perClass(let count): "perClass(\(count))"
    case .fraction(let share): "fraction(\(share))"
    case .masks: "masks"
    case .blocks(let size, let sides, let window):
      "blocks(size \(size), \(sides), window \(window))"
    }
  }

  /// A description in words for a reader: "100 random pixels of each class"; one that is not of
  /// ours stays as it is.
  public static func inWords(_ description: String) -> String {
    if let found = description.wholeMatch(of: #/perClass\((\d+)\)/#) {
      return "\(found.1) random pixel\(found.1 == "1" ? "" : "s") of each class"
    }
    if let found = description.wholeMatch(of: #/fraction\(([0-9.e-]+)\)/#),
      let share = Double(found.1)
    {
      let percent = (share * 100_000).rounded() / 1000
      let text = percent == percent.rounded() ? "\(Int(percent))" : "\(percent)"
      return "\(text) % of each class at random"
    }
    if description == "masks" { return "the training and test pixels of given masks" }
    if let found = description.wholeMatch(of: #/blocks\(size ([^,]+), (.+), window ([^,]+)\)/#) {
      return "blocks of \(found.1) × \(found.1) pixels apart by a window of \(found.3) (\(found.2))"
    }
    return description
  }

  /// Divides the labelled pixels.
  ///
  /// - Parameters:
  ///   - labels: the scene's label map; for `masks`, see `labels(over:)`.
  ///   - validation: share of the training side that does not train, in 0..<1: of each class at
  ///     least one pixel and never all, none of a class with one training pixel; for `blocks`, whole
  ///     blocks of about that share.
  ///   - seed: same seed, same split.
  /// - Throws: `SamplingError` where a number is out of its range, a class has fewer than 2 pixels,
  ///   masks do not fit the scene or one another, or a side has no pixel.
  public func split(
    labels: LabelMap, validation: Double = 0.1, seed: UInt64 = 0
  ) throws -> Split {
    guard validation >= 0, validation < 1 else {
      throw SamplingError("validation is \(validation), not a share from 0 to below 1")
    }
    let sides: (train: [Int], test: [Int])
    switch self {
    case .perClass(let count):
      guard count > 0 else {
        throw SamplingError("\(count) training pixels a class", remedy: "Ask for at least 1")
      }
      sides = try drawn(labels, seed: seed) { min($0 / 2, count) }
    case .fraction(let share):
      guard share > 0, share < 1 else {
        throw SamplingError("a training fraction of \(share), not between 0 and 1")
      }
      sides = try drawn(labels, seed: seed) {
        min($0 - 1, max(1, Int((Double($0) * share).rounded())))
      }
    case .masks(let train, let test):
      sides = try masked(train: train, test: test, labels: labels)
    case .blocks(let size, let blockSides, let window):
      return try BlockGrid(labels: labels, size: size, window: window)
        .split(blockSides, validation: validation, seed: seed, strategy: description)
    }
    let (train, held) = holdOut(validation, of: sides.train, labels: labels, seed: seed)
    return try Split(
      rows: labels.rows, columns: labels.columns, train: train, validation: held,
      test: sides.test, strategy: description, seed: seed)
  }

  /// Draws training pixels class by class; `quota` maps a class's pixels to how many of them train.
  private func drawn(
    _ labels: LabelMap, seed: UInt64, quota: (Int) -> Int
  ) throws -> (train: [Int], test: [Int]) {
    var generator = SeededGenerator(seed: seed, for: .split)
    var train: [Int] = []
    var test: [Int] = []
    for (label, pixels) in pixelsByClass(Array(labels.values.indices), labels) {
      guard pixels.count >= 2 else {
        throw SamplingError(
          "\(labels.classes.title(of: label)) has \(pixels.count) labelled pixel: it cannot both teach "
            + "and judge", remedy: "Label more pixels of the class, or set them to 0")
      }
      let shuffled = pixels.shuffled(using: &generator)
      let count = quota(pixels.count)
      train += shuffled[..<count]
      test += shuffled[count...]
    }
    return (train, test)
  }

  /// Takes the validation pixels out of the training side, class by class.
  private func holdOut(
    _ share: Double, of pixels: [Int], labels: LabelMap, seed: UInt64
  ) -> (train: [Int], validation: [Int]) {
    guard share > 0 else { return (pixels, []) }
    var generator = SeededGenerator(seed: seed, for: .validation)
    var train: [Int] = []
    var validation: [Int] = []
    for (_, members) in pixelsByClass(pixels.sorted(), labels) {
      let shuffled = members.shuffled(using: &generator)
      let count = min(members.count - 1, max(1, Int((Double(members.count) * share).rounded())))
      validation += shuffled[..<count]
      train += shuffled[count...]
    }
    return (train, validation)
  }
}

/// The labelled ones of some pixels, grouped by class number, classes ascending.
func pixelsByClass(_ pixels: [Int], _ labels: LabelMap) -> [(label: Int, pixels: [Int])] {
  var groups: [[Int]] = []
  for pixel in pixels {
    let label = Int(labels.values[pixel])
    if label == 0 { continue }
    while groups.count < label { groups.append([]) }
    groups[label - 1].append(pixel)
  }
  return groups.enumerated().filter { !$1.isEmpty }.map { ($0 + 1, $1) }
}
