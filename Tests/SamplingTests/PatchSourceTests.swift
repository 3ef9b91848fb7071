import Sampling
import Scenes
import Testing

@Suite struct PatchSourceTests {
  /// Wider than one block of the source, with odd remainders.
  static let scene = MemoryScene(rows: 41, columns: 70, bands: 3)
  static let corners = [0, 69, 40 * 70, 41 * 70 - 1]

  func patches(
    _ source: PatchSource, _ pixels: [Int], _ augmentation: Augmentation? = nil,
    seed: UInt64 = 0, threads: Int = 1
  ) throws -> [Float] {
    var values = [Float](repeating: .nan, count: pixels.count * source.patchCount)
    try values.withUnsafeMutableBufferPointer {
      try source.gather(pixels, augmentation: augmentation, seed: seed, threads: threads, into: $0)
    }
    return values
  }

  func naive(_ scene: MemoryScene, _ pixel: Int, _ window: Int) -> [Float] {
    let (rows, columns) = (scene.shape.rows, scene.shape.columns)
    let reflect = { (index: Int, count: Int) in
      index < 0 ? -index : index >= count ? 2 * count - 2 - index : index
    }
    let half = window / 2
    return (-half...half).flatMap { y in
      (-half...half).flatMap { x in
        (0..<scene.shape.bands).map { band in
          scene[
            reflect(pixel / columns + y, rows), reflect(pixel % columns + x, columns), band]
        }
      }
    }
  }

  @Test(arguments: [1, 3, 9, 33]) func equalANaiveGather(window: Int) throws {
    let scene = Self.scene
    var generator = SeededGenerator(seed: 2)
    let pixels =
      Self.corners + [31 * 70 + 31, 32 * 70 + 32]
      + (0..<20).map { _ in Int.random(in: 0..<scene.shape.pixels, using: &generator) }
    let source = try PatchSource(
      scene: scene, pixels: pixels, window: window, standardisation: scene.plain)
    #expect(try patches(source, pixels) == pixels.flatMap { naive(scene, $0, window) })
  }

  @Test func onlyWindowsAreHeld() throws {
    let large = MemoryScene(rows: 200, columns: 200, bands: 2)
    let source = try PatchSource(
      scene: large, pixels: [5 * 200 + 5], window: 9, standardisation: large.plain)
    #expect(source.byteCount == 9 * 9 * 2 * 4)
    // Over four blocks, and one beside it; a window that ends at the border.
    let several = try PatchSource(
      scene: large, pixels: [31 * 200 + 31, 31 * 200 + 32, 0], window: 3,
      standardisation: large.plain)
    #expect(several.byteCount == (9 + 3 + 4) * 2 * 4)
    var holed = large
    for band in 0..<2 { holed[150, 7, band] = .nan }
    let judged = try PatchSource(
      scene: holed, pixels: [0], lookingAt: [150 * 200 + 7, 151 * 200 + 7], window: 3,
      standardisation: large.plain)
    #expect(judged.byteCount == 4 * 2 * 4)
    #expect(judged.invalidPixels == [150 * 200 + 7])
    #expect(judged.maskedValues == 0)
  }

  @Test(arguments: [1, 3, 9, 33]) func groundOnTheDiskGivesTheSamePatches(window: Int) throws {
    let scene = Self.scene
    let pixels = Self.corners + Array(stride(from: 0, to: scene.shape.pixels, by: 41))
    let make = { (limit: Int) in
      try PatchSource(
        scene: scene, pixels: pixels, window: window, standardisation: scene.plain,
        memoryLimit: limit)
    }
    let inMemory = try make(PatchSource.memoryLimit)
    let onDisk = try make(inMemory.byteCount - 1)
    #expect(inMemory.isInMemory)
    #expect(!onDisk.isInMemory)
    #expect(try patches(onDisk, pixels) == patches(inMemory, pixels))
    for threads in [1, 3] {
      #expect(
        try patches(onDisk, pixels, Augmentation(), seed: 3, threads: threads)
          == patches(inMemory, pixels, Augmentation(), seed: 3))
    }
  }

  @Test func theEightSymmetriesAreAllDifferentAndRight() throws {
    // 1 2 / 3 4 read as rows, in a 2×2 square; images worked out by hand.
    let images = Symmetry.all.map { symmetry in
      (0..<4).map { place in
        let from = symmetry.source(row: place / 2, column: place % 2, side: 2)
        return 1 + from.row * 2 + from.column
      }
    }
    #expect(images[0] == [1, 2, 3, 4])
    #expect(
      Set(images) == [
        [1, 2, 3, 4], [3, 4, 1, 2], [2, 1, 4, 3], [4, 3, 2, 1],
        [1, 3, 2, 4], [3, 1, 4, 2], [2, 4, 1, 3], [4, 2, 3, 1],
      ])
  }

  @Test func flippedPatchesAreSymmetriesOfThePlainOneAndAllOccur() throws {
    let scene = Self.scene
    let window = 5
    let pixel = 10 * 70 + 1
    let source = try PatchSource(
      scene: scene, pixels: [pixel], window: window, standardisation: scene.plain)
    let plain = naive(scene, pixel, window)
    let images = Symmetry.all.map { symmetry in
      (0..<window * window).flatMap { place in
        let from = symmetry.source(row: place / window, column: place % window, side: window)
        return (0..<3).map { plain[(from.row * window + from.column) * 3 + $0] }
      }
    }
    let augmentation = Augmentation(flips: true, gain: 0, noise: 0)
    let values = try patches(source, Array(repeating: pixel, count: 400), augmentation, seed: 9)
    var seen = [Int](repeating: 0, count: 8)
    for index in 0..<400 {
      let patch = Array(values[index * plain.count..<(index + 1) * plain.count])
      let image = try #require(images.firstIndex(of: patch))
      seen[image] += 1
    }
    #expect(seen.allSatisfy { (20...90).contains($0) })
  }

  @Test func gainAndNoiseHaveTheirDeviations() throws {
    var scene = MemoryScene(rows: 20, columns: 20, bands: 50)
    for index in scene.values.indices { scene.values[index] = 1 }
    let pixels = Array(0..<400)
    let source = try PatchSource(
      scene: scene, pixels: pixels, window: 1, standardisation: scene.plain)
    let moments = { (values: [Float]) -> (mean: Double, deviation: Double) in
      let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
      let square = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      return (mean, (square / Double(values.count)).squareRoot())
    }
    let noisy = moments(
      try patches(source, pixels, Augmentation(flips: false, gain: 0, noise: 0.5), seed: 4))
    #expect(abs(noisy.mean - 1) < 0.02)
    #expect(abs(noisy.deviation - 0.5) < 0.01)
    let gained = try patches(
      source, pixels, Augmentation(flips: false, gain: 0.2, noise: 0), seed: 4)
    // One factor a patch.
    #expect((0..<400).allSatisfy { gained[$0 * 50] == gained[$0 * 50 + 49] })
    let gain = moments((0..<400).map { gained[$0 * 50] })
    #expect(abs(gain.mean - 1) < 0.04)
    #expect(abs(gain.deviation - 0.2) < 0.03)
  }

  @Test func threadsAndSeedDecideAsTheyShould() throws {
    let scene = Self.scene
    let pixels = Array(stride(from: 0, to: scene.shape.pixels, by: 37))
    let source = try PatchSource(
      scene: scene, pixels: pixels, window: 5, standardisation: scene.plain)
    let one = try patches(source, pixels, Augmentation(), seed: 1)
    for threads in [2, 3, 8, 1000] {
      #expect(try patches(source, pixels, Augmentation(), seed: 1, threads: threads) == one)
    }
    #expect(try patches(source, pixels, Augmentation(), seed: 2) != one)
    #expect(try patches(source, []) == [])
  }

  @Test func missingValuesBecomeTheMean() throws {
    var scene = Self.scene
    scene[3, 4, 1] = .nan
    scene[3, 5, 2] = .infinity
    for band in 0..<3 { scene[6, 6, band] = .nan }
    let invalid = 6 * 70 + 6
    let pixels = [3 * 70 + 4, 3 * 70 + 5, invalid]
    let standardisation = Standardisation(mean: [1, 2, 3], deviation: [2, 2, 2])
    let source = try PatchSource(
      scene: scene, pixels: pixels, window: 1, standardisation: standardisation)
    #expect(source.maskedValues == 5)
    #expect(source.invalidPixels == [invalid])
    let values = try patches(source, pixels)
    #expect(values[0] == (scene[3, 4, 0] - 1) / 2)
    #expect(values[1] == 0)
    #expect(values[5] == 0)
    #expect(Array(values[6...]) == [0, 0, 0])
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let scene = MemoryScene(rows: 5, columns: 9, bands: 2)
    let make = { (pixels: [Int], window: Int, standardisation: Standardisation) in
      try PatchSource(
        scene: scene, pixels: pixels, window: window, standardisation: standardisation)
    }
    #expect(try make([0, 44], 9, scene.plain).invalidPixels == [])
    let large = #expect(throws: SamplingError.self) { try make([0], 11, scene.plain) }
    #expect(large?.description.contains("11×11") == true)
    #expect(large?.description.contains("5×9") == true)
    #expect(large?.description.contains("at most 9") == true)
    for window in [0, -1, 2] {
      #expect(throws: SamplingError.self) { try make([0], window, scene.plain) }
    }
    for pixel in [-1, 45, Int.max] {
      #expect(throws: SamplingError.self) { try make([pixel], 3, scene.plain) }
    }
    #expect(throws: SamplingError.self) {
      try make([0], 3, Standardisation(mean: [0], deviation: [1]))
    }
  }
}
