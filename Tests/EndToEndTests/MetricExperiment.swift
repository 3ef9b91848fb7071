import Foundation
import TestSupport
import Testing

/// A folder with a tiny scene and its configuration, and the program that runs there.
struct MetricExperiment {
  let folder: TemporaryFolder
  let program: FacetProgram

  init() throws {
    folder = try TemporaryFolder()
    program = FacetProgram(in: folder)
    try TinyExperiment.writeConfiguration(folder)
    try TinyExperiment.writeScene(folder.file("scene.h5"))
  }

  @discardableResult
  func succeed(_ arguments: String...) throws -> FacetProgram.Ending {
    let ending = try program.run(arguments)
    try #require(
      ending.status == 0 && !ending.wasKilled,
      "\(arguments) ended with \(ending.status): \(ending.messages)")
    return ending
  }

  func refuse(_ arguments: String..., says words: String...) throws {
    let ending = try program.run(arguments)
    #expect(ending.status != 0 && !ending.wasKilled, "\(arguments): \(ending.messages)")
    for word in words { #expect(ending.messages.contains(word), "\(ending.messages)") }
  }

  func train(_ changes: String..., into run: String = "run") throws {
    let sets = (["split.validation=0.3"] + changes).flatMap { ["--set", $0] }
    let ending = try program.run(
      ["train", "tiny.yaml", "--scene", "scene.h5", "-o", run, "--threads", "1"] + sets)
    try #require(ending.status == 0, "\(ending.messages)")
  }

  func report(_ run: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.file("\(run)/report.json")))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }
}
