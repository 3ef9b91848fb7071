internal import Foundation
internal import MetricLearning
internal import Networks
public import Torch

extension RunFolder {
  /// The model whose embeddings guide the walks of a run: as it was after learning without labels;
  /// the run's own if it never did.
  ///
  /// - Parameters:
  ///   - section: of the run's configuration.
  ///   - model: the run's.
  ///   - device: where the guide runs.
  /// - Returns: nil if spectra guide.
  /// - Throws: `SceneError` if its file is damaged.
  public func guide(_ section: MapSection, of model: Model, device: Device) throws -> Model? {
    guard section.guide == .embedding else { return nil }
    let weights = weights(after: SelfSuperviseSection.name)
    if FileManager.default.fileExists(atPath: weights) {
      return try ModelFile.load(weights, device: device)
    }
    guard model.card.prior != nil, FileManager.default.fileExists(atPath: prior) else {
      return model.computing(in: .float32)
    }
    let guide = try Model(model.card, seed: 0, device: device)
    try Prior.load(prior).begin(guide)
    return guide
  }
}
