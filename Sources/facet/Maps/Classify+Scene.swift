import ArgumentParser
import Foundation
import Mapping
import Sampling
import Scenes
import Torch
import Training

/// One scene and its map.
extension Classify {
  /// - Parameters:
  ///   - name: of the scene; the run's own if nil.
  ///   - isBrief: whether a line is all that is told of it.
  /// - Throws: `ExitCode` after an interrupt; nothing of the map is left then.
  func map(
    _ name: String?, to output: String, with loaded: LoadedRun, isBrief: Bool = false
  ) throws -> MappingResult {
    let (folder, model) = (loaded.folder, loaded.model)
    var scene = try openScene(name, loaded.record.scene, model.card)
    if let matchBands {
      guard let wavelengths = model.card.wavelengths else {
        throw SceneError(
          file: folder.model, problem: "does not know the wavelengths of its bands",
          remedy: "Leave out --match-bands, or train on a scene that states them")
      }
      scene = try scene.matching(
        wavelengths, BandMatching(matchBands.kind, tolerance: tolerance ?? 5))
    }
    try sayNotes(model.card, scene)
    let walk = try walk(loaded, name, scene)
    var layout = MapLayout(
      rows: scene.shape.rows, columns: scene.shape.columns, classes: loaded.decision.classTable,
      georeference: scene.georeference)
    let result = MappingResult(
      scene: scene.file, map: output, polygons: polygons, probabilities: probabilities,
      shard: shard.map { "\($0.number)/\($0.count)" },
      rows: layout.rows, columns: layout.columns, classes: layout.classes.entries.map(\.name),
      pixels: scene.shape.pixels, pixelsWithoutData: 0)
    // A walk goes over the rows twice and more.
    let bar = ProgressBar(
      "classify", total: scene.shape.rows, unit: walk == nil ? "rows" : "steps", isBrief: isBrief)
    do {
      let unclassified = try Interrupt.heeded {
        if let shard {
          guard walk == nil else {
            throw ValidationError(
              "random walks go over the whole scene, and --shard maps a part of it: add --no-walk, "
                + "or map the scene in one run")
          }
          layout.confidence = confidence
          return try map(shard, of: scene, layout, to: output, loaded, bar)
        }
        return try map(scene, layout, to: output, loaded, walk, bar)
      }
      var made = result
      made.pixelsWithoutData = unclassified
      if unclassified > 0 {
        say(
          "note: no data in \(unclassified) of \(counted(scene.shape.pixels, "pixel")), which "
            + "have no valid band")
      }
      return made
    } catch let interruption as MappingInterrupted {
      bar.interrupt()
      say(interruption.description)
      throw ExitCode(Interrupt.status)
    }
  }

  /// - Returns: pixels without a class.
  private func map(
    _ shard: Shard, of scene: Scene, _ layout: MapLayout, to output: String, _ loaded: LoadedRun,
    _ bar: ProgressBar
  ) throws -> Int {
    let classifier = try SceneClassifier(
      loaded.model, decision: loaded.decision, device: loaded.device)
    let part = MapPart(
      of: layout, rows: classifier.rows(of: shard, in: scene), shard: shard,
      origin: try identity(of: loaded) + " of " + SceneStamp(scene.file).text)
    return try classifier.classify(
      shard, of: scene, into: MapPartWriter(path: output, part: part), confidence: confidence,
      progress: { done, total in bar.show(done, of: total) },
      isInterrupted: { Interrupt.isRequested })
  }

  /// - Returns: pixels without a class.
  private func map(
    _ scene: Scene, _ plain: MapLayout, to output: String, _ loaded: LoadedRun,
    _ walk: (walk: RandomWalk, labels: [Int: UInt16], judges: [Int], section: MapSection)?,
    _ bar: ProgressBar
  ) throws -> Int {
    var layout = plain
    let (decision, model, device) = (loaded.decision, loaded.model, loaded.device)
    let table = orthorectify ? try lookupTable(of: scene) : nil
    let polygonWriter = try polygons.map {
      try mapWriter($0, layout, table, scene.file)
    }
    var probabilityLayout = layout
    probabilityLayout.classes = ClassTable(
      entries: (decision.shares?.numbers ?? model.card.classes.map(\.number)).map {
        model.card.classTable.entries[$0 - 1]
      })
    let probabilityWriter: (any ProbabilityWriter)? = try probabilities.map { path in
      try table.map { [probabilityLayout] table in
        try OrthorectifiedProbabilityWriter(
          path: path, layout: probabilityLayout, table: table, scene: scene.file)
      } ?? makeProbabilityWriter(path: path, layout: probabilityLayout)
    }
    (layout.confidence, layout.legend, layout.overviews) = (confidence, legend, overviews)
    layout.scale = scale
    var writers = [
      (writer: try mapWriter(output, layout, table, scene.file), confidence: confidence)
    ]
    if let polygonWriter { writers.append((writer: polygonWriter, confidence: false)) }
    let writer = SeveralMapWriters(writers)
    if let walk {
      let outcome = try WalkedMap(
        model, walk.walk, labels: walk.labels, judges: walk.judges, decision: decision,
        guide: loaded.folder.guide(walk.section, of: model, device: device), device: device
      ).classify(
        scene, into: writer, confidence: confidence, probabilities: probabilityWriter,
        progress: { done, total in bar.show(done, of: total) },
        isInterrupted: { Interrupt.isRequested })
      if let statement = outcome.choice.statement { say(statement) }
      return outcome.unclassified
    }
    return try SceneClassifier(model, decision: decision, device: device).classify(
      scene, into: writer, confidence: confidence, probabilities: probabilityWriter,
      progress: { done, total in bar.show(done, of: total) },
      isInterrupted: { Interrupt.isRequested })
  }

  /// What maps depend on beside the scene: the model, what decides, and every option.
  func identity(of loaded: LoadedRun) throws -> String {
    let folder = loaded.folder
    let files = [folder.model, folder.embeddings].filter(FileManager.default.fileExists(atPath:))
    let sums = try files.map { try fileChecksum($0).prefix(16) }.joined(separator: " ")
    let options: [(String, String?)] = [
      ("confidence", confidence ? "" : nil), ("legend", legend ? "" : nil),
      ("overviews", overviews ? "" : nil), ("orthorectify", orthorectify ? "" : nil),
      ("scale", scale.map(String.init)), ("match-bands", matchBands?.rawValue),
      ("tolerance", tolerance.map { "\($0)" }), ("descriptor", description.descriptor),
      ("cube", description.cube), ("axes", description.axes),
    ]
    return "model \(sums)" + decision.text + precision.text
      + options.compactMap { name, value in value.map { " --\(name) \($0)" } }.joined()
  }

  private func lookupTable(of scene: Scene) throws -> GeographicLookupTable {
    guard let table = try scene.readLookupTable() else {
      throw SceneError(
        file: scene.file, problem: "has no geographic lookup table to be put on the ground by",
        remedy: "Leave out --orthorectify; EMIT's products have one in `location`, "
          + "Tanager's basic ones are put by their pixels' positions")
    }
    return table
  }

  private func mapWriter(
    _ path: String, _ layout: MapLayout, _ table: GeographicLookupTable?, _ scene: String
  ) throws -> any MapWriter {
    guard let table else { return try makeMapWriter(path: path, layout: layout) }
    return try OrthorectifiedMapWriter(path: path, layout: layout, table: table, scene: scene)
  }

  /// The scene to map. Another than the run's own has other bands dropped, another shape, and
  /// labels of its own, if any.
  private func openScene(
    _ scene: String?, _ trained: String, _ card: ModelCard
  ) throws -> Scene {
    var descriptor = try description.laid(over: card.scene)
    descriptor.labels = nil
    if let scene, scene != trained { descriptor.shape = nil }
    if matchBands != nil, scene != nil { descriptor.drop = nil }
    return try Scene.open(scene ?? trained, descriptor: descriptor)
  }

  /// The random walk, if any, the labels that it begins from, which are those of the run's training
  /// side where its own scene is mapped, and the validation pixels among them.
  private func walk(
    _ loaded: LoadedRun, _ scene: String?, _ mapped: Scene
  ) throws -> (walk: RandomWalk, labels: [Int: UInt16], judges: [Int], section: MapSection)? {
    let (folder, decision) = (loaded.folder, loaded.decision)
    let configuration = try Training.Configuration.load(path: folder.configuration)
    // Read whole only if it matters: most scenes differ in their shape.
    let isOwn =
      try mayWalk(after: decision, configuration.map) && isOwnScene(scene, loaded.record, mapped)
    guard let walk = self.decision.walk(after: decision, configuration.map, isOwn: isOwn) else {
      return nil
    }
    guard isOwn, matchBands == nil else { return (walk, [:], [], configuration.map) }
    let run = try FinishedRun(folder, scene: scene, device: .cpu)
    return (walk, try run.trainingLabels(), run.split.validation, configuration.map)
  }

  private func mayWalk(after decision: Decision, _ section: MapSection) -> Bool {
    self.decision.walk(after: decision, section, isOwn: true) != nil
  }

  /// Whether the scene is the run's own, wherever it lies.
  private func isOwnScene(
    _ scene: String?, _ record: RunRecord, _ mapped: Scene
  ) throws -> Bool {
    guard let scene, SceneFiles.absolute(scene) != record.scene else { return true }
    let shape = [mapped.shape.rows, mapped.shape.columns, mapped.shape.bands]
    return try shape == record.sceneShape
      && SceneFiles(scene).checksum() == record.sceneChecksum
  }
}
