import Accuracy
import ArgumentParser
import Export
import Foundation
import Mapping
import Sampling
import Scenes
import Torch
import Training

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Say how good a map is: figures, and a page to show.",
    discussion: """
      Of a run:  facet report runs/ip
        maps the run's scene, judges it on the test pixels alone, and writes report.html, \
      report.json and report.csv into the run's folder.

      With a second opinion:  facet report runs/ip --honest runs/blocks
        runs/blocks is the same method on a split that leaks less; its figures stand beside.

      Of any map:  facet report --map map.tif --labels scene.h5:/labels -o report.html
        judges it on all labelled pixels, or on the test side of --split split.h5. Labels in several \
      files are merged as in training: --labels a.tif --labels "b_*.gpkg"; pixels that they give to \
      different classes judge nothing.
      """)

  @Argument(
    help: ArgumentHelp("Folder of a run.", valueName: "run"), completion: .directory)
  var folder: String?

  @Option(
    help: "A class map (.tif, .img, .nc, .h5, .png) in place of a run.", completion: .file())
  var map: String?

  @Option(
    help: """
      Reference labels for --map: a raster, FILE.h5:/dataset, or polygons and points. May be \
      repeated.
      """, completion: .file())
  var labels: [String] = []

  @Option(help: "The attribute of polygons and points that is their class.")
  var labelField: String?

  @Option(
    help: ArgumentHelp(
      "CRS of label coordinates that state none, such as EPSG:32633; pixel: columns and rows.",
      valueName: "crs"))
  var labelsCrs: String?

  @Option(
    help: "Judge --map on the test pixels of this split alone.",
    completion: .file(extensions: ["h5"]))
  var split: String?

  @Flag(
    help: """
      The labelled pixels are a random sample of each class of --map: estimate accuracies and areas \
      of the whole map from it (Olofsson et al. 2014).
      """)
  var stratified = false

  @Option(help: "Scene of the run, if it has moved.", completion: .file())
  var scene: String?

  @Option(
    name: [.short, .customLong("output")],
    help: "A file (.html, .json, .csv), or a folder for all three; the run's folder if not given.",
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp(
      "A run of the same method on ground apart from its training, or the folder of its folds, "
        + "whose figures stand beside those of the run.", valueName: "run"),
    completion: .directory)
  var honest: String?

  @Option(
    help: """
      Write figures for print into this folder: maps, confusion matrix and spectra, as SVG and PDF.
      """, completion: .directory)
  var figures: String?

  @OptionGroup var result: JSONOption
  @OptionGroup var decision: DecisionOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var precision: PrecisionOption

  func validate() throws {
    guard (folder == nil) != (map == nil) else {
      throw ValidationError("name either a run's folder or a map with --map")
    }
    guard (map == nil) == labels.isEmpty else {
      throw ValidationError("--map and --labels go together")
    }
    guard map == nil || decision.text.isEmpty else {
      throw ValidationError("a map is judged as it is:\(decision.text) goes with a run")
    }
    guard map == nil || precision.precision == nil else {
      throw ValidationError("a map is judged as it is: --precision goes with a run")
    }
    guard honest == nil || map == nil else {
      throw ValidationError("--honest goes with a run, whose method is known")
    }
    let ending = URL(fileURLWithPath: output ?? "").pathExtension.lowercased()
    guard !["pdf", "txt", "md", "tex", "xml", "png", "xlsx", "docx"].contains(ending) else {
      throw ValidationError(
        "\(output ?? ""): a report is written as .html, .json or .csv, or into a folder as all three"
      )
    }
    guard !stratified || map != nil else {
      throw ValidationError(
        "--stratified goes with --map, whose classes the labels are a sample of")
    }
    guard split == nil || map != nil else {
      throw ValidationError("--split goes with --map; a run has a split of its own")
    }
  }

  func run() throws {
    let device = try engine.start()
    let target = output ?? folder
    let files = target.map { isFile($0) ? [$0] : Report.files(folder: $0) }
    try requireWritable((files ?? []) + (figures.map(PrintFigures.files) ?? []))
    var report: Report
    if let folder {
      report = try RunResults(
        RunFolder(folder), scene: scene, decision: decision, precision: precision, device: device,
        draws: !["json", "csv"].contains(
          URL(fileURLWithPath: output ?? "").pathExtension.lowercased())
      ).report
      if let honest {
        report.honest = try HonestRuns(
          honest, decision: decision, device: device, precision: precision.orFloat32
        )
        .summary(beside: RunIdentity(folder, device: device))
        report.commands = report.commands.map {
          $0.hasPrefix("facet report") ? "\($0) --honest \(honest)" : $0
        }
      }
    } else {
      report = try mapReport(map: map ?? "")
    }
    print(
      try result.json
        ? String(decoding: ReportDocument(report).json(), as: UTF8.self)
        : ReportText(report).description)
    if let figures {
      // The inputs are known only now.
      try requireWritable(PrintFigures.files(in: figures))
      let files = try PrintFigures(report).write(folder: figures)
      say("the figures are in \(figures): \(counted(files.count, "file"))")
    }
    guard let target else { return }
    if isFile(target) {
      try report.write(target)
      say("the report is in \(target)")
    } else {
      let files = try report.write(folder: target)
      say("the report is in \(files.joined(separator: ", "))")
    }
  }

  /// Whether `-o` names one file and not a folder for three.
  private func isFile(_ path: String) -> Bool {
    ["html", "htm", "json", "csv"].contains(URL(fileURLWithPath: path).pathExtension.lowercased())
  }

  /// The page that an output is, or that is in the folder it names.
  func page(_ output: String) -> String {
    isFile(output) ? output : "\(output)/report.html"
  }
}
