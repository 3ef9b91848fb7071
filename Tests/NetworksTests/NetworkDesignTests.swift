import Networks
import Testing
import Torch

@Suite struct NetworkDesignTests {
  private func design(_ kind: NetworkKind = .spatial, bands: Int = 20, window: Int) -> NetworkDesign
  {
    NetworkDesign(
      kind: kind, bands: bands, window: window, reduce: 4, width: 2, scales: [1, 3, 5],
      spectralScales: [1, 3], features: 5, dropout: 0)
  }

  @Test(arguments: [1, 3, 5, 7, 9, 11, 13, 15])
  func banksMakeUpTheWindow(window: Int) throws {
    for scales in [[1, 3, 5], [1, 3], [5, 3, 1]] {
      let banks = try design(window: window).banks(scales: scales)
      #expect(banks.count >= 2)
      #expect(banks.allSatisfy { $0.contains(1) && $0 == $0.sorted() })
      #expect(banks.reduce(1) { $0 + ($1.max() ?? 1) - 1 } == window)
    }
  }

  @Test func banksTakeTheLargestScalesThatFit() throws {
    #expect(try design(window: 9).banks(scales: [1, 3, 5]) == [[1, 3, 5], [1, 3, 5]])
    #expect(try design(window: 7).banks(scales: [1, 3, 5]) == [[1, 3, 5], [1, 3]])
    #expect(try design(window: 3).banks(scales: [1, 3, 5]) == [[1, 3], [1]])
    #expect(try design(window: 1).banks(scales: [1, 3, 5]) == [[1], [1]])
  }

  @Test(arguments: [-3, 0, 2, 8]) func windowsMustBeOdd(window: Int) {
    let error = #expect(throws: TorchError.self) {
      try design(window: window).banks(scales: [1, 3])
    }
    #expect(error?.message == "a window must be odd and positive, not \(window)")
  }

  @Test(arguments: [[], [3, 5], [1, 2], [1, -1], [0, 1]]) func scalesMustBeOddAndHoldOne(
    scales: [Int]
  ) {
    #expect(throws: TorchError.self) { try design(window: 9).banks(scales: scales) }
  }

  @Test func scalesMustMakeUpTheWindow() {
    #expect(throws: TorchError.self) { try design(window: 9).banks(scales: [1]) }
    let error = #expect(throws: TorchError.self) { try design(window: 9).banks(scales: [1, 7]) }
    #expect(error?.message == "a window of 9 cannot be made of scales [1, 7]")
  }

  @Test func absurdDesignsAreErrors() throws {
    let generator = try RandomGenerator(seed: 0)
    let few = #expect(throws: TorchError.self) {
      try makeNetwork(design(.spectral, bands: 7, window: 1), generator: generator)
    }
    #expect(few?.message == "the 1-D network needs at least 8 bands; the scene has 7")
    for kind in NetworkKind.allCases {
      for change: (inout NetworkDesign) -> Void in [
        { $0.bands = 0 }, { $0.bands = -4 }, { $0.width = 0 }, { $0.reduce = -1 },
        { $0.features = 0 }, { $0.scales = [] }, { $0.spectralScales = [] },
        { $0.spectralScales = [2] }, { $0.spectralScales = [3, -3] }, { $0.dropout = 1 },
        { $0.dropout = -0.5 }, { $0.width = 1 << 40 }, { $0.window = 1 << 40 | 1 },
      ] {
        var absurd = design(kind, window: 5)
        change(&absurd)
        #expect(throws: TorchError.self, "\(absurd)") {
          try makeNetwork(absurd, generator: generator)
        }
      }
    }
  }
}
