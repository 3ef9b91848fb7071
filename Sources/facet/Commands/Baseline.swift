import Accuracy
import ArgumentParser
import Baselines
import Classical
import Foundation
import Mapping
import Parts
import Sampling
import Scenes
import Torch
import Training

struct Baseline: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Map a scene by a yardstick: SVM, forest, neighbours, class means, spectral angle, labels.",
    discussion: """
      The ground is that of a network's training, so that both are judged on the same pixels: \
      a configuration, the folder of a run, or a scene with a split of it. Validation pixels \
      train too, as a baseline holds none back. The folder that -o names is a run like others: \
      `facet compare` and `facet report` take it.

        facet baseline svm Configs/indian-pines.yaml -o runs/ip-svm
        facet baseline rf runs/ip -o runs/ip-rf --features morphology
        facet baseline knn scene.h5 --split split.h5 --metric kissme
        facet baseline svm scene.h5 --split split.h5 --features lfda:20

      \(BaselineKind.all.map { "  \($0.name)  \($0.summary)" }.joined(separator: "\n"))

      --features takes, besides \(FeatureKind.all.map(\.name).joined(separator: ", ")), a \
      classical method that makes components of the spectra, after a colon how many, and \
      options: lfda:20,neighbours=3. Metrics learn them from the training side's classes, \
      embeddings from its pixels alone; the components are then scaled alike. \
      --metric measures the distances of \
      \(BaselineKind.all.filter(\.takesMetric).map(\.name).joined(separator: " and ")) by a \
      learned metric.

      Metrics:
      \(MetricKind.all.map { "  \($0.name)  \($0.summary)" }.joined(separator: "\n"))

      Embeddings:
      \(EmbeddingKind.all.filter { $0.newPoints != .refused }
        .map { "  \($0.name)  \($0.summary)" }.joined(separator: "\n"))

      With --walk the map is smoothed by the same random walk as a network's, so that both are \
      compared alike.
      """)

  @Argument(help: "Which yardstick.")
  var method: BaselineKind

  @Argument(
    help: ArgumentHelp(
      "Configuration (.yaml), folder of a run, or scene file.", valueName: "ground"),
    completion: .file())
  var ground: String

  @Option(
    help: "Split of the scene, from facet split.", completion: .file(extensions: ["h5"]))
  var split: String?

  @Option(
    name: [.short, .customLong("output")], help: "Folder of the run.", completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp(
      "What it sees of a pixel. "
        + FeatureKind.all.map { "\($0.name): \($0.summary)" }.joined(separator: " ")
        + " Or a classical method of the spectra, such as lfda:20 or pca:30."))
  var features = FeatureKind.spectra.name

  @Option(
    help: ArgumentHelp(
      "Measure distances by this metric, learned from the training side; after a colon how many "
        + "components it keeps: lda:5. For "
        + BaselineKind.all.filter(\.takesMetric).map(\.name).joined(separator: " and ") + ".",
      valueName: "name"))
  var metric: String?

  @Option(
    parsing: .unconditional,
    help: "Side of the window for --features window; default: the configuration's.")
  var window: Int?

  @Flag(
    help: """
      Smooth the map by random walks from the training labels, as a network's: contrast and prior as \
      the configuration's map section says, prior 0.001 if it says none.
      """)
  var walk = false

  @Option(
    help: "Write the map to this file too (.tif, .png, .img, .nc, .h5).", completion: .file())
  var map: String?

  @Option(
    help: ArgumentHelp(
      """
      Map this scene in place of the one that it learned from, which may be a spectral library: \
      facet baseline sam library.sli --sensor scene.tif --onto scene.tif --map map.tif
      """, valueName: "scene"), completion: .file())
  var onto: String?

  @Option(help: "Scene file, in place of the configuration's.", completion: .file())
  var scene: String?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: "Change one value of the configuration: --set split.count=10. May be repeated.")
  var changes: [String] = []

  @Option(help: "Seed of everything random, in place of the configuration's.")
  var seed: UInt64?

  @Option(parsing: .unconditional, help: "CPU threads; all cores by default.")
  var threads: Int?

  @OptionGroup var result: JSONOption
  @OptionGroup(title: "Scene") var description: SceneOptions
  @OptionGroup(title: "Labels") var labels: LabelOptions
  @OptionGroup var outputs: OutputOptions

  private var request: BaselineRequest {
    get throws {
      try BaselineRequest(method, features: features, metric: metric, window: window, walk: walk)
    }
  }

  func validate() throws {
    do {
      try request.validate()
    } catch let error as BaselineError {
      throw ValidationError(error.message)
    }
    if let onto {
      guard map != nil else {
        throw ValidationError("--onto \(onto): say with --map where the map is to be written")
      }
      guard output == nil else {
        throw ValidationError(
          "--onto maps another scene than the run's own, of which no run is kept: leave out -o")
      }
    }
  }

  func run() throws {
    Engine.shareProcessors()
    if let threads { try Engine.setThreads(threads) }
    let folder = output.map { RunFolder($0) }
    try folder?.requireNone()
    try requireWritable(folder.map { Report.files(folder: $0.path) } ?? [])
    let chosen = try chooseGround()
    let request = try request
    let baseline = try BaselineRun(
      request,
      configuration: chosen.configuration, scenePath: chosen.scene)
    if let onto, let map { return try write(baseline, onto: onto, to: map) }
    let layout = MapLayout(of: baseline.scene, classes: baseline.legend)
    // A name that cannot be written to is refused before anything is fitted.
    if let map { try makeMapWriter(path: map, layout: layout).abandon() }
    say(
      method.title + (method.hasClassifier ? " on \(request.seen)" : "")
        + (request.metric.map { " by the metric \($0)" } ?? "") + ": "
        + counted(baseline.trainingSide.count, "training pixel") + ", "
        + counted(baseline.split.test.count, "test pixel"))
    let bar = ProgressBar("map", total: baseline.scene.shape.rows, unit: "rows")
    let finished = try baseline.run(
      threads: threads ?? Engine.threads, version: Facet.version, commit: Facet.commit
    ) { done, _ in bar.show(done) }
    for note in finished.notes { say("note: \(note)") }
    if let map { try finished.write(to: makeMapWriter(path: map, layout: layout)) }
    let report = try BaselineReport(finished, folder: folder).assemble()
    print(
      try result.json
        ? String(decoding: ReportDocument(report).json(), as: UTF8.self)
        : ReportText(report).description
          + "\n\n  \(BaselineReport.settings(of: finished.baseline))")
    if let map { say("the map is in \(map)") }
    guard let folder else { return }
    try Interrupt.heeded { try finished.save(to: folder) }
    try report.write(folder: folder.path)
    say("the run is in \(folder.path); compare it with a network's:")
    say("  facet compare RUN \(folder.path)")
  }

  private func write(_ baseline: BaselineRun, onto target: String, to path: String) throws {
    var descriptor = try description.laid(over: SceneDescriptor())
    descriptor.drop = try baseline.configuration.scene.sceneDescriptor().drop
    let scene = try Scene.open(target, descriptor: descriptor)
    for warning in scene.warnings() { say("note: \(warning)") }
    let layout = MapLayout(of: scene, classes: baseline.legend)
    let writer = try makeMapWriter(path: path, layout: layout)
    say(
      "\(method.title): \(baseline.trainingSide.count) training spectra"
        + " of \(counted(baseline.legend.count, "class"))")
    let bar = ProgressBar("map", total: scene.shape.rows, unit: "rows")
    do {
      let (map, notes) = try baseline.map(onto: scene, threads: threads ?? Engine.threads) {
        done, _ in bar.show(done)
      }
      for note in notes { say("note: \(note)") }
      try map.values.withUnsafeBufferPointer {
        try writer.write(rows: 0..<map.rows, classes: $0, confidence: nil)
      }
      try writer.finish()
    } catch {
      writer.abandon()
      throw error
    }
    if result.json { print(try jsonText(["map": path, "scene": target])) }
    say("the map is in \(path)")
  }

  /// The configuration that says which pixels train and test, and where the scene is.
  private func chooseGround() throws -> (configuration: Training.Configuration, scene: String) {
    var overrides =
      changes + description.changes + labels.changes + (seed.map { ["seed=\($0)"] } ?? [])
    if let split { overrides.append("split.file=\(split)") }
    if ["yaml", "yml"].contains(URL(fileURLWithPath: ground).pathExtension.lowercased()) {
      let configuration = try Training.Configuration.load(path: ground, overrides: overrides)
      return (
        configuration, try scene ?? configuration.scene.locateFile(configuration: ground)
      )
    }
    let run = RunFolder(ground)
    if run.exists {
      guard overrides.isEmpty else {
        throw ValidationError(
          "the ground of a run is as it is; leave out --set, --seed, --split and what describes the scene, or name its "
            + "configuration: \(run.configuration)")
      }
      // The split that was drawn, not one that is drawn again.
      return (
        try Training.Configuration.load(
          path: run.configuration, overrides: ["split.file=\(run.split)"]),
        try scene ?? RunRecord.load(run).scene
      )
    }
    // Of what is learned for another scene, all trains unless told otherwise.
    if onto != nil, split == nil, !changes.contains(where: { $0.hasPrefix("split") }) {
      overrides += ["split.kind=all", "split.validation=0"]
    }
    guard split != nil || onto != nil else {
      throw ValidationError(
        "which pixels of \(ground) train? Give --split from `facet split`, a configuration "
          + "(.yaml), or the folder of a run")
    }
    return (try Training.Configuration.load(path: nil, overrides: overrides), scene ?? ground)
  }
}
