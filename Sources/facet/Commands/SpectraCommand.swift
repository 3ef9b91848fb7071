import ArgumentParser
import Export
import Foundation
import Scenes

struct SpectraCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spectra",
    abstract: "Write the spectra of labelled pixels as a library.",
    discussion: """
      One spectrum a class or a pixel, with the class's name and code:
        .gpkg  as the EnMAP-Box keeps libraries: profiles in a layer that QGIS opens
        .sli   an ENVI spectral library, its header and a table of classes beside it
        .csv   a table, a line for each spectrum and a column for each wavelength

      Example: facet spectra scene.h5 --labels survey.gpkg -o library.sli
      """)

  @Argument(
    help: "The scene's file: HDF5, NetCDF, MATLAB, ENVI, GeoTIFF and other rasters.",
    completion: .file())
  var scene: String

  @OptionGroup(title: "Scene") var description: SceneOptions
  @OptionGroup(title: "Labels") var labels: LabelOptions

  @Option(
    help: """
      The spectra of a class: its mean (means); that and the mean less and more one standard \
      deviation (spread); or each pixel's own (pixels).
      """)
  var content: SpectralLibrary.Content = .means

  @Option(
    name: [.short, .customLong("output")], help: "The library to write: .gpkg, .sli or .csv.",
    completion: .file(extensions: ["gpkg", "sli", "csv"]))
  var output: String

  @OptionGroup var result: JSONOption
  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    let ending = URL(fileURLWithPath: output).pathExtension.lowercased()
    guard ["gpkg", "sli", "csv"].contains(ending) else {
      throw ValidationError("-o \(output): end the name in .gpkg, .sli or .csv")
    }
  }

  func run() throws {
    let files = SpectralLibrary.files(output)
    try requireWritable(files)
    let opened = try Scene.open(
      scene, descriptor: labels.laid(over: description.laid(over: SceneDescriptor())))
    for warning in opened.warnings() { say(warning) }
    let gathered = try opened.gatherLabels()
    sayNotes(gathered)
    // The inputs are known only now.
    try requireWritable(files)
    let count = try SpectralLibrary(of: opened, labels: gathered.labels, content: content)
      .write(output)
    if result.json {
      print(
        try jsonText(
          SpectraResult(
            files: files, spectra: count, bands: opened.shape.bands,
            classes: gathered.labels.classes.entries.map(\.name))))
    }
    say("\(counted(count, "spectrum").replacing("spectrums", with: "spectra")) in \(output)")
  }
}

extension SpectralLibrary.Content: ExpressibleByArgument {}

private struct SpectraResult: Encodable {
  var files: [String]
  var spectra: Int
  var bands: Int
  var classes: [String]
}
