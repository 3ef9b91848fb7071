import Baselines
import Sampling
import Scenes
import Testing

/// What baselines see of a pixel.
@Suite struct FeatureTests {
  /// value = row·100 + column·10 + band, with one pixel that lacks a band.
  private struct Ramp: SpectraReader {
    let shape = CubeShape(rows: 9, columns: 8, bands: 3)

    func read(
      rows: Range<Int>, columns: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
    ) {
      var place = 0
      for row in rows {
        for column in columns {
          for band in 0..<3 {
            buffer[place] =
              (row, column, band) == (4, 4, 1) ? .nan : Float(row * 100 + column * 10 + band)
            place += 1
          }
        }
      }
    }
  }

  @Test func spectraAreThoseOfTheSceneAndGapsTheBandsMean() throws {
    let source = WindowMeans(reader: Ramp(), window: 1, mean: [7, 70, 700])
    let features = try source.features(of: [0, 4 * 8 + 4, 71])
    #expect(features.columns == 3 && source.window == 1)
    #expect(features.values == [0, 1, 2, 440, 70, 442, 870, 871, 872])
  }

  @Test func windowsAreAveragedWithAMirroredBorder() throws {
    let source = WindowMeans(reader: Ramp(), window: 3, mean: [0, 50, 0])
    // On a ramp the mean is the middle; rows and columns −1 are rows and columns 1.
    let features = try source.features(of: [2 * 8 + 2, 0, 4 * 8 + 4])
    let corner = Float((2 * 100 + 2 * 10) * 3) / 9
    let gap = Float(441 * 8 + 50) / 9
    let expected: [Float] = [220, 221, 222, corner, corner + 1, corner + 2, 440, gap, 442]
    for (found, value) in zip(features.values, expected) { #expect(abs(found - value) < 1e-3) }
  }

  @Test func scalingIsThatOfTheTrainingRows() {
    let features = FeatureMatrix(columns: 2, values: [1, 5, 3, 5, 5, 5])
    let scaling = FeatureScaling(of: features)
    #expect(scaling.mean == [3, 5])
    #expect(abs(scaling.deviation[0] - (8.0 / 3).squareRoot()) < 1e-6 && scaling.deviation[1] == 1)
    let scaled = scaling.apply(FeatureMatrix(columns: 2, values: [3, 6]))
    #expect(scaled.values == [0, 1])
  }

  @Test func aDiskLeavesNoShapeSmallerThanItself() {
    // A line of one pixel's width, and a square of 5 with a tail that the square brings back.
    var image = GreyImage(rows: 12, columns: 16, values: Array(repeating: 0, count: 192))
    for column in 0..<16 { image.values[column] = 2 }
    for row in 4..<9 { for column in 3..<8 { image.values[row * 16 + column] = 1 } }
    for column in 8..<14 { image.values[6 * 16 + column] = 1 }
    let opened = image.openedByReconstruction(radius: 2)
    for column in 0..<16 { #expect(opened.values[column] == 0) }
    #expect(opened.values[16...] == image.values[16...])
    #expect(image.inverted.closedByReconstruction(radius: 2) == opened.inverted)
    #expect(zip(opened.values, image.values).allSatisfy { $0 <= $1 })
    #expect(opened.openedByReconstruction(radius: 2) == opened)
  }

  @Test func profilesHoldComponentsWithTheirOpeningsAndClosings() throws {
    let spectra = WindowMeans(reader: Ramp(), window: 1, mean: [0, 441, 0])
    let training = Array(stride(from: 0, to: 72, by: 5))
    let source = try MorphologicalProfile(spectra, training: training, threads: 2)
    // The three bands differ by constants: one component holds all.
    #expect(source.columns == 9 && source.window == 17)
    let whole = try MorphologicalProfile(spectra, training: training, threads: 1)
    let pixels = [0, 30, 71]
    #expect(try source.features(of: pixels) == whole.features(of: pixels))
    for row in 0..<3 {
      let profile = Array(try source.features(of: pixels).row(row))
      for layer in 1..<9 {
        #expect(layer % 2 == 1 ? profile[layer] <= profile[0] : profile[layer] >= profile[0])
      }
    }
  }

  @Test func flatGroundHasNoComponents() {
    #expect(throws: BaselineError.self) {
      try PrincipalComponents(
        of: FeatureMatrix(columns: 2, values: [1, 2, 1, 2]), share: 0.99, most: 4)
    }
  }
}
