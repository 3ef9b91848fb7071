import ArgumentParser
import Foundation
import Scenes

/// `facet simulate`: a scene with known truth.
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a simulated scene with the truth of every pixel.",
    discussion: """
      Fields of crops, woods and bare soil with mixed borders, as an imaging spectrometer from 400 \
      to 2500 nm would see them: classes in pairs that differ little, fields of one class that \
      differ from each other, noise that grows in the water bands, stripes along the columns.

      The HDF5 file holds `reflectance` (int16, × 10000), `wavelength` and `fwhm` in nm, `labels` \
      (0 where no one went, or where fields mix), `truth` of every pixel, and a UTM grid. The same \
      seed and sizes give the same scene. It is written tile by tile, so it may be larger than \
      memory.
      """)

  @Option(
    name: .shortAndLong, help: "The HDF5 file to write.",
    completion: .file(extensions: ["h5"]))
  var output: String

  @Option(parsing: .unconditional, help: "Rows of the scene.")
  var rows = 160

  @Option(parsing: .unconditional, help: "Columns of the scene.")
  var columns = 160

  @Option(parsing: .unconditional, help: "Bands, evenly from 400 to 2500 nm.")
  var bands = 120

  @Option(parsing: .unconditional, help: "Classes, from 2; every two are alike.")
  var classes = 8

  @Option(help: "What all random numbers follow from.")
  var seed: UInt64 = 0

  @Option(parsing: .unconditional, help: "0 (classes far apart, little noise) to 1 (nearly alike).")
  var difficulty = 0.5

  @OptionGroup var result: JSONOption
  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    guard ["h5", "hdf5", "he5"].contains(URL(fileURLWithPath: output).pathExtension.lowercased())
    else { throw ValidationError("\(output): a scene is written as HDF5; end the name in .h5") }
  }

  func run() throws {
    let simulation = try SceneSimulation(
      rows: rows, columns: columns, bands: bands, classes: classes, seed: seed,
      difficulty: difficulty)
    let start = Date()
    let bar = ProgressBar("simulate", total: rows, unit: "rows")
    try simulation.write(to: output) { part in bar.show(Int(part * Double(rows))) }
    let seconds = Date().timeIntervalSince(start)
    if result.json {
      return print(
        try jsonText(
          SimulationResult(
            scene: output, rows: rows, columns: columns, bands: bands, classes: classes,
            bytes: simulation.bytes, seconds: seconds)))
    }
    let megabytes = Double(simulation.bytes) / 1e6
    print(
      "\(output): \(rows)×\(columns) pixels, \(counted(bands, "band")), \(counted(classes, "class")); "
        + String(format: "%.1f MB in %.1f s", megabytes, seconds))
  }
}

/// What `--json` says of a simulated scene.
private struct SimulationResult: Encodable {
  var scene: String
  var rows: Int
  var columns: Int
  var bands: Int
  var classes: Int
  /// Of the cube.
  var bytes: Int
  var seconds: Double
}
