import Foundation
import Scenes
import TestSupport
import Testing

/// Scenes on a common grid of wavelengths.
@Suite struct WavelengthGridTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func wavelengthsAreEvenlySpaced() {
    #expect(WavelengthGrid(from: 400, to: 500, step: 25).wavelengths == [400, 425, 450, 475, 500])
    #expect(WavelengthGrid(from: 400, to: 499, step: 25).wavelengths.last == 475)
    for grid in [
      WavelengthGrid(from: 400, to: 410, step: 25), WavelengthGrid(from: 400, to: 500, step: 0),
      WavelengthGrid(from: .nan, to: 500, step: 25), WavelengthGrid(from: -1, to: 500, step: 25),
    ] {
      #expect(!grid.isSensible)
      #expect(grid.wavelengths.isEmpty)
    }
  }

  /// Shares make 1; a spectrum that is a straight line stays one where bands lie on both sides.
  @Test func straightSpectraStay() {
    let grid = WavelengthGrid(from: 500, to: 900, step: 20)
    // Bands every 5 nm, and gaps of 60.
    for step in [5.0, 60] {
      let bands = stride(from: 440.0, through: 980, by: step).map { $0 }
      let shares = GridShares(grid, of: bands.enumerated().map { ($0.offset, $0.element) })
      #expect(shares.covered == 21)
      for own in shares.shares { #expect(abs(own.reduce(0) { $0 + $1.weight } - 1) < 1e-6) }
      var found = [Double](repeating: 0, count: 21)
      shares.apply(bands.map { 3 + 0.01 * $0 }, to: &found)
      // Of gaps wider than a step, a band within it stands for all of it.
      let tolerance = step == 5 ? 1e-6 : 0.2
      for (value, wavelength) in zip(found, grid.wavelengths) {
        #expect(abs(value - (3 + 0.01 * wavelength)) < tolerance, "\(wavelength)")
      }
    }
  }

  @Test func whatIsMissingIsLeftOut() {
    let shares = GridShares(
      WavelengthGrid(from: 400, to: 500, step: 50), of: [(0, 390), (1, 410), (2, 450)])
    var found = [Float](repeating: -1, count: 3)
    shares.apply([1, 3, 5], to: &found)
    // The band 40 nm off counts a fifth of that in place.
    #expect(found[0] == 2 && abs(found[1] - 5.6 / 1.2) < 1e-6 && found[2] == 0)
    shares.apply([.nan, 3, .nan], to: &found)
    #expect(found[0] == 3 && found[1] == 3 && found[2] == 0)
    shares.apply([.nan, .nan, .nan], to: &found)
    #expect(found.allSatisfy { $0.isNaN })
  }

  private func open(_ grid: WavelengthGrid, _ change: (inout TinyScene) -> Void = { _ in }) throws
    -> Scene
  {
    var scene = TinyExperiment.twoHalves
    change(&scene)
    let path = folder.file("\(UUID().uuidString).h5")
    try scene.write(to: path, as: Int16.self)
    var descriptor = SceneDescriptor()
    descriptor.grid = grid
    return try Scene.open(path, descriptor: descriptor)
  }

  /// The bands lie at 400, 410, … 450 nm; value = row·100 + column·10 + band.
  @Test func aSceneIsReadOnTheGrid() throws {
    let scene = try open(WavelengthGrid(from: 405, to: 445, step: 20))
    #expect(scene.shape == CubeShape(rows: 12, columns: 10, bands: 3))
    #expect(scene.bands.wavelengths == [405, 425, 445])
    #expect(scene.warnings().isEmpty)
    var values = [Float](repeating: 0, count: 2 * 2 * 3)
    try values.withUnsafeMutableBufferPointer {
      try scene.read(rows: 3..<5, columns: 7..<9, into: $0)
    }
    let spectra = [370, 380, 470, 480].flatMap { base in [0.5, 2.5, 4.5].map { base + $0 } }
    for (found, expected) in zip(values, spectra) { #expect(abs(Double(found) - expected) < 0.5) }
    #expect(try scene.readLabels().counts() == [0, 60, 60])
  }

  @Test func partOfTheGridIsTold() throws {
    let scene = try open(WavelengthGrid(from: 400, to: 500, step: 10))
    #expect(scene.shape.bands == 11)
    #expect(scene.warnings().contains { $0.contains("cover 6 of the grid's 11 bands") })
  }

  @Test func scenesWithoutCommonWavelengthsAreRefused() throws {
    for (grid, words) in [
      (WavelengthGrid(from: 1000, to: 1200, step: 20), "no wavelengths in common with the grid"),
      (WavelengthGrid(from: 500, to: 400, step: 20), "is no grid"),
    ] {
      let error = #expect(throws: SceneError.self) { try open(grid) }
      #expect("\(error.map { "\($0)" } ?? "")".contains(words))
    }
    let error = #expect(throws: SceneError.self) {
      try open(WavelengthGrid()) { $0.hasWavelengths = false }
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("does not say the wavelengths"))
  }
}
