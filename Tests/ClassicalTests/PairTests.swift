import Classical
import Testing
import Torch

@Suite("Pairs of points")
struct PairTests {
  @Test func pairsAreRefusedThatSayNothing() throws {
    let pair = PointPairs.Pair(0, 1)
    #expect(message { try PointPairs(similar: [], dissimilar: [pair]) }.contains("0 similar"))
    #expect(
      message { try PointPairs(similar: [.init(2, 2)], dissimilar: [pair]) }.contains("Point 2"))
    let points = try Points(Cloud().points)
    let far = try PointPairs(similar: [pair], dissimilar: [.init(0, 60)])
    #expect(message { try KISSME().fit(points, pairs: far) }.contains("(0, 60)"))
  }

  /// In random order, another in each pass, pairs come to rest in some passes; like pairs first, they
  /// do not.
  @Test func theOrderOfPairsDecidesHowSoonTheyRest() throws {
    let cloud = try Cloud(count: 150, width: 20).labelled()
    #expect(try ITML(passes: 40).fit(cloud).notes.isEmpty)
    #expect(
      try ITML(passes: 40, isShuffled: false).fit(cloud).notes.contains {
        $0.hasPrefix("Stopped after 40 passes")
      })
  }

  @Test func copiesAloneCannotBeParted() throws {
    let points = try Points(Cloud().withCopies(1).points)
    let pairs = try PointPairs(similar: [.init(1, 4)], dissimilar: [.init(0, 60)])
    #expect(message { try MMC().fit(points, pairs: pairs) }.contains("copies of one point"))
  }
}
