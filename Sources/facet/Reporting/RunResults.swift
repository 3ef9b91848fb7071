import Accuracy
import ArgumentParser
import Baselines
import Scenes
import Torch
import Training

/// A run's report with what it was made of, whatever classified the scene.
struct RunResults {
  let report: Report
  let ground: RunGround
  /// Nil for a baseline, which keeps a map and no model.
  let model: Model?

  /// Maps the run's scene and judges the map.
  ///
  /// - Parameters:
  ///   - scene: where the scene is now; where the run found it if nil.
  ///   - draws: whether what only the page shows is made too.
  init(
    _ folder: RunFolder, scene: String?, decision: DecisionOptions, precision: PrecisionOption,
    device: Device, draws: Bool
  ) throws {
    if try RunRecord.load(folder).baseline != nil {
      let options = decision.text + precision.text
      guard options.isEmpty else {
        throw ValidationError("a baseline's map is judged as it is; leave out\(options)")
      }
      let finished = try FinishedBaseline(folder, scene: scene)
      report = try BaselineReport(finished, folder: folder).assemble()
      ground = finished.ground
      model = nil
      return
    }
    let finished = try FinishedRun(
      folder, scene: scene, device: device, precision: precision.orFloat32)
    try sayNotes(finished.model.card, finished.scene)
    let decided = try decision.decision(of: finished.model, in: folder, device: device)
    report = try RunReport(
      finished, device: device, decision: decided,
      walk: decision.walk(after: decided, finished.configuration.map),
      options: decision.text + precision.text, draws: draws
    ).assemble()
    ground = finished.ground
    model = finished.model
  }
}
