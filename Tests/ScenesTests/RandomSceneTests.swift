import Scenes
import Testing

/// Random scenes for learners across scenes.
@Suite struct RandomSceneTests {
  private func scene(_ seed: UInt64) throws -> RandomScene {
    try RandomScene(rows: 40, columns: 44, classes: 5...8, seed: seed)
  }

  @Test func seedDecides() throws {
    let one = try scene(1)
    #expect(try one.values == scene(1).values)
    #expect(try one.labels == scene(1).labels)
    #expect(try one.values != scene(2).values)
  }

  @Test func scenesAndSensorsDiffer() throws {
    let scenes = try (0..<12).map { try scene($0) }
    for scene in scenes {
      #expect(scene.shape.rows == 40 && scene.shape.columns == 44)
      #expect(scene.values.count == 40 * 44 * scene.wavelengths.count)
      #expect(5...8 ~= scene.classes)
      #expect(scene.wavelengths == scene.wavelengths.sorted())
      #expect(scene.wavelengths.allSatisfy { 380...2500 ~= $0 })
      #expect(scene.values.allSatisfy { -0.5...2 ~= $0 })
      #expect(Set(scene.labels).subtracting([0]).count > 3)
      #expect(scene.labels.allSatisfy { $0 <= scene.classes })
    }
    #expect(Set(scenes.map(\.wavelengths.count)).count > 6)
    #expect(Set(scenes.map { Int(($0.wavelengths.last ?? 0) / 500) }).count > 1)
  }

  @Test func scenesTooSmallAreRefused() {
    #expect(throws: SceneError.self) {
      try RandomScene(rows: 4, columns: 4, classes: 5...5, seed: 1)
    }
  }
}
