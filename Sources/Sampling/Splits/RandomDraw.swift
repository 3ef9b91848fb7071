import Scenes

/// Random pixels of each class for the training side, and of these the validation pixels.
struct RandomDraw {
  private let labels: LabelMap
  private let seed: UInt64

  init(_ labels: LabelMap, seed: UInt64) {
    self.labels = labels
    self.seed = seed
  }

  /// - Parameter quota: maps the number of a class's pixels to how many of them train.
  /// - Throws: `SamplingError` for a class with one pixel.
  func split(validation: Double, _ strategy: String, quota: (Int) -> Int) throws -> Split {
    let sides = try drawn(quota)
    return try split(train: sides.train, test: sides.test, validation: validation, strategy)
  }

  /// - Parameter train: the training side, of which the validation pixels are drawn: of each class at
  ///   least one and never all, none of a class with one training pixel.
  func split(train: [Int], test: [Int], validation: Double, _ strategy: String) throws -> Split {
    let sides = holdOut(validation, of: train)
    return try Split(
      rows: labels.rows, columns: labels.columns, train: sides.train,
      validation: sides.validation, test: test, strategy: strategy, seed: seed)
  }

  private func drawn(_ quota: (Int) -> Int) throws -> (train: [Int], test: [Int]) {
    var generator = SeededGenerator(seed: seed, for: .split)
    var train: [Int] = []
    var test: [Int] = []
    for (label, pixels) in pixelsByClass(Array(labels.values.indices), labels) {
      guard pixels.count >= 2 else {
        throw SamplingError(
          "\(labels.classes.title(of: label)) has \(pixels.count) labelled pixel: it cannot both "
            + "teach and judge", remedy: "Label more pixels of the class, or set them to 0")
      }
      let shuffled = pixels.shuffled(using: &generator)
      let count = quota(pixels.count)
      train += shuffled[..<count]
      test += shuffled[count...]
    }
    return (train, test)
  }

  private func holdOut(
    _ share: Double, of pixels: [Int]
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
