import Testing

@testable import Sampling

@Suite struct UnlabelledPixelsTests {
  private func split(train: [Int], test: [Int]) throws -> Split {
    try Split(
      rows: 20, columns: 30, train: train, validation: [], test: test, strategy: "by hand", seed: 0)
  }

  /// Against the definition: windows of side 5 share a pixel if their middles are at most 4 apart.
  @Test func groundApartFromTheTestSide() throws {
    let pixels = UnlabelledPixels(rows: 20, columns: 30)
    let test = [0, 5 * 30 + 7, 19 * 30 + 29, 10 * 30 + 15]
    let train = [5 * 30 + 8, 12 * 30 + 2]
    let found = pixels.apart(from: try split(train: train, test: test), window: 5)
    let expected = (0..<600).filter { pixel in
      train.contains(pixel)
        || test.allSatisfy {
          max(abs($0 / 30 - pixel / 30), abs($0 % 30 - pixel % 30)) > 4
        }
    }
    #expect(found == expected)
    #expect(pixels.count(of: test, inWindowsAround: found, window: 5) == 1)
    #expect(pixels.count(of: test, inWindowsAround: pixels.all, window: 5) == 4)
    #expect(pixels.count(of: test, inWindowsAround: [12 * 30 + 2], window: 5) == 0)
  }

  @Test func aLimitTakesWholeBlocks() throws {
    let pixels = UnlabelledPixels(rows: 100, columns: 100)
    #expect(pixels.limited(pixels.all, to: 10_000, seed: 1) == pixels.all)
    let some = pixels.limited(pixels.all, to: 2000, seed: 1)
    #expect(some.count >= 2000 && some.count < 2000 + 32 * 32)
    #expect(some == some.sorted() && Set(some).count == some.count)
    #expect(some == pixels.limited(pixels.all, to: 2000, seed: 1))
    #expect(some != pixels.limited(pixels.all, to: 2000, seed: 2))
    #expect(Set(some.map { $0 / 100 / 32 * 4 + $0 % 100 / 32 }).count <= 8)
  }
}
