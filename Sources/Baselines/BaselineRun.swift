internal import Classical
internal import Foundation
internal import Mapping
package import Sampling
package import Scenes
package import Training

/// A baseline on the ground of a configuration: the scene, split and seed that a network would have.
///
/// It is fitted on the whole training side, validation pixels among them, since it holds none back
/// to stop by; what it chooses, such as C and γ, it chooses by cross-validation there. Standard-
/// isation and principal components come from the same pixels, and the test side serves nothing.
package struct BaselineRun {
  package let request: BaselineRequest
  package let configuration: Configuration
  package let scene: Scene
  /// Class numbers that training and test pixels are drawn from.
  package let labels: LabelMap
  /// As the configuration draws it, without pixels that have no valid value.
  package let split: Split
  /// Names and colours of the classes.
  package let legend: ClassTable
  private let descriptor: SceneDescriptor
  private let standardisation: Standardisation
  private let invalidPixels: Int
  private let reader: SceneSpectra

  /// - Parameter scenePath: the scene file.
  /// - Throws: `SceneError` or `ConfigurationError` if a network could not be trained on it
  ///   either; `BaselineError` for a method that the features do not suit.
  package init(
    _ request: BaselineRequest, configuration: Configuration, scenePath: String
  ) throws {
    try request.validate()
    self.request = request
    self.configuration = configuration
    descriptor = try configuration.scene.sceneDescriptor()
    scene = try Scene.open(scenePath, descriptor: descriptor)
    let ground = try Ground(scene: scene, configuration: configuration)
    (labels, legend) = (ground.labels, ground.legend)
    let drawn = try ground.split()
    let reader = SceneSpectra(scene)
    self.reader = reader
    (standardisation, split, invalidPixels) = try blaming(scene.file) {
      let side = drawn.train + drawn.validation
      let standardisation = try Standardisation.estimate(scene: reader, pixels: side)
      let invalid = try PatchSource(
        scene: reader, pixels: [], lookingAt: side + drawn.test, window: 1,
        standardisation: standardisation
      ).invalidPixels
      return (standardisation, try drawn.without(invalid), invalid.count)
    }
  }

  /// Pixels that it is fitted on.
  package var trainingSide: [Int] { (split.train + split.validation).sorted() }

  /// Fits the baseline and maps the whole scene.
  ///
  /// - Parameters:
  ///   - threads: change nothing in the map.
  ///   - version, commit: of Facet, for the record.
  ///   - progress: told the rows mapped, of how many.
  /// - Throws: `BaselineError`, or what reading the scene throws.
  package func run(
    threads: Int, version: String, commit: String,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> FinishedBaseline {
    let date = Date()
    let clock = ContinuousClock()
    let began = clock.now
    let side = trainingSide
    var baseline = BaselineRecord(
      method: request.method.name, features: request.seen,
      metric: request.metric?.description, columns: 0, window: 1, settings: [:], fitting: 0,
      mapping: 0, scene: descriptor)
    let maps: Maps
    var notes: [String] = []
    if request.method.hasClassifier {
      let fitted = try fit(threads: threads)
      (baseline.columns, baseline.window) = (fitted.columns, fitted.source.window)
      baseline.settings = fitted.classifier.settings
      notes = fitted.notes
      baseline.fitting = (clock.now - began).seconds
      let map = try Self.map(scene, legend, progress) {
        try fitted.classifier.classes(of: fitted.seen(fitted.source.features(of: $0)))
      }
      maps = request.walk ? try smoothed(map, &baseline) : Maps(map: map, alone: nil)
    } else {
      let outcome = try labelWalk.fromLabels()
      baseline.walk = walkRecord(outcome, prior: LabelWalk.astray)
      maps = Maps(map: outcome.map, alone: nil)
      progress(scene.shape.rows, scene.shape.rows)
    }
    baseline.mapping = (clock.now - began).seconds - baseline.fitting
    let record = try RunRecord(
      baseline, scene: scene, seed: configuration.seed, began: date,
      sides: (side.count, split.test.count), invalidPixels: invalidPixels,
      constantBands: standardisation.constantBands, version: version, commit: commit)
    let ground = RunGround(
      record: record, configuration: configuration, scene: scene, labels: labels, split: split,
      legend: legend)
    return FinishedBaseline(
      ground: ground, baseline: baseline, map: maps.map, alone: maps.alone,
      notes: notes)
  }

  /// Fits the baseline and maps another scene with the same bands, such as that which the spectra of a
  /// library were resampled to.
  ///
  /// - Parameters:
  ///   - target: the scene to map.
  ///   - threads: change nothing in the map.
  ///   - progress: told the rows mapped, of how many.
  /// - Returns: the map, and what is to be told of it.
  /// - Throws: `BaselineError` for features of a pixel's surroundings or a walk, which the spectra of
  ///   a library do not have; `SceneError` if the bands are not the same.
  package func map(
    onto target: Scene, threads: Int,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> (map: LabelMap, notes: [String]) {
    guard request.method.hasClassifier, request.features == .spectra, !request.walk else {
      throw BaselineError(
        "onto another scene only spectra are carried, without a window or a walk: leave out "
          + "--features \(request.features.name) and --walk, and take another method than "
          + BaselineKind.walk.name)
    }
    guard target.shape.bands == scene.shape.bands else {
      throw SceneError(
        file: target.file,
        problem: "has \(counted(target.shape.bands, "band")), \(scene.file) has "
          + "\(scene.shape.bands)",
        remedy: "Resample a library to the scene with --sensor \(target.file)")
    }
    let fitted = try fit(threads: threads)
    let source = try request.features.make(
      FeatureKind.Ground(
        reader: SceneSpectra(target), mean: standardisation.mean, training: [], window: 1,
        threads: threads))
    let map = try Self.map(target, legend, progress) {
      try fitted.classifier.classes(of: fitted.seen(source.features(of: $0)))
    }
    return (map, fitted.notes)
  }

  /// The map, and what it was before a walk smoothed it.
  private struct Maps {
    var map: LabelMap
    var alone: LabelMap?
  }

  /// A classifier, and what stands between a pixel and it, all learned from the training side.
  private struct Fitted {
    let source: any FeatureSource
    let transform: LearnedMap?
    let scaling: FeatureScaling?
    let metric: LearnedMap?
    let classifier: any Classifier
    /// Features a pixel that the classifier sees.
    let columns: Int

    func seen(_ raw: FeatureMatrix) throws -> FeatureMatrix {
      let made = try transform?.apply(raw) ?? raw
      let scaled = scaling?.apply(made) ?? made
      return try metric?.apply(scaled) ?? scaled
    }

    var notes: [String] { (transform?.notes ?? []) + (metric?.notes ?? []) }
  }

  private func fit(threads: Int) throws -> Fitted {
    let side = trainingSide
    let own = side.map { Int(labels.values[$0]) }
    let source = try source(threads: threads)
    // Messages of a method name a class by its code.
    let codes = own.map { legend.code(of: $0) ?? $0 }
    let raw = try blaming(scene.file) { try source.features(of: side) }
    let transform = try request.transform.map {
      try LearnedMap(
        $0.seeded(configuration.seed), of: LabelledFeatures(raw, labels: codes),
        role: "features \($0) of \(scene.file)")
    }
    let made = try transform?.apply(raw) ?? raw
    let scaling = request.method.wantsScaling ? FeatureScaling(of: made) : nil
    let scaled = scaling?.apply(made) ?? made
    let metric = try request.metric.map {
      try LearnedMap(
        $0.seeded(configuration.seed), of: LabelledFeatures(scaled, labels: codes),
        role: "metric \($0) on \(scene.file)")
    }
    let training = try LabelledFeatures(metric?.apply(scaled) ?? scaled, labels: own)
    return Fitted(
      source: source, transform: transform, scaling: scaling, metric: metric,
      classifier: try request.method.fit(training, seed: configuration.seed, threads: threads),
      columns: training.features.columns)
  }

  /// A walk from the labels of the training side.
  private var labelWalk: LabelWalk {
    LabelWalk(
      scene, standardisation, contrast: configuration.map.contrast,
      labels: Dictionary(uniqueKeysWithValues: trainingSide.map { ($0, labels.values[$0]) }))
  }

  /// The map smoothed as a network's is: at the configuration's prior, or the usual one, for a baseline
  /// has no validation pixels to choose it by.
  private func smoothed(_ map: LabelMap, _ baseline: inout BaselineRecord) throws -> Maps {
    let prior = configuration.map.prior ?? RandomWalk.usual
    let outcome = try labelWalk.smoothing(map, prior: prior)
    baseline.walk = walkRecord(outcome, prior: prior)
    return Maps(map: outcome.map, alone: map)
  }

  private func walkRecord(
    _ outcome: LabelWalk.Outcome, prior: Float
  ) -> BaselineRecord.Walk {
    BaselineRecord.Walk(
      contrast: configuration.map.contrast, prior: prior, labels: trainingSide.count,
      caught: split.test.map { outcome.caughtByLabels[$0] })
  }

  /// Classifies the scene by strips of whole rows; 0 if a pixel has no valid value.
  private static func map(
    _ scene: Scene, _ legend: ClassTable, _ progress: (_ done: Int, _ total: Int) -> Void,
    _ classify: ([Int]) throws -> [Int]
  ) throws -> LabelMap {
    let shape = scene.shape
    var values: [UInt16] = []
    values.reserveCapacity(shape.pixels)
    // The height of the blocks that patches are cut from.
    for start in stride(from: 0, to: shape.rows, by: 32) {
      let rows = start..<min(start + 32, shape.rows)
      let pixels = (rows.lowerBound * shape.columns)..<(rows.upperBound * shape.columns)
      let found = try classify(Array(pixels))
      values += try zip(found, scene.validity(of: rows)).map { $1 ? UInt16($0) : 0 }
      progress(rows.upperBound, shape.rows)
    }
    return LabelMap(
      rows: shape.rows, columns: shape.columns, values: values, classes: legend)
  }

  private func source(threads: Int) throws -> any FeatureSource {
    try request.features.make(
      FeatureKind.Ground(
        reader: reader, mean: standardisation.mean, training: trainingSide,
        window: request.window ?? configuration.network.window, threads: threads))
  }
}
