internal import Sampling
public import Scenes
public import Torch

extension TrainingData {
  /// Embeddings of some pixels as inference sees them, N × k on the CPU.
  package func embeddings(_ pixels: [Int], _ model: Model, device: Device) throws -> Tensor {
    try features(pixels, model, device: device).embeddings
  }

  /// What the model makes of some pixels as inference sees them, on the CPU.
  func features(_ pixels: [Int], _ model: Model, device: Device) throws -> PixelFeatures {
    try inferring {
      let parts = try stride(from: 0, to: pixels.count, by: 256).map { start in
        let part = Array(pixels[start..<min(start + 256, pixels.count)])
        return try model.features(patches(part, device: device)).moved(to: .cpu)
      }
      return try PixelFeatures(joining: parts)
    }
  }

  /// What the model makes of the training and validation pixels, with their class numbers.
  func runEmbeddings(_ model: Model, device: Device) throws -> RunEmbeddings {
    let numbers = model.card.classes.map(\.number)
    return RunEmbeddings(
      train: try features(train, model, device: device),
      trainClasses: classes(of: train).map { numbers[$0] },
      validation: try validation.isEmpty
        ? nil : features(validation, model, device: device),
      validationClasses: classes(of: validation).map { numbers[$0] })
  }
}

extension Model {
  /// What is made of some pixels of a scene, patch by patch; for few pixels of a large scene.
  ///
  /// - Returns: the pixels that have a value in any band, and what is made of them, on the CPU.
  /// - Throws: `SceneError` if none of the pixels has.
  public func features(of pixels: [Int], in scene: Scene, device: Device) throws -> (
    pixels: [Int], features: PixelFeatures
  ) {
    try card.requireBands(scene.bands, of: scene.file)
    let source = try PatchSource(
      scene: SceneSpectra(scene), pixels: pixels, window: window,
      standardisation: card.standardisation)
    let invalid = Set(source.invalidPixels)
    let valid = pixels.filter { !invalid.contains($0) }
    guard !valid.isEmpty else {
      throw SceneError(
        file: scene.file,
        problem: "none of \(counted(pixels.count, "pixel")) has a value in any band",
        remedy: "Name pixels with data")
    }
    let data = TrainingData(patches: source)
    return (valid, try data.features(valid, self, device: device))
  }
}
