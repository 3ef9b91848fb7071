import ArgumentParser
import Foundation
import Scenes

/// `facet inspect`: what is in a scene's file.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what is in a scene's file.",
    discussion: """
      Shape, axes, number type, wavelengths, fill, georeference, chunks, and the labels by class. \
      Reads no pixels unless asked to.
      """)

  @Argument(help: "The scene's file: HDF5, NetCDF, MATLAB, ENVI, GeoTIFF and other rasters.")
  var scene: String

  @Option(help: "Scene descriptor: a name in Scenes/, or the path of a YAML file.")
  var descriptor: String?

  @Option(help: "Path of the cube's dataset.")
  var cube: String?

  @Option(help: "Order of the cube's axes in the file, as \"row,column,band\".")
  var axes: String?

  @Option(
    help: "The labels: a dataset, a raster, or polygons and points; several where given again.")
  var labels: [String] = []

  @Option(help: "The attribute of polygons and points that is their class.")
  var labelField: String?

  @Option(help: "Write a false-colour picture to this PNG file.")
  var quicklook: String?

  @Option(help: "Print the spectrum of a pixel, as \"row,column\" counted from 0.")
  var pixel: String?

  @Flag(help: "Read the whole cube: masked values, and the range of each band.")
  var statistics = false

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var outputs: OutputOptions

  func run() throws {
    var described = try descriptor.map { try SceneDescriptor.named($0) } ?? SceneDescriptor()
    if let cube { described.cube = cube }
    if let axes { described.axes = axes }
    if !labels.isEmpty { described.labels = LabelPlaces(labels) }
    if let labelField { described.labelField = labelField }
    let opened = try Scene.open(scene, descriptor: described)
    var summary = try SceneSummary(of: opened)
    if let pixel { summary.pixel = try spectrum(of: opened, at: pixel) }
    if statistics { summary.statistics = try SceneStatistics(of: opened) }
    if let quicklook {
      try falseColour(of: opened, longestSide: 1024).writePNG(quicklook)
      summary.quicklook = quicklook
    }
    sayDisputed(try opened.disputedPixels())
    print(json ? try summary.json() : summary.text)
  }

  private func spectrum(of scene: Scene, at text: String) throws -> SceneSummary.Pixel {
    let numbers = text.split(separator: ",").map { Int($0.filter { !$0.isWhitespace }) }
    guard numbers.count == 2, let row = numbers[0], let column = numbers[1] else {
      throw ValidationError("--pixel \(text): give a row and a column, as in --pixel 71,40")
    }
    return try SceneSummary.Pixel(of: scene, row: row, column: column)
  }
}
