import Accuracy
import ArgumentParser
import Classical
import Mapping
import Parts
import Sampling
import Scenes
import Torch
import Training

struct Embed: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write features of every pixel, of a network's metric or a classical method.",
    discussion: """
      Of a run: the features of its network's metric. Of a scene, with --by: the components that a \
      classical method makes of the spectra, after a colon how many, and options: \
      lfda:20,neighbours=3. A .h5 file holds `embedding`, \
      rows × columns × components in float32; a .tif file a band for each component. Both are \
      written strip by strip, so they may be larger than memory; pixels without any value are NaN.

      --picture draws how the metric of a run places its test pixels, at most 1000, in two \
      dimensions, as the report does by t-SNE; --by then names an embedding: \
      \(EmbeddingKind.names.joined(separator: ", ")).

      Classical methods for scenes:
      \(MethodChoice.names.map { "  \($0)  \(Self.summary(of: $0))" }.joined(separator: "\n"))

      PCA, whitening and metrics by class means and covariances learn from all pixels, or all \
      labelled ones; other methods from a sample, and say so. What learns from classes takes the \
      scene's labels, or --labels; with --split only those of the training side.

      Examples:
        facet embed runs/ip --scene scene.h5 -o embedding.h5
        facet embed scene.h5 --by pca:30 -o features.h5
        facet embed scene.h5 --by lfda:10 --split split.h5 -o features.tif
        facet embed runs/ip --picture embedding.png --by mds
      """)

  private static func summary(of name: String) -> String {
    MetricKind.find(name)?.summary ?? EmbeddingKind.find(name)?.summary ?? ""
  }

  @Argument(
    help: ArgumentHelp("Folder of a run; with --by a scene file.", valueName: "run"),
    completion: .file())
  var source: String

  @Option(
    help: "Scene. Default: the one that the run was trained on.", completion: .file())
  var scene: String?

  @Option(
    help: ArgumentHelp(
      "Embed a scene by this classical method, without a network: pca:30, lfda:10, isomap. With "
        + "--picture: draw by this embedding (default tsne).",
      valueName: "method"))
  var by: String?

  @Option(
    help: "Learn from the training side of this split alone (with --by and classes).",
    completion: .file(extensions: ["h5"]))
  var split: String?

  @Option(
    help: "Seed of the sample that --by learns from (default 0; with --picture the run's).")
  var seed: UInt64?

  @Option(
    name: [.short, .customLong("output")], help: "The file to write: .h5 or .tif.",
    completion: .file())
  var output: String?

  @Option(
    help: "Draw the test pixels of a run in two dimensions, to this PNG file.",
    completion: .file(extensions: ["png"]))
  var picture: String?

  @OptionGroup var result: JSONOption
  @OptionGroup(title: "Scene") var description: SceneOptions
  @OptionGroup(title: "Labels") var labels: LabelOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var precision: PrecisionOption

  func validate() throws {
    guard output != nil || picture != nil else {
      throw ValidationError(
        "say what to write: -o features.h5, or --picture embedding.png of a run")
    }
    if let picture {
      return try validate(picture)
    }
    guard let by else {
      for (name, isGiven) in [
        ("--split", split != nil), ("--seed", seed != nil), ("--labels", !labels.labels.isEmpty),
        ("--label-field", labels.labelField != nil),
        ("--labels-crs", labels.labelsCrs != nil),
      ] where isGiven {
        throw ValidationError("\(name) goes with --by; a run has learned already")
      }
      return
    }
    let choice: MethodChoice
    do {
      choice = try MethodChoice(by)
    } catch let error as PartError {
      throw ValidationError("--by \(by): \(error.message)")
    }
    guard scene == nil else {
      throw ValidationError("--scene goes with a run; with --by name the scene itself")
    }
    for (name, isGiven) in [
      ("--split", split != nil), ("--labels", !labels.labels.isEmpty),
      ("--label-field", labels.labelField != nil),
      ("--labels-crs", labels.labelsCrs != nil),
    ] where isGiven && !choice.needsClasses {
      throw ValidationError("\(name): \(choice.title) learns from no classes; leave it out")
    }
    for (name, isGiven) in [
      ("--precision \(precision.precision?.rawValue ?? "")", precision.precision != nil),
      ("--device cuda", engine.device == .cuda),
    ] where isGiven {
      throw ValidationError(
        "\(name): classical methods use no network and compute on the CPU in float64; leave it out")
    }
  }

  func run() throws {
    let device = try engine.start()
    do {
      if let picture {
        try draw(picture, device)
      } else if let by {
        try embed(by: MethodChoice(by), to: output ?? "")
      } else {
        try embedByNetwork(device, to: output ?? "")
      }
    } catch let interruption as MappingInterrupted {
      say("\(interruption)")
      throw ExitCode(Interrupt.status)
    }
  }

  private func embedByNetwork(_ device: Device, to output: String) throws {
    let folder = RunFolder(source)
    let record = try RunRecord.load(folder)
    let model = try folder.loadModel(device: device, precision: precision.orFloat32)
    let scene = try Scene.open(
      scene ?? record.scene, descriptor: description.laid(over: model.card.scene))
    try sayNotes(model.card, scene)
    let bar = ProgressBar("embed", total: scene.shape.rows, unit: "rows")
    try interruptible(bar) {
      try SceneEmbedding(model, device: device).write(
        scene, to: output, progress: { bar.show($0) }, isInterrupted: { Interrupt.isRequested })
    }
    try tell(scene.file, output, model.card.factors)
    say("the \(model.card.factors) features of every pixel are in \(output)")
  }

  private func embed(by choice: MethodChoice, to output: String) throws {
    if RunFolder(source).exists {
      throw SceneError(
        file: source, problem: "is a run, and --by \(choice) embeds a scene without a network",
        remedy: "Name the scene: facet embed \(try RunRecord.load(RunFolder(source)).scene) --by "
          + "\(choice) -o \(output). Or draw the run's test pixels: facet embed \(source) "
          + "--picture embedding.png --by mds")
    }
    let scene = try Scene.open(
      source, descriptor: labels.laid(over: description.laid(over: SceneDescriptor())))
    // A name that cannot be written to is refused before anything is read.
    func layout(_ components: Int) -> EmbeddingLayout {
      EmbeddingLayout(
        rows: scene.shape.rows, columns: scene.shape.columns,
        names: (1...max(1, components)).map { "\(choice.name) \($0)" },
        meaning: "components by \(choice.title)", georeference: scene.georeference)
    }
    try makeEmbeddingWriter(path: output, layout: layout(choice.components ?? 1)).abandon()
    let embedding = try ClassicalEmbedding(
      choice, of: scene, labels: choice.needsClasses ? learningLabels(of: scene) : nil)
    let bar = ProgressBar("learn", total: scene.shape.rows, unit: "rows")
    let learned = try interruptible(bar) {
      try embedding.learn(
        seed: seed ?? 0, progress: { bar.show($0) }, isInterrupted: { Interrupt.isRequested })
    }
    for note in learned.notes { say("note: \(note)") }
    let writer = try makeEmbeddingWriter(path: output, layout: layout(learned.components))
    let second = ProgressBar("embed", total: scene.shape.rows, unit: "rows")
    try interruptible(second) {
      try embedding.write(
        learned, into: writer, progress: { second.show($0) },
        isInterrupted: { Interrupt.isRequested })
    }
    try tell(scene.file, output, learned.components)
    say(
      "the \(counted(learned.components, "component")) of every pixel by \(choice.title) are in "
        + output)
  }

  func tell(_ scene: String, _ file: String, _ components: Int) throws {
    guard result.json else { return }
    print(try jsonText(EmbeddingResult(scene: scene, embedding: file, components: components)))
  }

  private func interruptible<Result>(_ bar: ProgressBar, _ body: () throws -> Result) throws
    -> Result
  {
    do {
      return try Interrupt.heeded(body)
    } catch let interruption as MappingInterrupted {
      bar.interrupt()
      throw interruption
    }
  }

  /// The labels that a method may learn from: all, or those of the split's training side.
  private func learningLabels(of scene: Scene) throws -> LabelMap {
    let gathered = try scene.gatherLabels()
    sayNotes(gathered)
    var map = gathered.labels
    guard let split else { return map }
    let sides = try Split.load(split, rows: map.rows, columns: map.columns)
    let own = Set(sides.train + sides.validation)
    for pixel in map.values.indices where !own.contains(pixel) { map.values[pixel] = 0 }
    return map
  }
}

/// What `--json` says of an embedding.
private struct EmbeddingResult: Encodable {
  var scene: String
  var embedding: String
  var components: Int
}
