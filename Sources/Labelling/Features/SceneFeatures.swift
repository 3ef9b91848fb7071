internal import Classical
internal import Mapping
public import Scenes
internal import Torch
internal import Training

/// What pixels are compared by: at most 16 numbers a pixel, each the mean over 3 × 3 pixels.
public struct SceneFeatures: Sendable {
  /// What the numbers are made from.
  public enum Basis: Sendable, Equatable {
    /// The spectra.
    case components
    /// The embeddings of a run.
    case run(String)

    public var isModel: Bool { self != .components }
  }

  let pixels: HalfPixels
  public let basis: Basis

  /// Makes the features of a scene. Of spectra some lines are read to learn, then all.
  ///
  /// - Parameters:
  ///   - progress: told the share that is done, 0…1.
  ///   - isInterrupted: asked after every strip; true stops with an error.
  /// - Throws: `SceneError` if the scene or the run cannot be read, or do not go together.
  public static func make(
    _ basis: Basis, of scene: Scene, progress: @escaping (Double) -> Void,
    isInterrupted: @escaping () -> Bool
  ) throws -> SceneFeatures {
    let shape = scene.shape
    let pixels = try HalfPixels(rows: shape.rows, columns: shape.columns)
    let rows = Double(shape.rows)
    switch basis {
    case .components:
      let (spectra, differences) = try neighbours(scene)
      let map = try widest(spectra, of: scene.file, components: 12) {
        try RCA(ridge: 1e-5).fit(
          LabelledPoints(differences, labels: Array(repeating: 0, count: differences.shape[0])))
      }
      try ClassicalEmbedding(MethodChoice("pca:1"), of: scene, labels: nil).write(
        ClassicalEmbedding.Learned(map: map, mean: spectra.to(.float64).mean(0, keep: true)),
        into: FeatureWriter(into: pixels, width: map.outputs),
        progress: { progress(Double($0) / rows) }, isInterrupted: isInterrupted)
    case .run(let path):
      let folder = RunFolder(path)
      let model = try folder.loadModel()
      let known = try RunEmbeddings.load(folder, of: model)
      let map = try widest(
        known.train.embeddings, of: folder.embeddings, components: HalfPixels.width
      ) {
        try RCA(ridge: 0.01).fit(
          LabelledPoints(known.train.embeddings, labels: known.trainClasses))
      }
      try SceneEmbedding(model).write(
        scene, into: FeatureWriter(into: pixels, width: map.outputs), width: map.outputs,
        values: { try map($0).to(.float32) }, progress: { progress(Double($0) / rows) },
        isInterrupted: isInterrupted)
    }
    return SceneFeatures(pixels: pixels, basis: basis)
  }

  /// The directions in which points vary most once what does not matter varies alike in all of them;
  /// their mean variance is 1.
  ///
  /// Of spectra, noise being what neighbours differ by, these are the minimum noise fractions of A.
  /// Green, M. Berman, P. Switzer, M. Craig (IEEE TGRS 26, 1988); of a run's embeddings it is how they
  /// differ within classes.
  private static func widest(
    _ points: Tensor, of file: String, components: Int, evening: () throws -> FittedMap
  ) throws -> LinearMap {
    do {
      let even = try evening().map
      var moments = try Moments(width: even.outputs)
      try moments.add(even(points))
      let widest = try PCA().fit(moments).keeping(most: components)
      let mean = widest.values.reduce(0, +) / Double(max(1, widest.values.count))
      return try even.followed(
        by: widest.map.matrix * (mean > 0 ? 1 / mean.squareRoot() : 1))
    } catch let error as ClassicalError {
      throw SceneError(
        file: file, problem: "gives no features to compare pixels by: \(error.message)",
        remedy: "Drop bands without values, or name a run with --from")
    }
  }

  /// Spectra of pixels that have a value in every band, and how each differs from its neighbour.
  private static func neighbours(_ scene: Scene) throws -> (spectra: Tensor, differences: Tensor) {
    let (rows, columns, bands) = (scene.shape.rows, scene.shape.columns, scene.shape.bands)
    let lines = min(rows, 64)
    // Some ten thousand, fewer of a scene with many bands.
    let wanted = max(4 * bands, min(12_000, 4_000_000 / bands))
    let step = max(2, lines * columns / wanted)
    var values: [Float] = []
    var differences: [Float] = []
    var count = 0
    var line = [Float](repeating: 0, count: columns * bands)
    for index in 0..<lines {
      let row = (2 * index + 1) * rows / (2 * lines)
      try line.withUnsafeMutableBufferPointer {
        try scene.read(rows: row..<(row + 1), columns: 0..<columns, into: $0)
      }
      for column in stride(from: index % 2, to: columns - 1, by: step) {
        let here = line[(column * bands)..<((column + 1) * bands)]
        let next = line[((column + 1) * bands)..<((column + 2) * bands)]
        guard here.allSatisfy(\.isFinite), next.allSatisfy(\.isFinite) else { continue }
        values += here
        differences += zip(here, next).map { $0 - $1 }
        count += 1
      }
    }
    guard count > 0 else {
      throw SceneError(
        file: scene.file, problem: "has no two pixels beside each other with a value in every band",
        remedy: "Drop the bands that have gaps with a scene descriptor (`drop`)")
    }
    return (
      try Tensor(values, shape: [count, bands]), try Tensor(differences, shape: [count, bands])
    )
  }
}
