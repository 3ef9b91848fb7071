internal import Foundation
internal import Networks
package import Sampling
package import Scenes

/// The labelled ground of a scene as a configuration splits it.
package struct Ground {
  package let scene: Scene
  let configuration: Configuration
  /// Classes that training and test are drawn from.
  package let labels: LabelMap
  /// What is to be told of the labels.
  package let notes: [String]
  private let strategy: any SplitStrategy

  /// - Throws: `SceneError` if the scene has no labels, none of its pixels is labelled, or all
  ///   are of one class.
  package init(scene: Scene, configuration: Configuration) throws {
    self.scene = scene
    self.configuration = configuration
    let section = configuration.split
    let window = configuration.network.design(bands: scene.shape.bands).window
    strategy = try section.strategy(scene: scene, window: window)
    let gathered = section.kind.hasOwnLabels ? nil : try scene.gatherLabels()
    let drawn =
      gathered?.labels ?? LabelMap(unlabelled: scene.shape.rows, columns: scene.shape.columns)
    labels = try blaming(scene.file) { [strategy] in try strategy.labels(over: drawn) }
    notes = gathered?.told ?? []
    let counts = labels.counts()
    let present = counts.indices.dropFirst().filter { counts[$0] > 0 }
    guard !present.isEmpty else {
      throw SceneError(
        file: scene.file,
        problem: "has no labelled pixels: none of \(labels.values.count) has a class",
        remedy: "Name a label map with labelled pixels (scene.labels)")
    }
    guard present.count > 1 else {
      throw SceneError(
        file: scene.file,
        problem:
          "has labels of one class only (\(counted(counts[present[0]], "pixel")) of "
          + "\(labels.classes.title(of: present[0])))",
        remedy: "A classifier needs at least two classes")
    }
  }

  package func split() throws -> Split {
    let drawn = try draw()
    let unknown = configuration.split.without
    guard !unknown.isEmpty else { return drawn }
    if let absent = unknown.first(where: { labels.classes.row(ofCode: $0) == nil }) {
      throw SceneError(
        file: scene.file, problem: "has no pixel of class \(absent), which split.without names",
        remedy: "The classes there are: \(labels.classes.list)")
    }
    let rows = unknown.compactMap { labels.classes.row(ofCode: $0) }
    let isUnknown = { (pixel: Int) in rows.contains(Int(labels.values[pixel])) }
    let words = " without \(unknown.map(String.init).joined(separator: ", "))"
    return try Split(
      rows: drawn.rows, columns: drawn.columns, train: drawn.train.filter { !isUnknown($0) },
      validation: drawn.validation.filter { !isUnknown($0) },
      test: drawn.test + (drawn.train + drawn.validation).filter(isUnknown),
      // A run's own split says so already.
      strategy: drawn.strategy.hasSuffix(words) ? drawn.strategy : drawn.strategy + words,
      seed: drawn.seed)
  }

  private func draw() throws -> Split {
    let section = configuration.split
    if let file = section.file {
      let split = try Split.load(file, rows: scene.shape.rows, columns: scene.shape.columns)
      try requireLabels(of: split, file)
      return split
    }
    let variable = section.kind.hasOwnLabels ? nil : try scene.labelPath()
    return try blaming(scene.file, variable) {
      try strategy.split(
        labels: labels, validation: section.validation, seed: configuration.seed)
    }
  }

  /// - Throws: `SceneError` if a pixel of a saved split has no label.
  private func requireLabels(of split: Split, _ file: String) throws {
    let sides = [("training", split.train), ("validation", split.validation), ("test", split.test)]
    let counts = sides.map { name, pixels in
      (name, pixels.count, pixels.count { labels.values[$0] == 0 })
    }
    let wrong = counts.filter { $0.2 > 0 }
    guard !wrong.isEmpty else { return }
    throw SceneError(
      file: file,
      problem: "was made for other labels: "
        + wrong.map { "\($0.2) of \($0.1) \($0.0) pixels" }.joined(separator: ", ")
        + " have no label in \(scene.file)",
      remedy: "Name the labels that it was made for with scene.labels, or make a new split")
  }

  /// The split without validation pixels of classes that nothing is trained of, and what is to be told
  /// of its sides.
  func usable(_ split: Split) throws -> (split: Split, notes: [String]) {
    let trained = Set(split.train.map { labels.values[$0] })
    let stray = split.validation.filter { !trained.contains(labels.values[$0]) }
    let strayTest = split.test.filter { !trained.contains(labels.values[$0]) }
    let titles = { (pixels: [Int]) in
      Set(pixels.map { Int(labels.values[$0]) }).sorted().prefix(8)
        .map { labels.classes.title(of: $0) }.joined(separator: ", ")
    }
    var notes: [String] = []
    let without = configuration.split.without.compactMap { labels.classes.row(ofCode: $0) }
    if !stray.isEmpty {
      notes.append(
        "left out: \(counted(stray.count, "validation pixel")) of classes without training pixels "
          + "(\(titles(stray)))")
    }
    let surprising = strayTest.filter { !without.contains(Int(labels.values[$0])) }
    if !surprising.isEmpty {
      notes.append(
        "a map cannot be right in \(counted(surprising.count, "test pixel")) of classes without "
          + "training pixels (\(titles(surprising)))")
    }
    notes += splitNotes(try blaming(scene.file) { try split.counts(in: labels) }, of: labels)
    return (try split.without(stray), notes)
  }

  /// The standardised ground around the pixels of a split that a training uses; those of the test
  /// side are looked at for a value, no more.
  ///
  /// - Parameters:
  ///   - walked: pixels that train though they have no label.
  ///   - given: a prior's standardisation; nil to estimate that of the training pixels.
  func patches(
    of split: Split, walked: [Int] = [], standardisation given: Standardisation? = nil
  ) throws -> (standardisation: Standardisation, patches: PatchSource) {
    let reader = SceneSpectra(scene)
    let window = configuration.network.design(bands: scene.shape.bands).window
    return try blaming(scene.file) {
      let standardisation =
        try given ?? Standardisation.estimate(scene: reader, pixels: split.train)
      return (
        standardisation,
        try PatchSource(
          scene: reader, pixels: split.train + split.validation + walked, lookingAt: split.test,
          window: window, standardisation: standardisation)
      )
    }
  }

  /// Class numbers with training pixels, ascending: the model's outputs in order.
  func trainedClasses(_ split: Split) throws -> [Int] {
    let numbers = Set(split.train.map { Int(labels.values[$0]) }).subtracting([0]).sorted()
    guard numbers.count > 1 else {
      throw SceneError(
        file: scene.file,
        problem:
          "the split leaves \(counted(split.train.count, "training pixel")) of "
          + counted(numbers.count, "class"),
        remedy: "A classifier needs training pixels of at least two classes")
    }
    return numbers
  }

  /// The classes that occur in the labels.
  package var legend: ClassTable { labels.classes }

  func card(
    numbers: [Int], standardisation: Standardisation, version: String
  ) throws -> ModelCard {
    let legend = legend.entries.enumerated().map { index, entry in
      ModelCard.Class(
        number: index + 1, code: entry.code, name: entry.name, colour: entry.colour.hexadecimal)
    }
    return ModelCard(
      design: configuration.network.design(bands: scene.shape.bands),
      factors: configuration.network.factors, classes: numbers.map { legend[$0 - 1] },
      legend: legend, wavelengths: scene.bands.wavelengths, standardisation: standardisation,
      phase: "", scene: try configuration.scene.sceneDescriptor(), version: version)
  }
}

extension GatheredLabels {
  /// All that is to be told of them, disputed pixels too.
  package var told: [String] {
    notes
      + (disputed > 0
        ? ["\(counted(disputed, "pixel")) labelled with several classes; taken as unlabelled"] : [])
  }
}

/// What is to be told of the sides of a split: classes that hardly train, or that nothing validates,
/// and labels that serve nothing.
package func splitNotes(_ counts: [SplitCounts], of labels: LabelMap) -> [String] {
  let titles = { (some: [SplitCounts]) in
    some.prefix(8).map { labels.classes.title(of: $0.label) }.joined(separator: ", ")
      + (some.count > 8 ? ", … (\(some.count))" : "")
  }
  var notes: [String] = []
  let single = counts.filter { $0.train == 1 }
  if !single.isEmpty { notes.append("one training pixel only: \(titles(single))") }
  if counts.contains(where: { $0.validation > 0 }) {
    let unseen = counts.filter { $0.train > 1 && $0.validation == 0 }
    if !unseen.isEmpty { notes.append("no validation pixel: \(titles(unseen))") }
  }
  let all = counts.reduce(0) { $0 + $1.train + $1.validation + $1.test + $1.unused }
  let unused = counts.reduce(0) { $0 + $1.unused }
  if unused * 10 > all {
    notes.append(
      "\(unused * 100 / max(1, all)) % of the labelled pixels serve no side of the split")
  }
  return notes
}

/// A scene's kept bands as Sampling reads them.
package struct SceneSpectra: SpectraReader {
  let scene: Scene
  package var shape: CubeShape { scene.shape }

  package init(_ scene: Scene) {
    self.scene = scene
  }

  package func read(
    rows: Range<Int>, columns: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws {
    try scene.read(rows: rows, columns: columns, into: buffer)
  }
}

/// Names the scene's file in what Sampling, which knows no files, refuses.
package func blaming<Result>(
  _ file: String, _ variable: String? = nil, _ body: () throws -> Result
) throws -> Result {
  do {
    return try body()
  } catch let error as SamplingError {
    throw SceneError(
      file: file, variable: variable, problem: error.problem, remedy: error.remedy)
  }
}
