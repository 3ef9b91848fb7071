import Episodes
import Sampling
import Testing

@Suite("Drawing of episodes")
struct SamplerTests {
  /// A scene of 40 × 40 pixels in stripes of 4 columns, ten classes.
  static func stripes(_ name: String = "stripes") -> EpisodeGround {
    EpisodeGround(
      name: name, columns: 40,
      classes: (0..<10).map { label in
        EpisodeGround.Class(
          number: label + 1, name: "class \(label + 1)",
          pixels: (0..<1600).filter { $0 % 40 / 4 == label })
      })
  }

  private func sampler(_ grounds: [EpisodeGround], _ shape: EpisodeShape, seed: UInt64 = 1) throws
    -> EpisodeSampler
  { try EpisodeSampler(grounds, shape, seed: seed, stream: "test") }

  @Test func episodesAreWhatTheyAreSaidToBe() throws {
    let shape = EpisodeShape(ways: 5, shots: 2, queries: 7, window: 5)
    let grounds = [Self.stripes("a"), Self.stripes("b")]
    let sampler = try sampler(grounds, shape)
    #expect(sampler.notes.isEmpty)
    var seen: Set<Int> = []
    for index in 0..<40 {
      let drawn = try sampler.episode(index)
      seen.insert(drawn.ground)
      #expect(Set(drawn.classes).count == 5)
      #expect(Set(drawn.support + drawn.query).count == 5 * 9)
      for (pixels, labels, count) in [
        (drawn.support, drawn.supportLabels, 2), (drawn.query, drawn.queryLabels, 7),
      ] {
        for label in 0..<5 { #expect(labels.count { $0 == label } == count) }
        // A class's place is its label, and its pixels are its own.
        for (pixel, label) in zip(pixels, labels) {
          #expect(pixel % 40 / 4 + 1 == drawn.classes[label])
        }
        #expect(labels != labels.sorted())
      }
      for query in drawn.query {
        for support in drawn.support {
          #expect(
            abs(query / 40 - support / 40) > 2 || abs(query % 40 - support % 40) > 2)
        }
      }
    }
    #expect(seen == [0, 1])
  }

  @Test func queriesMayLieInsideAWindowIfAsked() throws {
    let shape = EpisodeShape(ways: 5, shots: 4, queries: 30, window: 9, mayOverlap: true)
    let drawn = try sampler([Self.stripes()], shape).episode(0)
    #expect(
      drawn.query.contains { query in
        drawn.support.contains {
          abs(query / 40 - $0 / 40) <= 4 && abs(query % 40 - $0 % 40) <= 4
        }
      })
  }

  @Test func anEpisodeFollowsFromSeedAndIndex() throws {
    let shape = EpisodeShape(ways: 3)
    let one = try sampler([Self.stripes()], shape)
    let other = try sampler([Self.stripes()], shape)
    _ = try other.episode(2)
    #expect(try one.episode(7) == other.episode(7))
    #expect(try one.episode(7) != one.episode(8))
    #expect(try one.episode(7) != sampler([Self.stripes()], shape, seed: 2).episode(7))
    let apart = try EpisodeSampler([Self.stripes()], shape, seed: 1, stream: "other")
    #expect(try one.episode(7) != apart.episode(7))
  }

  @Test func smallClassesAreLeftOutAndTold() throws {
    var classes = Self.stripes().classes
    classes[3] = .init(number: 4, name: "oats", pixels: Array(classes[3].pixels.prefix(10)))
    let ground = EpisodeGround(name: "scene.h5", columns: 40, classes: classes)
    let sampler = try sampler([ground], EpisodeShape(ways: 5, shots: 1, queries: 15))
    #expect(
      sampler.notes == ["left out of scene.h5, too small for 1 shot and 15 queries: oats (10)"])
    for index in 0..<30 { #expect(try !sampler.episode(index).classes.contains(4)) }
  }

  @Test func tooFewClassesAreRefused() throws {
    let error = #expect(throws: EpisodeError.self) {
      try sampler([Self.stripes("scene.h5")], EpisodeShape(ways: 11))
    }
    #expect(error?.message.contains("No scene has 11 classes") == true)
    #expect(error?.message.contains("scene.h5 has 10 classes, 10 of them") == true)
    #expect(throws: EpisodeError.self) { try sampler([], EpisodeShape()) }
  }

  @Test func tooFewPixelsAreRefused() throws {
    // 160 pixels a class.
    let error = #expect(throws: EpisodeError.self) {
      try sampler([Self.stripes("scene.h5")], EpisodeShape(shots: 150, queries: 15))
    }
    #expect(error?.message.contains("0 of them with pixels enough for 150 shots") == true)
    // Enough pixels, but hardly any outside of such windows.
    #expect(throws: EpisodeError.self) {
      try sampler([Self.stripes()], EpisodeShape(shots: 5, queries: 15, window: 79))
    }
  }

  @Test(arguments: [
    EpisodeShape(ways: 1), EpisodeShape(shots: 0), EpisodeShape(queries: 0),
    EpisodeShape(window: 0),
  ]) func shapesThatMakeNoEpisodeAreRefused(_ shape: EpisodeShape) throws {
    #expect(throws: EpisodeError.self) { try sampler([Self.stripes()], shape) }
  }

  @Test func classesAreHeldApart() throws {
    let (learned, held) = try Self.stripes().holdingApart(4, seed: 3)
    #expect(held.classes.count == 4 && learned.classes.count == 6)
    #expect(Set((learned.classes + held.classes).map(\.number)) == Set(1...10))
    #expect(try Self.stripes().holdingApart(4, seed: 3).held == held)
    for count in [0, 10] {
      #expect(throws: EpisodeError.self) { try Self.stripes().holdingApart(count, seed: 3) }
    }
  }
}
