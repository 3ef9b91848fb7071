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

  @Argument(
    help: "The scene's file: HDF5, NetCDF, MATLAB, ENVI, GeoTIFF and other rasters.",
    completion: .file())
  var scene: String

  @OptionGroup(title: "Scene") var description: SceneOptions
  @OptionGroup(title: "Labels") var labels: LabelOptions

  @Option(
    help: "Write a false-colour picture to this PNG file.",
    completion: .file(extensions: ["png"]))
  var quicklook: String?

  @Option(help: ArgumentHelp("Print the spectrum of a pixel, from 0.", valueName: "row,column"))
  var pixel: PixelPosition?

  @Flag(help: "Read the whole cube: masked values, and the range of each band.")
  var statistics = false

  @OptionGroup var result: JSONOption

  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    guard quicklook.map({ $0.lowercased().hasSuffix(".png") }) ?? true else {
      throw ValidationError("--quicklook \(quicklook ?? ""): end the name in .png")
    }
  }

  func run() throws {
    let opened = try Scene.open(
      scene, descriptor: labels.laid(over: description.laid(over: SceneDescriptor())))
    var summary = try SceneSummary(of: opened)
    if let pixel {
      summary.pixel = try SceneSummary.Pixel(of: opened, row: pixel.row, column: pixel.column)
    }
    if statistics { summary.statistics = try SceneStatistics(of: opened) }
    if let quicklook {
      try falseColour(of: opened, longestSide: 1024).writePNG(quicklook)
      summary.quicklook = quicklook
    }
    print(result.json ? try summary.json() : summary.text)
  }
}
