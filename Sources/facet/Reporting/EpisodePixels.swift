import Episodes
import Networks
import Sampling
import Scenes
import Torch
import Training

/// Labelled pixels of a scene with the features that a model makes of them, to draw episodes from.
struct EpisodePixels {
  let scene: String
  let ground: EpisodeGround
  let pixels: [Int]
  /// N × d on the CPU.
  let features: Tensor
  /// Side of the model's window.
  let window: Int
  let notes: [String]

  /// What a user asks for.
  struct Request {
    let folder: String
    let scene: String?
    let description: SceneOptions
    let labels: LabelOptions
    let unseen: Bool
    /// Names or codes; nil for all.
    let classes: [String]?
    let seed: UInt64
    let space: EpisodeSpace
  }

  /// Of a run. On its own scene only pixels that it was not trained on take part.
  ///
  /// - Throws: `SceneError` if the run has no model, or the scene does not suit it or has no labels.
  init(_ request: Request, device: Device, precision: Precision) throws {
    let folder = RunFolder(request.folder)
    let record = try RunRecord.load(folder)
    let model = try folder.loadModel(device: device, precision: precision)
    let labels = request.labels
    let file = request.scene ?? record.scene
    let isOwn = try SceneFiles(file).checksum() == record.sceneChecksum
    var known: Set<Int> = []
    var found: (scene: Scene, labels: LabelMap)?
    if isOwn {
      let run = try FinishedRun(folder, scene: file, device: device, precision: precision)
      known = Set(run.split.train + run.split.validation)
      known.formUnion(try RunEmbeddings.load(folder, of: model).added.keys)
      if labels.labels.isEmpty && labels.labelField == nil && labels.labelsCrs == nil {
        found = (run.scene, run.labels)
      }
    }
    let opened =
      try found
      ?? Self.open(
        file, labels.laid(over: request.description.laid(over: model.card.scene)),
        meeting: model.card)
    let trained = Set(model.card.assignable.map(\.name))
    let pools = try Pools(
      opened.labels, of: file, request, without: known,
      unlike: request.unseen ? trained : [])
    let made = try model.features(
      of: pools.ground.classes.flatMap(\.pixels), in: opened.scene, device: device)
    var notes = pools.notes
    let seen = pools.ground.classes.filter { trained.contains($0.name) }.count
    if seen > 0 {
      notes.append(
        "the run was trained on \(seen) of these \(counted(pools.ground.classes.count, "class")) "
          + "by name; --unseen takes only others")
    }
    if !known.isEmpty {
      notes.append("\(counted(known.count, "pixel")) that trained the run take no part")
    }
    self.init(
      pools, made.pixels,
      request.space == .embedding ? made.features.embeddings : made.features.responses,
      window: model.window, notes: notes)
  }

  /// Of a meta-training.
  ///
  /// - Throws: `SceneError` if no scene is named, or it has no labels or other wavelengths.
  init(_ request: Request, of model: MetaModel) throws {
    guard let file = request.scene else {
      throw SceneError(
        file: request.folder, problem: "is a meta-training, which has no scene of its own",
        remedy: "Name one with --scene")
    }
    guard !request.unseen else {
      throw SceneError(
        file: request.folder, problem: "is a meta-training, whose classes have no names here",
        remedy: "Name the classes that were held apart with --classes, in place of --unseen")
    }
    var stated = SceneDescriptor()
    stated.grid = model.card.grid
    var descriptor = request.labels.laid(over: try request.description.laid(over: stated))
    descriptor.grid = model.card.grid
    let opened = try Self.open(file, descriptor, meeting: nil)
    let pools = try Pools(opened.labels, of: file, request, without: [], unlike: [])
    let made = try model.embeddings(
      of: pools.ground.classes.flatMap(\.pixels), in: opened.scene, seed: request.seed)
    self.init(
      pools, made.pixels, made.embeddings, window: model.card.design.window,
      notes: pools.notes + opened.scene.warnings())
  }

  private init(
    _ pools: Pools, _ valid: [Int], _ features: Tensor, window: Int, notes: [String]
  ) {
    let isValid = Set(valid)
    scene = pools.ground.name
    pixels = valid
    self.features = features
    self.window = window
    self.notes = notes
    ground = EpisodeGround(
      name: scene, columns: pools.ground.columns,
      classes: pools.ground.classes.map {
        .init(number: $0.number, name: $0.name, pixels: $0.pixels.filter(isValid.contains))
      })
  }

  private static func open(
    _ file: String, _ descriptor: SceneDescriptor, meeting card: ModelCard?
  ) throws -> (scene: Scene, labels: LabelMap) {
    let scene = try Scene.open(file, descriptor: descriptor)
    if let card { try sayNotes(card, scene) }
    let gathered = try scene.gatherLabels()
    sayNotes(gathered)
    return (scene, gathered.labels)
  }
}

/// The classes and pixels that take part; of large classes a sample.
private struct Pools {
  let ground: EpisodeGround
  let notes: [String]
  private static let most = 2000

  init(
    _ labels: LabelMap, of file: String, _ request: EpisodePixels.Request,
    without known: Set<Int>, unlike trained: Set<String>
  ) throws {
    let wanted = try request.classes.map { names in
      Set(
        try names.map { name in
          guard let row = labels.classes.row(of: name) else {
            throw SceneError(
              file: file, problem: "has no class \(name); its classes are \(labels.classes.list)",
              remedy: "Name others with --classes")
          }
          return row
        })
    }
    var generator = SeededGenerator(seed: request.seed, for: RandomStream("episodes.pool"))
    var sampled = 0
    let classes = EpisodeGround(labels, name: file).classes.compactMap {
      one -> EpisodeGround.Class? in
      guard wanted?.contains(one.number) ?? true, !trained.contains(one.name) else { return nil }
      var pixels = one.pixels.filter { !known.contains($0) }
      if pixels.count > Self.most {
        pixels = Array(pixels.shuffled(using: &generator).prefix(Self.most)).sorted()
        sampled += 1
      }
      return pixels.isEmpty ? nil : .init(number: one.number, name: one.name, pixels: pixels)
    }
    guard !classes.isEmpty else {
      throw SceneError(
        file: file,
        problem: request.unseen
          ? "has no class that the run was not trained on, among \(labels.classes.list)"
          : "has no labelled pixel that the run was not trained on",
        remedy: request.unseen
          ? "Train a run without some classes (split.without), or leave out --unseen"
          : "Name other labels with --labels")
    }
    ground = EpisodeGround(name: file, columns: labels.columns, classes: classes)
    notes =
      sampled == 0
      ? [] : ["of \(counted(sampled, "class")) a sample of \(Self.most) pixels takes part"]
  }
}
