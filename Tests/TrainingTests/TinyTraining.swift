import Foundation
import Sampling
import Scenes
import TestSupport
import Torch
import Training

/// Trainings of a tiny scene inside of the test's own process.
struct TinyTraining {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try TinyExperiment.writeScene(scene)
  }

  var scene: String { folder.file("scene.h5") }

  func run(_ name: String) -> RunFolder { RunFolder(folder.file(name)) }

  func configuration(_ changes: String...) throws -> Training.Configuration {
    try Configuration(yaml: TinyExperiment.configuration, file: "tiny.yaml", overrides: changes)
  }

  /// - Parameter isInterrupted: asked after each step.
  func trainer(
    _ name: String, _ configuration: Training.Configuration, resume: Bool = false,
    notices: ((String) -> Void)? = nil, isInterrupted: @escaping () -> Bool = { false }
  ) throws -> Trainer {
    try Trainer(
      run(name), configuration: configuration, scenePath: scene, resume: resume, device: .cpu,
      commit: "test", version: "test",
      watch: { if case .notice(let text) = $0 { notices?(text) } }, isInterrupted: isInterrupted)
  }

  @discardableResult
  func train(_ name: String, _ changes: String...) throws -> RunFolder {
    try trainer(
      name,
      Configuration(yaml: TinyExperiment.configuration, file: "tiny.yaml", overrides: changes)
    ).run()
    return run(name)
  }

  /// What a phase begins on, with fresh weights.
  func start(_ configuration: Training.Configuration) throws -> PhaseStart {
    let ground = try TrainingGround(configuration, scenePath: scene, version: "test")
    return PhaseStart(
      model: try Model(ground.card, seed: configuration.seed), data: ground.data,
      seed: configuration.seed, device: .cpu, file: scene)
  }
}

extension RunFolder {
  func bytes(_ path: KeyPath<RunFolder, String>) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: self[keyPath: path]))
  }

  /// The tensors of a file of the run.
  func tensors(_ path: String) throws -> [String: Tensor] {
    try Safetensors(decoding: Data(contentsOf: URL(fileURLWithPath: path))).tensors
  }
}
