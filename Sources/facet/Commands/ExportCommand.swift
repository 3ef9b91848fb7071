import Accuracy
import ArgumentParser
import Export
import Foundation
import Mapping
import Scenes
import Training

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a run's map and network in the formats of other programs.",
    discussion: """
      Maps the run's scene, judges the map, and writes a folder to share:
        index.html      a viewer that needs no server: scene, map and an earlier map to compare
        report.html     how good the map is (also report.json)
        map.tif         cloud-optimised GeoTIFF with palette, names and attribute table
        map.qml         its style for QGIS
        confidence.tif  the confidence of each pixel's class
        map.json        STAC item of the map, with checksums
        model.onnx      the network: bands in, logits and classes out, of any size
        model.json      STAC item of the model (MLM)
        model.emd       definition for ArcGIS

      The network in model.onnx is what decides by softmax without a random walk. It takes values \
      as Facet reads them, scales them itself, and mirrors the borders.

      Example: facet export runs/ip -o share/ --earlier maps/2019.tif
      """)

  @Argument(help: ArgumentHelp("Folder of a run.", valueName: "run"), completion: .directory)
  var folder: String

  @Option(
    name: [.short, .customLong("output")], help: "The folder to write.", completion: .directory)
  var output: String

  @Option(help: "Scene of the run, if it has moved.", completion: .file())
  var scene: String?

  @Option(
    help: "An earlier class map of the same pixels, to be compared in the viewer.",
    completion: .file())
  var earlier: String?

  @Option(
    help: ArgumentHelp(
      "The day on which the scene was acquired, if its file does not say.",
      valueName: "yyyy-mm-dd"))
  var date: String?

  @Flag(inversion: .prefixedNo, help: "Write the network too.")
  var onnx = true

  @OptionGroup var result: JSONOption
  @OptionGroup var decision: DecisionOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var precision: PrecisionOption

  func validate() throws {
    guard let date else { return }
    let parts = date.split(separator: "-").map { Int($0) }
    let day = DateComponents(
      calendar: Calendar(identifier: .gregorian), year: parts.first ?? nil,
      month: parts.count > 1 ? parts[1] : nil, day: parts.count > 2 ? parts[2] : nil)
    guard date.wholeMatch(of: #/\d{4}-\d{2}-\d{2}/#) != nil, day.isValidDate else {
      throw ValidationError("--date \(date): give a day such as 2023-07-01")
    }
  }

  func run() throws {
    let device = try engine.start()
    let run = RunFolder(folder)
    let hasModel = try RunRecord.load(run).baseline == nil && onnx
    try requireWritable(RunExport.files(in: output, hasModel: hasModel))
    let results = try RunResults(
      run, scene: scene, decision: decision, precision: precision, device: device, draws: true)
    var export = RunExport(
      folder: output, report: results.report, scene: results.ground.scene,
      model: onnx ? results.model : nil, version: Facet.version,
      began: results.ground.record.began)
    export.day = date
    if let earlier { export.earlier = try earlierMap(earlier, beside: results) }
    let (files, notes) = try export.write()
    if results.model == nil, onnx {
      say("note: the run is a baseline's, which has no network: no model.onnx")
    }
    for note in notes { say("note: \(note)") }
    if result.json { print(try jsonText(["files": files])) }
    say("the export is in \(output); open \(files.first { $0.hasSuffix("index.html") } ?? "")")
  }

  /// - Throws: `SceneError` if it has other pixels, or classes that cannot be matched.
  private func earlierMap(
    _ path: String, beside results: RunResults
  ) throws -> (map: LabelMap, name: String) {
    let read = try readClassMap(path)
    let shape = results.ground.scene.shape
    guard read.labels.rows == shape.rows, read.labels.columns == shape.columns else {
      throw SceneError(
        file: path,
        problem: "is \(read.labels.rows)×\(read.labels.columns) pixels, the scene "
          + "\(shape.rows)×\(shape.columns)", remedy: "Give a map on the scene's own pixels")
    }
    let classes = results.report.classes
    let match = try ClassMatch(
      classes, of: folder, with: read.labels.classes, of: path, for: .comparison)
    for note in match.notes { say("note: \(note)") }
    var map = read.labels.restated(by: match)
    map.classes = match.table
    return (map, URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent)
  }
}
