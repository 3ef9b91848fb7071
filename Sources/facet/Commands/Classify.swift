import ArgumentParser
import Foundation
import Mapping
import Sampling
import Scenes
import Torch
import Training

struct Classify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Label every pixel of a scene with a trained model.",
    discussion: """
      The whole scene is mapped, borders and unlabelled ground included; pixels without any \
      valid band become "no data". The file's extension says its format:
        .tif   GeoTIFF with palette, class names, coordinate system (QGIS, GDAL)
        .img   ENVI Classification, its header beside it (also .dat)
        .nc    NetCDF-4 after CF
        .h5    HDF5 with class names and coordinates (h5py)
        .png   picture in the classes' colours
        .gpkg  GeoPackage of polygons with class, name and area

      The softmax layer decides, or with --by the metric: the nearest class prototype, the class \
      of the nearest labelled pixel, or of most of the nearest, also under a classical metric \
      (--metric) that is learned from the labelled pixels' features at once. With --reject pixels that are unlike their class become a class \
      of their own, "Rejected".

      Example: facet classify runs/ip --scene scene.h5 -o map.tif --by prototype --reject 0.95
      """)

  @Argument(
    help: ArgumentHelp("Folder of a run.", valueName: "run"), completion: .directory)
  var folder: String

  @Option(
    help: """
      Scene to map: a file, or the tiles of a mosaic as a folder, "tile_*.tif" or a.tif,b.tif; \
      default: the run's own.
      """, completion: .file())
  var scene: String?

  @Option(
    help: "Find the model's bands in the scene's by wavelength: nearest or linear.")
  var matchBands: BandChoice?

  @Option(help: "How far a band may be for --match-bands, in nm (default 5).")
  var tolerance: Double?

  @Option(
    name: [.short, .customLong("output")], help: "The map to write.", completion: .file())
  var output: String

  @Flag(help: "Write the confidence of each pixel's class too.")
  var confidence = false

  @OptionGroup var result: JSONOption
  @OptionGroup var decision: DecisionOptions

  @Option(
    help: "Write the probability of every class to this file: .tif (a band each), .nc or .h5.",
    completion: .file())
  var probabilities: String?

  @Option(
    help: "Write the map's polygons to this file (.gpkg) too.",
    completion: .file(extensions: ["gpkg"]))
  var polygons: String?

  @Flag(
    help: "Put the map on the ground by the scene's lookup table (an image as the sensor saw it).")
  var orthorectify = false

  @Flag(help: "Draw the classes' colours and names below a .png map.")
  var legend = false

  @Option(
    help: ArgumentHelp(
      "Draw each pixel of a .png map as this many pixels a side (default 1, with --legend as many "
        + "as make a small map about 512 pixels large).", valueName: "pixels"))
  var scale: Int?

  @Flag(help: "Put smaller versions into a .tif map, for fast display.")
  var overviews = false

  @OptionGroup(title: "Scene") var description: SceneOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var precision: PrecisionOption

  func validate() throws {
    guard tolerance == nil || matchBands != nil else {
      throw ValidationError("--tolerance goes with --match-bands")
    }
    if let tolerance, !(tolerance >= 0) {
      throw ValidationError("--tolerance \(tolerance): give a distance in nm from 0")
    }
    if let polygons, !polygons.lowercased().hasSuffix(".gpkg") {
      throw ValidationError("--polygons \(polygons): name a file that ends on .gpkg")
    }
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
  private func openScene(_ trained: String, _ card: ModelCard) throws -> Scene {
    var descriptor = try description.laid(over: card.scene)
    descriptor.labels = nil
    if let scene, scene != trained { descriptor.shape = nil }
    if matchBands != nil, scene != nil { descriptor.drop = nil }
    return try Scene.open(scene ?? trained, descriptor: descriptor)
  }

  /// The random walk, if any, the labels that it begins from, which are those of the run's training
  /// side where its own scene is mapped, and the validation pixels among them.
  private func walk(
    after decision: Decision, _ folder: RunFolder, _ record: RunRecord, _ mapped: Scene
  ) throws -> (walk: RandomWalk, labels: [Int: UInt16], judges: [Int])? {
    let configuration = try Training.Configuration.load(path: folder.configuration)
    // Read whole only if it matters: most scenes differ in their shape.
    let isOwn = try mayWalk(after: decision, configuration.map) && isOwnScene(record, mapped)
    guard let walk = self.decision.walk(after: decision, configuration.map, isOwn: isOwn) else {
      return nil
    }
    guard isOwn, matchBands == nil else { return (walk, [:], []) }
    let run = try FinishedRun(folder, scene: scene, device: .cpu)
    return (walk, try run.trainingLabels(), run.split.validation)
  }

  private func mayWalk(after decision: Decision, _ section: MapSection) -> Bool {
    self.decision.walk(after: decision, section, isOwn: true) != nil
  }

  /// Whether the scene is the run's own, wherever it lies.
  private func isOwnScene(_ record: RunRecord, _ mapped: Scene) throws -> Bool {
    guard let scene, SceneFiles.absolute(scene) != record.scene else { return true }
    let shape = [mapped.shape.rows, mapped.shape.columns, mapped.shape.bands]
    return try shape == record.sceneShape
      && SceneFiles(scene).checksum() == record.sceneChecksum
  }

  func run() throws {
    let device = try engine.start()
    let folder = RunFolder(folder)
    let record = try RunRecord.load(folder)
    let model = try folder.loadModel(device: device, precision: precision.orFloat32)
    var scene = try openScene(record.scene, model.card)
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
    let decision = try decision.decision(of: model, in: folder, device: device)
    let walk = try walk(after: decision, folder, record, scene)
    var layout = MapLayout(
      rows: scene.shape.rows, columns: scene.shape.columns, classes: decision.classTable,
      georeference: scene.georeference)
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
    // A walk goes over the rows twice and more.
    let bar = ProgressBar(
      "classify", total: scene.shape.rows, unit: walk == nil ? "rows" : "steps")
    var unclassified = 0
    do {
      unclassified = try Interrupt.heeded {
        if let walk {
          let outcome = try WalkedMap(
            model, walk.walk, labels: walk.labels, judges: walk.judges, decision: decision,
            device: device
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
      if unclassified > 0 {
        say(
          "note: no data in \(unclassified) of \(counted(scene.shape.pixels, "pixel")), which have no valid band"
        )
      }
    } catch let interruption as MappingInterrupted {
      bar.interrupt()
      say(interruption.description)
      throw ExitCode(Interrupt.status)
    }
    if model.precision != .float32 {
      say(
        "the network computed in \(model.precision.rawValue); what that changes is said by "
          + "facet report \(folder.path)\(self.decision.text)\(precision.text)")
    }
    if result.json {
      print(
        try jsonText(
          MappingResult(
            scene: scene.file, map: output, polygons: polygons, probabilities: probabilities,
            rows: layout.rows, columns: layout.columns, classes: layout.classes.entries.map(\.name),
            pixels: scene.shape.pixels, pixelsWithoutData: unclassified)))
    }
    say("the map is in \(output)" + (polygons.map { ", its polygons in \($0)" } ?? ""))
    if let probabilities { say("the probabilities are in \(probabilities)") }
  }
}

/// What `--json` says of a map.
private struct MappingResult: Encodable {
  var scene: String
  var map: String
  var polygons: String?
  var probabilities: String?
  /// Of the map.
  var rows: Int
  var columns: Int
  /// From number 1.
  var classes: [String]
  /// Of the scene.
  var pixels: Int
  var pixelsWithoutData: Int
}

/// How `--match-bands` finds the model's bands in a scene's.
enum BandChoice: String, CaseIterable, ExpressibleByArgument {
  case nearest, linear

  var kind: BandMatching.Kind { self == .nearest ? .nearest : .linear }
}
