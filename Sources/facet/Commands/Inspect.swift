import ArgumentParser
import Foundation
import Scenes

/// `facet inspect`: what is in a scene's file.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what is in a scene's file, or in a file of labels.",
    discussion: """
      Shape, axes, number type, wavelengths, fill, georeference, chunks, and the labels by class. \
      Reads no pixels unless asked to.

      With --labels it says what the files of labels were recognised as: names, colours, how many \
      features or pixels each class has, and how many do not lie on the scene. The scene may be \
      left out then.

        facet inspect --labels training.scpx scene.tif

      Labels are told by content: \(LabelRecognition.formats.joined(separator: "; ")).
      """)

  @Argument(
    help: "The scene's file: HDF5, NetCDF, MATLAB, NumPy, ENVI, GeoTIFF and other rasters.",
    completion: .file())
  var scene: String?

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
    if scene == nil {
      guard !labels.labels.isEmpty, quicklook == nil, pixel == nil, !statistics else {
        throw ValidationError("name the scene's file; only --labels can be looked at without one")
      }
    }
  }

  func run() throws {
    guard let scene else { return try lookAtLabels() }
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

  private struct LabelFiles: Codable {
    var sources: [LabelRecognition]
    var notes: [String]
  }

  /// Says what files of labels hold, without a scene.
  private func lookAtLabels() throws {
    let descriptor = labels.laid(over: try description.laid(over: SceneDescriptor()))
    let found = try labels.labels.map {
      try LabelRecognition.looking(at: $0, descriptor: descriptor)
    }
    let files = LabelFiles(sources: found.map(\.recognition), notes: found.flatMap(\.notes))
    guard !result.json else { return print(try jsonText(files)) }
    print(
      (files.sources.flatMap(\.text) + files.notes.map { "  Note: \($0)" })
        .joined(separator: "\n"))
  }
}
