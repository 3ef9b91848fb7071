package import Foundation
public import Scenes
public import Torch

/// What a baseline, such as a support vector machine, was made of.
public struct BaselineRecord: Codable, Equatable, Sendable {
  /// "svm", "rf", "knn", "mean", "sam" or "walk".
  public var method: String
  /// "spectra", "window", "morphology", or a classical method of the spectra: "lfda:20".
  public var features: String
  /// The metric that distances were measured by: "lmnn"; nil for Euclid's.
  public var metric: String?
  /// Number of features a pixel.
  public var columns: Int
  /// Side of the square that the features of a pixel come from.
  public var window: Int
  /// What was set or chosen on training pixels, by name, such as "C" and "gamma".
  public var settings: [String: Double]
  /// Wall time in seconds of features and fitting, and of the map.
  public var fitting: Double
  public var mapping: Double
  /// The random walk that made or smoothed the map, if one did.
  public var walk: Walk?
  /// The descriptor that the scene was opened with.
  public var scene: SceneDescriptor

  /// How a random walk went.
  public struct Walk: Codable, Equatable, Sendable {
    public var contrast: Float
    /// The rate at which the classifier's word catches walkers.
    public var prior: Float
    /// Labelled pixels that it starts from.
    public var labels: Int
    /// Over the test pixels, the mean share of walkers that end at a label, and the share of pixels
    /// from which more than half do; nil without test pixels that have a value.
    public var caughtByLabels: Double?
    public var mostlyByLabels: Double?

    /// - Parameter caught: of each test pixel, the share of walkers that end at a label; NaN without a
    ///   value.
    package init(contrast: Float, prior: Float, labels: Int, caught: [Float]) {
      self.contrast = contrast
      self.prior = prior
      self.labels = labels
      let shares = caught.filter { !$0.isNaN }.map(Double.init)
      guard !shares.isEmpty else { return }
      caughtByLabels = shares.reduce(0, +) / Double(shares.count)
      mostlyByLabels = Double(shares.count { $0 > 0.5 }) / Double(shares.count)
    }
  }

  package init(
    method: String, features: String, metric: String? = nil, columns: Int, window: Int,
    settings: [String: Double],
    fitting: Double, mapping: Double, walk: Walk? = nil, scene: SceneDescriptor
  ) {
    self.walk = walk
    self.method = method
    self.features = features
    self.metric = metric
    self.columns = columns
    self.window = window
    self.settings = settings
    self.fitting = fitting
    self.mapping = mapping
    self.scene = scene
  }
}

extension RunRecord {
  /// The record of a baseline's run, which has no phases.
  ///
  /// - Parameters:
  ///   - sides: pixels that train (those of validation among them, for a baseline has none) and test.
  package init(
    _ baseline: BaselineRecord, scene: Scene, seed: UInt64, began: Date,
    sides: (train: Int, test: Int), invalidPixels: Int, constantBands: [Int], version: String,
    commit: String
  ) throws {
    self.init(
      version: version, commit: commit, engine: "libtorch \(Engine.version)",
      machine: Machine.description, threads: Engine.threads, device: Device.cpu.description,
      began: began.ISO8601Format(), scene: SceneFiles.absolute(scene.file),
      sceneChecksum: try SceneFiles(scene.file).checksum(),
      sceneShape: [scene.shape.rows, scene.shape.columns, scene.shape.bands], seed: seed,
      trainPixels: sides.train, validationPixels: 0, testPixels: sides.test,
      invalidPixels: invalidPixels, maskedValues: 0, constantBands: constantBands, phases: [:],
      diversity: [:], baseline: baseline)
  }
}

extension RunFolder {
  /// - Throws: `SceneError` if the folder holds a baseline's run, or none.
  package func requireNetwork() throws {
    guard let baseline = try RunRecord.load(self).baseline else { return }
    throw SceneError(
      file: path,
      problem: "is the run of a baseline (\(baseline.method)), which keeps a map and no model",
      remedy: "Name a folder that `facet train` made; this one's map is \(map)")
  }

  /// The model of a network's run.
  ///
  /// - Throws: `SceneError` if there is none, or it is damaged.
  public func loadModel(
    device: Device = .cpu, precision: Precision = .float32
  ) throws -> Model {
    try requireNetwork()
    guard FileManager.default.fileExists(atPath: model) else {
      throw SceneError(
        file: path, problem: "has no model yet: its training was stopped before a phase had ended",
        remedy: "Go on with `facet train --resume -o \(path)`")
    }
    return try ModelFile.load(model, device: device, precision: precision)
  }
}
