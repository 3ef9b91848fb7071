import Foundation
import Scenes
import Testing
import Training

@Suite struct ConfigurationFileTests {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func write(_ text: String, to name: String) throws -> String {
    let url = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  @Test func savedAndLoaded() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var configuration = Configuration(preset: .paper)
    configuration.seed = 7
    let path = folder.appendingPathComponent("run.yaml").path
    try configuration.save(path)
    #expect(try Configuration.load(path: path) == configuration)
    #expect(try Configuration.load(path: path, overrides: ["seed=8"]).seed == 8)
    #expect(throws: (any Error).self) { try configuration.save("/proc/none/run.yaml") }
  }

  @Test func filesThatAreNoConfigurationsAreRefused() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let missing = folder.path + "/none.yaml"
    let binary = folder.appendingPathComponent("binary.yaml").path
    try Data([0xFF, 0xFE, 0x00, 0xD8]).write(to: URL(fileURLWithPath: binary))
    for path in [missing, binary, folder.path] {
      let error = #expect(throws: ConfigurationError.self) { try Configuration.load(path: path) }
      #expect(error?.file == path)
    }
  }

  @Test func scenesAreLookedForInTheirPlaces() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let configuration = try write("scene: {file: far.h5}", to: "configs/a.yaml")
    var section = try Configuration.load(path: configuration).scene
    let scenes = folder.appendingPathComponent("scenes").path
    let environment = ["FACET_SCENES": scenes]
    let locate = { (section: SceneSection) in
      try section.locateFile(configuration: configuration, environment: environment)
    }
    let error = #expect(throws: ConfigurationError.self) { try locate(section) }
    let text = error?.description ?? ""
    #expect(text.contains("far.h5"))
    #expect(text.contains("\(folder.path)/configs/far.h5"))
    #expect(text.contains("\(scenes)/far.h5"))

    let deep = try write("x", to: "scenes/deep/far.h5")
    #expect(try locate(section) == deep)
    let flat = try write("x", to: "scenes/far.h5")
    #expect(try locate(section) == flat)
    let beside = try write("x", to: "configs/far.h5")
    #expect(try locate(section) == beside)
    section.file = flat
    #expect(try locate(section) == flat)

    section.file = nil
    #expect(throws: ConfigurationError.self) { try locate(section) }
  }

  @Test func descriptorsAreOverridden() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let descriptor = try write("file: a.h5\ncube: /c\nscale: 2\n", to: "scene.yaml")
    var section = SceneSection()
    section.descriptor = descriptor
    section.cube = "/other"
    let found = try section.sceneDescriptor()
    #expect(found.file == "a.h5")
    #expect(found.cube == "/other")
    #expect(found.scale == 2)
  }

  /// The project's own configurations load.
  @Test(arguments: ["indian-pines", "indian-pines-paper", "simulated"])
  func configurationsOfTheProject(name: String) throws {
    try FileManager.default.removeItem(at: folder)
    let project = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let path = project.appendingPathComponent("Configs/\(name).yaml").path
    let configuration = try Configuration.load(path: path)
    #expect(configuration.scene.descriptor != nil)
    #expect((configuration.preset == .paper) == (name == "indian-pines-paper"))
  }
}
