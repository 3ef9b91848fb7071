import Foundation
import Sampling
import Scenes
import TestSupport
import Testing

@testable import Mapping

/// Walks over a scene that is cut into tiles.
@Suite struct WalkTilesTests {
  /// Even fields, a few labels, and no network: walkers go 1700 pixels and more, far beyond any tile.
  private func ground(
    _ folder: TemporaryFolder, _ rows: Int, _ columns: Int, side: Int?, margin: Int? = nil
  ) throws -> WalkedGround {
    let path = folder.file("even.h5")
    if !FileManager.default.fileExists(atPath: path) {
      try TinyScene(rows: rows, columns: columns, bands: 3)
        .write(to: path, as: Float.self) { values in
          for pixel in 0..<(rows * columns) {
            let field = Float(pixel / columns / 50 % 2 + 2 * (pixel % columns / 50 % 2))
            for band in 0..<3 { values[pixel * 3 + band] = field * Float(band + 1) }
          }
          // A few pixels without a value.
          for pixel in stride(from: 77, to: rows * columns, by: 1009) {
            for band in 0..<3 { values[pixel * 3 + band] = .nan }
          }
        }
    }
    let scene = try Scene.open(path, descriptor: SceneDescriptor())
    let standardisation = Standardisation(
      mean: [1, 2, 3], deviation: [1, 1, 1])
    let scores = try WalkScores(scene, standardisation, contrast: 2)
    try scores.see(scene, standardisation)
    return WalkedGround(scores: scores, numbers: [1, 2, 3], side: side, margin: margin)
  }

  private func labels(_ rows: Int, _ columns: Int) -> [Int: UInt16] {
    var generator = SeededGenerator(seed: 9)
    return Dictionary(
      (0..<12).map { index in
        (Int(generator.uniform() * Double(rows * columns - 1)), UInt16(index % 3 + 1))
      }
    ) { first, _ in first }
  }

  @Test(arguments: [Float(0.001), 1e-5])
  func tilesOfAnySizeAgree(_ prior: Float) throws {
    let folder = try TemporaryFolder()
    let (rows, columns) = (130, 150)
    let solve = { (side: Int?, margin: Int?) in
      let ground = try self.ground(folder, rows, columns, side: side, margin: margin)
      return try ground.solve(
        ground.knowledge(ofNothingBut: self.labels(rows, columns), prior: prior)
      ).read(rows: 0..<rows, columns: 0..<columns)
    }
    let whole = try solve(nil, nil)
    #expect(whole.contains { $0.isNaN } && !whole.allSatisfy { $0.isNaN })
    for (side, margin) in [(64, nil), (40, 8)] as [(Int, Int?)] {
      let tiled = try solve(side, margin)
      var worst: Float = 0
      for (one, other) in zip(whole, tiled) {
        #expect(one.isNaN == other.isNaN)
        if !one.isNaN { worst = max(worst, abs(one - other)) }
      }
      #expect(worst < WalkSolver.tolerance, "side \(side): \(worst)")
    }
  }

  /// From every pixel some walkers end at a label: more of them nearer to one.
  @Test func walkersThatLabelsCatchAreCounted() throws {
    let folder = try TemporaryFolder()
    let ground = try ground(folder, 40, 40, side: nil)
    let caught = try ground.caught(by: [10 * 40 + 10], prior: 0.01)
    // The rate of a label is 100, against 8 steps of 1 at most.
    #expect(caught[10 * 40 + 10] > 0.9)
    #expect(caught[10 * 40 + 11] > caught[10 * 40 + 20] && caught[10 * 40 + 20] > caught[39 * 40])
    #expect(caught.filter { !$0.isNaN }.allSatisfy { 0...1 ~= $0 })
    #expect(caught[77].isNaN)
    // The labels of a class that has a share each add up to what all of them catch.
    let both = try ground.solve(
      ground.knowledge(ofNothingBut: [10 * 40 + 10: 2], prior: 0.01)
    ).read(rows: 10..<11, columns: 12..<13)
    #expect(abs((both[1] - both[0]) - caught[10 * 40 + 12]) < 0.02)
  }

  /// 1500 × 1500 pixels, tiles of 512 and one of 2048, as the issue of these margins asks.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["FACET_LARGE"] != nil))
  func tilesOf512And2048Agree() throws {
    let folder = try TemporaryFolder()
    let solve = { (side: Int) in
      let ground = try self.ground(folder, 1500, 1500, side: side)
      return try ground.solve(
        ground.knowledge(ofNothingBut: self.labels(1500, 1500), prior: 0.001)
      ).read(rows: 0..<1500, columns: 0..<1500)
    }
    let (small, large) = (try solve(512), try solve(2048))
    let worst = zip(small, large).reduce(Float(0)) { worst, pair in
      pair.0.isNaN ? worst : max(worst, abs(pair.0 - pair.1))
    }
    print("largest difference of tiles of 512 and 2048: \(worst)")
    #expect(worst < WalkSolver.tolerance)
  }
}
