import Foundation
import Scenes
import Testing

/// Against values that h5py reads from the same file.
@Suite("Indian Pines") struct IndianPinesTests {
  @Test("Pixels, labels and wavelengths of the real scene")
  func values() throws {
    let descriptor = try SceneDescriptor.named("indian-pines")
    guard ProcessInfo.processInfo.environment["FACET_SCENES"] != nil,
      let path = try? descriptor.locateFile()
    else {
      print("Indian Pines is not tested: FACET_SCENES names no folder with indian-pines.h5")
      return
    }
    let scene = try Scene.open(path, descriptor: descriptor)
    #expect(scene.shape == CubeShape(rows: 145, columns: 145, bands: 200))
    #expect(scene.bands.wavelengths?.first.map { abs($0 - 400.02) < 0.01 } == true)
    func spectrum(_ row: Int, _ column: Int) throws -> [Float] {
      var values = [Float](repeating: 0, count: 200)
      try values.withUnsafeMutableBufferPointer {
        try scene.read(rows: row..<row + 1, columns: column..<column + 1, into: $0)
      }
      return values
    }
    #expect(try spectrum(0, 0).prefix(4) == [3172, 4142, 4506, 4279])
    #expect(try spectrum(71, 40).prefix(5) == [3709, 4124, 4401, 4330, 4720])
    #expect(try spectrum(144, 144).suffix(3) == [1007, 1004, 1000])
    let counts = try scene.readLabels().counts()
    #expect(
      counts == [
        10776, 46, 1428, 830, 237, 483, 730, 28, 478, 20, 972, 2455, 593, 205, 1265, 386, 93,
      ])
    #expect(try scene.readLabels().classes.name(of: 14) == "Woods")
    let summary = try SceneSummary(of: scene)
    #expect(summary.checksumMatches == true)
  }
}
