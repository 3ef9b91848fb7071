import Foundation
import Scenes

/// A configuration that trains in a second.
package enum TinyExperiment {
  package static let configuration = """
    split: {count: 20}
    network: {window: 5, reduce: 4, width: 4, scales: [1, 3], features: 8, factors: 4}
    pretrain: {epochs: 2, batch: 16}
    finetune: {epochs: 1, perClass: 4}
    """

  /// Writes the configuration to `tiny.yaml`.
  package static func writeConfiguration(_ folder: TemporaryFolder) throws {
    try Data(configuration.utf8).write(to: URL(fileURLWithPath: folder.file("tiny.yaml")))
  }

  /// Writes a simulated scene of 24×22 pixels, 12 bands and 3 classes.
  package static func writeScene(_ path: String, seed: UInt64 = 0) throws {
    try SceneSimulation(rows: 24, columns: 22, bands: 12, classes: 3, seed: seed).write(to: path)
  }

  /// A scene of 12×10 pixels and 6 bands, its left half of class 1, its right half of class 2.
  package static var twoHalves: TinyScene {
    TinyScene(
      rows: 12, columns: 10, bands: 6,
      labels: (0..<120).map { $0 % 10 < 5 ? 1 : 2 }, hasWavelengths: true)
  }

  /// Writes the configuration and a scene, and trains on it into `run`.
  package static func train(
    in folder: TemporaryFolder, scene: String = "scene.h5", into run: String = "run"
  ) throws -> FacetProgram.Ending {
    try FacetProgram(in: folder).run(
      "train", "tiny.yaml", "--scene", scene, "-o", run, "--threads", "1")
  }
}
