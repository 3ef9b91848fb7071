import Foundation
import Scenes
import TestSupport
import Testing

@Suite("MATLAB files") struct MATLABTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("Cut off anywhere, a file gives an error or what was whole", arguments: [true, false])
  func truncated(isCompressed: Bool) throws {
    let path = folder.file("whole.mat")
    try MATLABProducts.write(path, isCompressed: isCompressed)
    let bytes = try #require(FileManager.default.contents(atPath: path))
    var refused = 0
    for length in stride(from: 1, to: bytes.count, by: 13) {
      let part = folder.file("part.mat")
      try bytes.prefix(length).write(to: URL(fileURLWithPath: part))
      do {
        let scene = try Scene.open(part)
        var values = [Float](repeating: 0, count: 240)
        try values.withUnsafeMutableBufferPointer {
          try scene.read(rows: 0..<6, columns: 0..<5, into: $0)
        }
        #expect(values.last == 5549)
      } catch is SceneError {
        refused += 1
      }
    }
    #expect(refused > 5)
  }

  @Test("What is named must be there, and be a cube")
  func names() throws {
    let path = folder.file("names.mat")
    try MATLABProducts.write(path, isCompressed: false)
    func error(_ name: String) -> String {
      var descriptor = SceneDescriptor()
      descriptor.cube = name
      return (#expect(throws: SceneError.self) { try Scene.open(path, descriptor: descriptor) })?
        .description ?? ""
    }
    #expect(error("cub").contains("cube (6×5×8 uint16), cube_gt (6×5 float64)"))
    #expect(error("cube_gt").contains("no cube of numbers"))
  }
}
