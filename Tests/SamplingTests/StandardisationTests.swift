import Sampling
import Scenes
import Testing

@Suite struct StandardisationTests {
  @Test func isThatOfTheTrainingPixelsAlone() throws {
    var scene = MemoryScene(rows: 70, columns: 50, bands: 4)
    // A large offset, as of digital numbers, must cost no digits.
    for pixel in 0..<scene.shape.pixels { scene.values[pixel * 4 + 1] += 30_000 }
    let pixels = Array(stride(from: 3, to: scene.shape.pixels, by: 11))
    let expected = (0..<4).map { band in
      let values = pixels.map { Double(scene.values[$0 * 4 + band]) }
      let mean = values.reduce(0, +) / Double(values.count)
      let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      return (mean: mean, deviation: square.squareRoot())
    }
    // Pixels that are not trained on are made absurd: they must not matter.
    for pixel in 0..<scene.shape.pixels where pixel % 11 != 3 {
      for band in 0..<4 { scene.values[pixel * 4 + band] = 1e30 }
    }
    let found = try Standardisation.estimate(scene: scene, pixels: pixels)
    #expect(found.constantBands == [])
    for band in 0..<4 {
      #expect(
        abs(Double(found.mean[band]) - expected[band].mean) <= abs(expected[band].mean) * 1e-7)
      #expect(abs(Double(found.deviation[band]) - expected[band].deviation) < 1e-6)
    }
  }

  @Test func missingValuesAreLeftOutAndConstantBandsReported() throws {
    var scene = MemoryScene(rows: 4, columns: 4, bands: 3)
    for pixel in 0..<16 {
      scene.values[pixel * 3] = pixel.isMultiple(of: 2) ? .nan : Float(pixel)
      scene.values[pixel * 3 + 1] = 0.1
    }
    let found = try Standardisation.estimate(scene: scene, pixels: Array(0..<16))
    #expect(found.mean[0] == 8)
    #expect(found.constantBands == [1])
    #expect(found.deviation[1] == 1)
    let source = try PatchSource(
      scene: scene, pixels: [0], window: 1, standardisation: found)
    var patch = [Float](repeating: .nan, count: 3)
    try patch.withUnsafeMutableBufferPointer { try source.gather([0], into: $0) }
    #expect(patch[0] == 0)
    #expect(patch[1] == 0)
  }

  @Test func aBandWithoutValuesIsNamed() {
    var scene = MemoryScene(rows: 4, columns: 4, bands: 3)
    for pixel in 0..<16 { scene.values[pixel * 3 + 1] = .nan }
    let error = #expect(throws: SamplingError.self) {
      try Standardisation.estimate(scene: scene, pixels: [1, 2])
    }
    #expect(error?.description.contains("band 2") == true)
    #expect(throws: SamplingError.self) {
      try Standardisation.estimate(scene: scene, pixels: [16])
    }
  }

  @Test func aSceneWithoutAnyVariationIsRefused() throws {
    var scene = MemoryScene(rows: 4, columns: 4, bands: 3)
    for index in scene.values.indices { scene.values[index] = 7 }
    let flat = scene
    let error = #expect(throws: SamplingError.self) {
      try Standardisation.estimate(scene: flat, pixels: [1, 2, 3])
    }
    #expect("\(String(describing: error))".contains("none of the 3 bands varies over the 3"))
    // One band that varies is enough.
    scene[0, 1, 2] = 8
    let found = try Standardisation.estimate(scene: scene, pixels: [1, 2, 3])
    #expect(found.constantBands == [0, 1])
  }
}
