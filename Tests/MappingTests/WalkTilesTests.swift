import Foundation
import Sampling
import Scenes
import TestSupport
import Testing

@testable import Mapping

/// Walks over a scene that is cut into tiles.
@Suite struct WalkTilesTests {
  /// What the ground is like.
  enum Cover {
    /// Fields of 50 × 50 pixels.
    case fields
    /// One field with single pixels, one in five, unlike it and each other.
    case specks
    /// Pixels all unlike each other.
    case noise

    /// Of a pixel, from its place and from a number at random from 0 to 1.
    fileprivate func value(_ row: Int, _ column: Int, _ random: Double) -> Float {
      switch self {
      case .fields: Float(row / 50 % 2 + 2 * (column / 50 % 2))
      case .specks: random < 0.2 ? Float(10 * random) : 3
      case .noise: Float(3 * random)
      }
    }
  }

  /// A few labels and no network: walkers go as far as the prior lets them, 55 pixels at 0.001 and
  /// 1700 at 1e-6, far beyond these tiles.
  private func ground(
    _ folder: TemporaryFolder, _ rows: Int, _ columns: Int, _ cover: Cover = .fields, side: Int?,
    margin: Int? = nil
  ) throws -> WalkedGround {
    let path = folder.file("scene.h5")
    if !FileManager.default.fileExists(atPath: path) {
      try TinyScene(rows: rows, columns: columns, bands: 3)
        .write(to: path, as: Float.self) { values in
          var generator = SeededGenerator(seed: 5)
          for pixel in 0..<(rows * columns) {
            let value = cover.value(pixel / columns, pixel % columns, generator.uniform())
            for band in 0..<3 { values[pixel * 3 + band] = value * Float(band + 1) }
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

  @Test(arguments: [Float(0.1), 0.001, 1e-6], [Cover.fields, .specks, .noise])
  func tilesOfAnySizeAgree(_ prior: Float, _ cover: Cover) throws {
    let folder = try TemporaryFolder()
    let (rows, columns) = (130, 150)
    let solve = { (side: Int?, margin: Int?) in
      let ground = try self.ground(folder, rows, columns, cover, side: side, margin: margin)
      return try ground.solve(
        ground.knowledge(ofNothingBut: self.labels(rows, columns), prior: prior)
      ).read(rows: 0..<rows, columns: 0..<columns)
    }
    let whole = try solve(nil, nil)
    #expect(whole.contains { $0.isNaN } && !whole.allSatisfy { $0.isNaN })
    for (side, margin) in [(64, nil), (30, 4)] as [(Int, Int?)] {
      let tiled = try solve(side, margin)
      var worst: Float = 0
      for (one, other) in zip(whole, tiled) {
        #expect(one.isNaN == other.isNaN)
        if !one.isNaN { worst = max(worst, abs(one - other)) }
      }
      #expect(worst < WalkSolver.tolerance, "side \(side): \(worst)")
    }
  }

  /// What is known of some pixels is the same if ground far from them is left out, and if the levels
  /// of the walk of another prior, or of fewer labels, are taken over.
  @Test(arguments: [Cover.fields, .specks, .noise])
  func someWalksAreSolvedLikeTheWhole(_ cover: Cover) throws {
    let folder = try TemporaryFolder()
    let (rows, columns) = (130, 150)
    let labels = labels(rows, columns)
    let few = labels.filter { $0.key % 2 == 0 }
    #expect(!few.isEmpty && few.count < labels.count)
    let all: WalkedGround.Rectangle = (0..<rows, 0..<columns)
    let places = [(row: 30, column: 40), (row: 100, column: 20)]
    let reused = try ground(folder, rows, columns, cover, side: nil)
    for (prior, labels) in [(Float(0.001), few), (0.01, few), (0.1, few), (1, few), (0.01, labels)]
    {
      let alone = try ground(folder, rows, columns, cover, side: nil)
      let knowledge = alone.knowledge(ofNothingBut: labels, prior: prior)
      let whole = try alone.solve(knowledge).read(rows: 0..<rows, columns: 0..<columns)
      let found = try reused.solve(at: places, of: all, knowledge)
      for (index, place) in places.enumerated() {
        for c in 0..<3 {
          let other = whole[(place.row * columns + place.column) * 3 + c]
          #expect(abs(found[index * 3 + c] - other) < WalkSolver.tolerance, "prior \(prior)")
        }
      }
      let taken = try reused.solve(knowledge).read(rows: 0..<rows, columns: 0..<columns)
      let worst = zip(taken, whole).map { $0.isNaN && $1.isNaN ? 0 : abs($0 - $1) }.max() ?? 1
      #expect(worst < WalkSolver.tolerance, "prior \(prior): \(worst)")
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

  /// Steps go on until little is missing even where a cycle of the solver does little: in noise.
  @Test(arguments: [Float(0.001), 1e-5], [Cover.fields, .noise])
  func oneTileIsSolvedWithinTheTolerance(_ prior: Float, _ cover: Cover) throws {
    let folder = try TemporaryFolder()
    let ground = try ground(folder, 130, 150, cover, side: nil)
    let knowledge = ground.knowledge(ofNothingBut: labels(130, 150), prior: prior)
    let tile = try ground.ground((0..<130, 0..<150), knowledge, knowledge.outputs)
    let exact = WalkSolver(tile).solve(tolerance: 1e-5).values
    let worst = zip(WalkSolver(tile).solve().values, exact).map { abs($0 - $1) }.max() ?? 1
    #expect(worst < WalkSolver.tolerance, "\(worst)")
  }

  /// However unlike pixels are, a coarse picture has no more rows than there is room for.
  @Test(arguments: [Cover.fields, .specks, .noise])
  func aggregatesAreFew(_ cover: Cover) throws {
    let folder = try TemporaryFolder()
    let ground = try ground(folder, 60, 70, cover, side: nil)
    let knowledge = ground.knowledge(ofNothingBut: labels(60, 70), prior: 1e-5)
    let tile = try ground.ground((0..<60, 0..<70), knowledge, knowledge.outputs)
    let (rows, count) = tile.unknown()
    for most in [10, 40, 4200] {
      let found = try #require(
        WalkGraph(tile, rows: rows, count: count).aggregates(rounds: 6, most: most))
      #expect((1...most) ~= found.count)
      let members = (0..<count).map { Int(found.aggregate.base[$0]) }
      #expect(Set(members).subtracting([-1]) == Set(0..<found.count))
    }
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
