import Episodes
import Sampling
import Scenes
import Torch
import Training

/// Labelled pixels of a scene with the features that a run's model makes of them, to draw episodes
/// from.
struct EpisodePixels {
  let scene: String
  let ground: EpisodeGround
  let pixels: [Int]
  /// N × d on the CPU.
  let features: Tensor
  /// Side of the model's window.
  let window: Int
  private(set) var notes: [String] = []

  /// - Throws: `SceneError` if the run has no model, or the scene does not suit it or has no labels.
  init(
    _ folder: RunFolder, scene path: String?, description: SceneOptions, labels: LabelOptions,
    unseen: Bool, mostOfAClass: Int, seed: UInt64, device: Device, precision: Precision,
    space: EpisodeSpace
  ) throws {
    let record = try RunRecord.load(folder)
    let model = try folder.loadModel(device: device, precision: precision)
    let hasOwnLabels = labels.labels.isEmpty && labels.labelField == nil
    let file = path ?? record.scene
    let isOwn = try SceneFiles(file).checksum() == record.sceneChecksum
    let map: LabelMap
    let opened: Scene
    var known: Set<Int> = []
    if isOwn {
      let split = try RunGround(folder, record: record, scene: file, descriptor: model.card.scene)
      known = Set(split.split.train + split.split.validation)
    }
    if isOwn && hasOwnLabels {
      let run = try FinishedRun(folder, scene: file, device: device, precision: precision)
      (opened, map) = (run.scene, run.labels)
      let added = try RunEmbeddings.load(folder, of: model).added.keys
      known.formUnion(added)
    } else {
      opened = try Scene.open(
        file, descriptor: labels.laid(over: description.laid(over: model.card.scene)))
      try sayNotes(model.card, opened)
      let gathered = try opened.gatherLabels()
      sayNotes(gathered)
      map = gathered.labels
    }
    let trained = Set(model.card.assignable.map(\.name))
    var generator = SeededGenerator(seed: seed, for: RandomStream("episodes.pool"))
    var pools: [EpisodeGround.Class] = []
    var capped = 0
    for number in map.counts().indices.dropFirst() {
      let name = map.classes.name(of: number)
      if unseen && trained.contains(name) { continue }
      var own = map.values.indices.filter { Int(map.values[$0]) == number && !known.contains($0) }
      if own.count > mostOfAClass {
        own = Array(own.shuffled(using: &generator).prefix(mostOfAClass)).sorted()
        capped += 1
      }
      if !own.isEmpty { pools.append(.init(number: number, name: name, pixels: own)) }
    }
    guard !pools.isEmpty else {
      throw SceneError(
        file: file,
        problem: unseen
          ? "has no class that the run was not trained on, among \(map.classes.list)"
          : "has no labelled pixel that the run was not trained on",
        remedy: unseen
          ? "Train a run without some classes (split.without), or leave out --unseen"
          : "Name other labels with --labels")
    }
    let (valid, made) = try model.features(
      of: pools.flatMap(\.pixels), in: opened, device: device)
    let isValid = Set(valid)
    scene = file
    window = model.window
    pixels = valid
    features = space == .embedding ? made.embeddings : made.responses
    ground = EpisodeGround(
      name: file, columns: map.columns,
      classes: pools.map { pool in
        .init(
          number: pool.number, name: pool.name, pixels: pool.pixels.filter(isValid.contains))
      })
    let seen = pools.filter { trained.contains($0.name) }.count
    if seen > 0 {
      notes.append(
        "the run was trained on \(seen) of these \(counted(pools.count, "class")) by name; --unseen "
          + "takes only others")
    }
    if !known.isEmpty {
      notes.append("\(counted(known.count, "pixel")) that trained the run take no part")
    }
    if capped > 0 {
      notes.append("of \(counted(capped, "class")) a sample of \(mostOfAClass) pixels takes part")
    }
  }
}
