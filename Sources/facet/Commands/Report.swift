import Accuracy
import ArgumentParser
import Baselines
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
    try requireWritable(files ?? [])
    var report: Report
    if let folder {
      report = try runReport(RunFolder(folder), device)
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
  private func page(_ output: String) -> String {
    isFile(output) ? output : "\(output)/report.html"
  }

  private func runReport(_ folder: RunFolder, _ device: Device) throws -> Report {
    if try RunRecord.load(folder).baseline != nil {
      let options = decision.text + precision.text
      guard options.isEmpty else {
        throw ValidationError("a baseline's map is judged as it is; leave out\(options)")
      }
      return try BaselineReport(FinishedBaseline(folder, scene: scene), folder: folder).assemble()
    }
    let finished = try FinishedRun(
      folder, scene: scene, device: device, precision: precision.orFloat32)
    try sayNotes(finished.model.card, finished.scene)
    let decided = try decision.decision(of: finished.model, in: folder, device: device)
    return try RunReport(
      finished, device: device, decision: decided,
      walk: decision.walk(after: decided, finished.configuration.map),
      options: decision.text + precision.text,
      draws: !["json", "csv"].contains(
        URL(fileURLWithPath: output ?? "").pathExtension.lowercased())
    ).assemble()
  }

  /// - Throws: `FigureError` if a class of the map has no labelled pixel, or labelled pixels have none.
  private func stratifiedEstimate(_ report: Report) throws -> StratifiedEstimate? {
    guard let map = report.map else { return nil }
    let counts = map.counts()
    return try StratifiedEstimate(
      sample: report.confusion,
      mapped: (1...max(1, report.confusion.classes)).map {
        counts.indices.contains($0) ? counts[$0] : 0
      })
  }

  private func mapReport(map: String) throws -> Report {
    let mapped = try readClassMap(map)
    let gathered = try GatheredLabels(
      labels, field: labelField, crs: labelsCrs, onto: mapped.georeference,
      rows: mapped.labels.rows, columns: mapped.labels.columns, of: map)
    sayNotes(gathered)
    let match = try ClassMatch(
      mapped.labels.classes, of: map, with: gathered.labels.classes,
      of: labels.joined(separator: ", "), for: .comparison)
    for note in match.notes { say("note: \(note)") }
    let reference = gathered.labels.restated(by: match)
    let pixels = try split.map {
      try Split.load($0, rows: reference.rows, columns: reference.columns).test
    }
    let judged: [Int] =
      pixels ?? reference.values.indices.filter { reference.values[$0] > 0 }
    guard judged.contains(where: { reference.values[$0] > 0 }) else {
      throw SceneError(
        file: labels.joined(separator: ", "),
        problem: "labels none of the \(counted(judged.count, "pixel")) to be judged",
        remedy: "Give labels, or a split, with labelled test pixels")
    }
    let unlabelled = judged.count { reference.values[$0] == 0 }
    if unlabelled > 0 {
      say(
        "note: \(unlabelled) of \(counted(judged.count, "test pixel")) without a label here judge nothing"
      )
    }
    var report = Report(
      title: "Accuracy of \(URL(fileURLWithPath: map).lastPathComponent)", classes: match.table,
      confusion: try ConfusionMatrix(
        reference: reference, map: mapped.labels, pixels: judged,
        classes: match.table.count))
    report.made = ReportDay.today
    report.files = output.map { [FileLink(to: map, from: page($0))] } ?? []
    report.reference = reference
    report.map = mapped.labels
    report.pixelAreas = mapped.georeference?.pixelAreas(
      rows: mapped.labels.rows, columns: mapped.labels.columns)
    report.scene = SceneSummary(
      file: URL(fileURLWithPath: map).lastPathComponent, rows: mapped.labels.rows,
      columns: mapped.labels.columns, bands: 1,
      pixelArea: report.pixelAreas.map { $0.reduce(0, +) / Double($0.count) })
    if stratified {
      report.stratified = try stratifiedEstimate(report)
    } else {
      report.caution =
        "A map does not say which pixels it was trained on. "
        + (split == nil
          ? "If any of these labels trained it, these figures flatter; give the test pixels of its "
            + "split by --split."
          : "These are the test pixels of \(split ?? ""): if that is not the "
            + "split it was trained with, these figures may flatter.")
    }
    report.testPixels = judged
    report.commands = [
      "facet report --map \(map)" + labels.map { " --labels \($0)" }.joined()
        + (labelField.map { " --label-field \($0)" } ?? "")
        + (labelsCrs.map { " --labels-crs \($0)" } ?? "")
        + (split.map { " --split \($0)" } ?? "") + (stratified ? " --stratified" : "")
    ]
    report.provenance = [Fact("Facet", "\(Facet.version) (\(Facet.commit))")]
    return report
  }
}
