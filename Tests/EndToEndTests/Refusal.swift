import Foundation
import Scenes
import TestSupport
import Testing

/// A folder with a tiny configuration in which commands go wrong.
struct Refusal {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try TinyExperiment.writeConfiguration(folder)
  }

  /// Writes the two halves, altered, to `scene.h5`.
  func writeScene(
    _ scene: TinyScene = TinyExperiment.twoHalves, change: (inout [Float]) -> Void = { _ in }
  ) throws {
    try scene.write(to: folder.file("scene.h5"), as: Float.self, change: change)
  }

  /// Expects that training on `scene.h5` is refused.
  func expectFromTraining(
    _ options: [String] = [], says: [String], _ location: SourceLocation = #_sourceLocation
  ) throws {
    try expect(
      ["train", "tiny.yaml", "--scene", "scene.h5", "-o", "run", "--threads", "1"] + options,
      says: says, location)
  }

  /// Expects one clear message with all of `words`, an exit that tells of failure, no crash, and
  /// nothing left behind.
  ///
  /// - Parameter blocks: the largest file that may be written, in KiB.
  func expect(
    _ arguments: [String], limitedTo blocks: Int? = nil, says words: [String],
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let before = try listing()
    let program = FacetProgram(in: folder)
    let ending =
      try blocks.map { try program.run(limitedTo: $0, arguments) }
      ?? program.run(arguments)
    let said = Comment(rawValue: "\(arguments) said: \(ending.messages)")
    // A shell tells of a signal by a status above 128.
    #expect(!ending.wasKilled && ending.status < 128, said, sourceLocation: location)
    #expect(ending.status != 0, said, sourceLocation: location)
    let errors = ending.messages.split(separator: "\n").filter { $0.hasPrefix("Error: ") }
    #expect(errors.count == 1, said, sourceLocation: location)
    for word in words {
      #expect(errors.first?.contains(word) == true, said, sourceLocation: location)
    }
    #expect(try listing() == before, said, sourceLocation: location)
  }

  /// Every file and folder with its size, hidden ones too.
  private func listing() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted().map { name in
      let found = try FileManager.default.attributesOfItem(atPath: folder.file(name))
      return "\(name) \((found[.size] as? NSNumber)?.intValue ?? 0)"
    }
  }
}
