import Foundation
import Parts
import Testing
import Torch

@testable import Networks

@Suite struct NetworkDesignTests {
  @Test(arguments: [1, 3, 5, 7, 9, 11, 13, 15])
  func banksMakeUpTheWindow(window: Int) throws {
    for scales in [[1, 3, 5], [1, 3], [5, 3, 1]] {
      let banks = try scalesOfBanks(scales, makingUp: window)
      #expect(banks.count >= 2)
      #expect(banks.allSatisfy { $0.contains(1) && $0 == $0.sorted() })
      #expect(banks.reduce(1) { $0 + ($1.max() ?? 1) - 1 } == window)
    }
  }

  @Test func banksTakeTheLargestScalesThatFit() throws {
    #expect(try scalesOfBanks([1, 3, 5], makingUp: 9) == [[1, 3, 5], [1, 3, 5]])
    #expect(try scalesOfBanks([1, 3, 5], makingUp: 7) == [[1, 3, 5], [1, 3]])
    #expect(try scalesOfBanks([1, 3, 5], makingUp: 3) == [[1, 3], [1]])
    #expect(try scalesOfBanks([1, 3, 5], makingUp: 1) == [[1], [1]])
  }

  @Test(arguments: [-3, 0, 2, 8]) func windowsMustBeOdd(window: Int) {
    let error = #expect(throws: TorchError.self) {
      try scalesOfBanks([1, 3], makingUp: window)
    }
    #expect(error?.message == "a window must be odd and positive, not \(window)")
  }

  @Test(arguments: [[], [3, 5], [1, 2], [1, -1], [0, 1]]) func scalesMustBeOddAndHoldOne(
    scales: [Int]
  ) {
    #expect(throws: PartError.self) { try scalesOfBanks(scales, makingUp: 9) }
  }

  @Test func scalesMustMakeUpTheWindow() {
    #expect(throws: TorchError.self) { try scalesOfBanks([1], makingUp: 9) }
    let error = #expect(throws: TorchError.self) { try scalesOfBanks([1, 7], makingUp: 9) }
    #expect(error?.message == "a window of 9 cannot be made of scales [1, 7]")
  }

  @Test func absurdDesignsAreErrors() throws {
    let generator = try RandomGenerator(seed: 0)
    let few = #expect(throws: TorchError.self) {
      try makeNetwork(design("1-D", bands: 7, window: 1), generator: generator)
    }
    #expect(few?.message == "the 1-D network needs at least 8 bands; the scene has 7")
    for plain in designs {
      var changes: [(inout NetworkDesign) -> Void] = [
        { $0.bands = 0 }, { $0.bands = -4 }, { $0.features = 0 }, { $0.dropout = 1 },
        { $0.dropout = -0.5 }, { $0.window = (1 << 40) + 1 }, { $0.window = 4 },
        { $0.options["unheardOf"] = .number(1) },
      ]
      let values: [Parameter] = [
        .number(0.5), .number(-1), .flag(true), .number(1e12), .numbers([]), .numbers([2, 4]),
      ]
      for option in plain.kind.options {
        for value in values { changes.append { $0.options[option.name] = value } }
      }
      for change in changes {
        var absurd = plain
        change(&absurd)
        #expect(throws: (any Error).self, "\(absurd)") {
          try makeNetwork(absurd, generator: generator)
        }
      }
    }
  }

  /// A card from before options belonged to kinds, when each design had all of them.
  @Test func designsOfOlderVersionsAreRead() throws {
    let text = """
      {"kind": "2-D", "bands": 7, "window": 9, "reduce": 16, "width": 24, "scales": [1, 3, 5], \
      "spectralScales": [1, 3, 5, 11], "features": 32, "dropout": 0.25}
      """
    let found = try JSONDecoder().decode(NetworkDesign.self, from: Data(text.utf8))
    let expected = design(
      "2-D", bands: 7, window: 9, features: 32, dropout: 0.25,
      ["reduce": 16, "width": 24, "scales": .numbers([1, 3, 5])])
    #expect(found == expected)
    let again = try JSONDecoder().decode(
      NetworkDesign.self, from: JSONEncoder().encode(found))
    #expect(again == found)
  }

  @Test(arguments: NetworkKind.all) func everythingIsDescribedInASentence(kind: NetworkKind) {
    for summary in [kind.summary] + kind.options.map(\.summary) {
      #expect(summary.hasSuffix(".") && summary.count < 100, "\(summary)")
    }
    #expect(NetworkKind.all.count { $0.name == kind.name } == 1)
    for name in kind.otherNames { #expect(NetworkKind.find(name) == kind) }
  }

  /// A network that averages over its window is cut into patches when a tile goes through.
  @Test func networksThatAreNotDenseGoPatchByPatch() throws {
    let generator = try RandomGenerator(seed: 2)
    let network = PatchByPatch(Averaging(design("2-D", bands: 3, window: 3, features: 3)))
    let tile = try generator.normal([2, 5, 4, 3])
    let dense = try network.features(tile, .inference)
    #expect(dense.shape == [2, 3, 2, 3])
    for row in 0..<3 {
      for column in 0..<2 {
        let patch = try tile.slice(1, row..<(row + 3)).slice(2, column..<(column + 3))
        let pixel = try dense.slice(1, row..<(row + 1)).slice(2, column..<(column + 1))
        #expect(try largestDifference(patch.mean(1, 2, keep: true), pixel) < 1e-6)
      }
    }
  }
}

/// The mean of all pixels that it is given, which no tile may be asked for.
private struct Averaging: FeatureNetwork {
  let design: NetworkDesign

  init(_ design: NetworkDesign) { self.design = design }

  func responses(_ input: Tensor, _ mode: Mode) throws -> Tensor {
    try input.mean(1, 2, keep: true)
  }

  func features(of responses: Tensor, _ mode: Mode) throws -> Tensor { responses }

  func state(_ path: String) -> [StateEntry] { [] }
}
