internal import Foundation
internal import Networks
package import Sampling
package import Scenes

/// The labelled ground of a scene as a configuration splits it.
package struct Ground {
  package let scene: Scene
  let configuration: Configuration
  /// Class numbers that training and test are drawn from.
  package let labels: LabelMap
  private let strategy: SplitStrategy

  /// - Throws: `SceneError` where the scene has no labels, none of its pixels is labelled, or all
  ///   are of one class.
  package init(scene: Scene, configuration: Configuration) throws {
    self.scene = scene
    self.configuration = configuration
    let section = configuration.split
    let window = configuration.network.design(bands: scene.shape.bands).window
    strategy = try section.strategy(scene: scene, window: window)
    let drawn = section.usesMasks ? LabelMap.unlabelled(like: scene) : try scene.readLabels()
    labels = try blaming(scene.file) { [strategy] in try strategy.labels(over: drawn) }
    let counts = labels.counts()
    let present = counts.indices.dropFirst().filter { counts[$0] > 0 }
    guard !present.isEmpty else {
      throw SceneError(
        file: scene.file, problem: "has no labelled pixels: all of \(labels.values.count) are 0",
        remedy: "Name a label map with labelled pixels (scene.labels)")
    }
    guard present.count > 1 else {
      throw SceneError(
        file: scene.file,
        problem:
          "has labels of one class only (\(counts[present[0]]) pixels of class \(present[0]))",
        remedy: "A classifier needs at least two classes")
    }
  }

  package func split() throws -> Split {
    let drawn = try draw()
    let unknown = configuration.split.without
    guard !unknown.isEmpty else { return drawn }
    let counts = labels.counts()
    if let absent = unknown.first(where: { !counts.indices.contains($0) || counts[$0] == 0 }) {
      throw SceneError(
        file: scene.file, problem: "has no pixel of class \(absent), which split.without names",
        remedy: "The classes there are: "
          + counts.indices.dropFirst().filter { counts[$0] > 0 }.map(String.init)
          .joined(separator: ", "))
    }
    let isUnknown = { (pixel: Int) in unknown.contains(Int(labels.values[pixel])) }
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
      return try Split.load(file, rows: scene.shape.rows, columns: scene.shape.columns)
    }
    let variable = section.usesMasks ? nil : try scene.labelPath()
    return try blaming(scene.file, variable) {
      try strategy.split(
        labels: labels, validation: section.validation, seed: configuration.seed)
    }
  }

  /// The standardised ground around the pixels of a split that a training uses; those of the test
  /// side are looked at for a value, no more.
  func patches(of split: Split) throws -> (standardisation: Standardisation, patches: PatchSource) {
    let reader = SceneSpectra(scene)
    let window = configuration.network.design(bands: scene.shape.bands).window
    return try blaming(scene.file) {
      let standardisation = try Standardisation.estimate(scene: reader, pixels: split.train)
      return (
        standardisation,
        try PatchSource(
          scene: reader, pixels: split.train + split.validation, lookingAt: split.test,
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
          "the split leaves \(split.train.count) training pixels of \(numbers.count) classes",
        remedy: "A classifier needs training pixels of at least two classes")
    }
    return numbers
  }

  /// Names and colours of all classes, up to the largest number that the scene or its labels have.
  package var legend: ClassTable {
    let largest = labels.counts().count - 1
    let table = scene.classes ?? ClassTable(names: (1...largest).map { "Class \($0)" })
    return ClassTable(
      entries: (1...max(largest, table.count)).map {
        ClassTable.Entry(name: table.name(of: $0), colour: table.colour(of: $0))
      })
  }

  func card(
    numbers: [Int], standardisation: Standardisation, version: String
  ) throws -> ModelCard {
    let legend = legend.entries.enumerated().map { index, entry in
      ModelCard.Class(number: index + 1, name: entry.name, colour: entry.colour.hexadecimal)
    }
    return ModelCard(
      design: configuration.network.design(bands: scene.shape.bands),
      factors: configuration.network.factors, classes: numbers.map { legend[$0 - 1] },
      legend: legend, wavelengths: scene.bands.wavelengths, standardisation: standardisation,
      phase: "", scene: try configuration.scene.sceneDescriptor(), version: version)
  }
}

extension LabelMap {
  fileprivate static func unlabelled(like scene: Scene) -> LabelMap {
    LabelMap(
      rows: scene.shape.rows, columns: scene.shape.columns,
      values: Array(repeating: 0, count: scene.shape.pixels))
  }
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
