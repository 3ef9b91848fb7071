import Classical
import Scenes
import TestSupport
import Testing

@testable import Mapping

/// Embeddings of scenes without a network.
@Suite struct ClassicalEmbeddingTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try TinyExperiment.writeScene(folder.file("scene.h5"))
  }

  private func embedded(_ method: String, stripBytes: Int) throws -> [Float] {
    let scene = try Scene.open(folder.file("scene.h5"))
    let embedding = try ClassicalEmbedding(
      MethodChoice(method), of: scene, labels: try scene.readLabels(), stripBytes: stripBytes)
    let learned = try embedding.learn(progress: { _ in }, isInterrupted: { false })
    let path = folder.file("out.h5")
    let layout = EmbeddingLayout(
      rows: scene.shape.rows, columns: scene.shape.columns,
      names: (0..<learned.components).map { "\($0)" }, meaning: "test")
    try embedding.write(
      learned, into: makeEmbeddingWriter(path: path, layout: layout), progress: { _ in },
      isInterrupted: { false })
    return try HDF5File.open(path).dataset("/embedding").readAll(Float.self)
  }

  /// How a scene is cut into strips changes nothing, be it learned from moments or from a sample.
  @Test(arguments: ["pca:3", "whitening:2", "lda", "kissme", "lfda:2", "kernel-pca:3"])
  func stripsChangeNothing(_ method: String) throws {
    let (whole, rows) = try (
      embedded(method, stripBytes: 1 << 24), embedded(method, stripBytes: 1)
    )
    let largest = whole.map(abs).max() ?? 0
    #expect(largest > 0)
    for (a, b) in zip(whole, rows) { #expect(abs(a - b) < 1e-4 * largest) }
  }

  /// Nothing is read for what no scene of 12 bands and 3 classes can give.
  @Test(arguments: ["pca:13", "lfda:13", "lda:3", "isomap:neighbours=2000"])
  func whatCannotBeHadIsRefusedUnread(_ method: String) throws {
    let scene = try Scene.open(folder.file("scene.h5"))
    let labels = try scene.readLabels()
    let error = #expect(throws: SceneError.self) {
      try ClassicalEmbedding(MethodChoice(method), of: scene, labels: labels)
    }
    #expect(error.map { "\($0)".contains("scene.h5") && "\($0)".contains(method) } == true)
  }

  @Test func interruptionLeavesNothing() throws {
    let scene = try Scene.open(folder.file("scene.h5"))
    let embedding = try ClassicalEmbedding(MethodChoice("pca:2"), of: scene, labels: nil)
    #expect(throws: MappingInterrupted.self) {
      try embedding.learn(progress: { _ in }, isInterrupted: { true })
    }
  }
}
