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

      Many scenes: name a folder for the maps. Each file that a pattern or list stands for is a \
      scene of its own; --resume leaves maps alone that the same command has made.
        facet classify runs/ip --scene "flights/*.h5" -o maps/ --resume

      One large scene on many machines: each maps a part of the rows, and the parts make the map \
      that one run would make, byte by byte.
        facet classify runs/ip --scene scene.h5 --no-walk --shard 2/8 -o part-2.h5
        facet join part-*.h5 -o map.tif

      Example: facet classify runs/ip --scene scene.h5 -o map.tif --by prototype --reject 0.95
      """)

  @Argument(
    help: ArgumentHelp("Folder of a run.", valueName: "run"), completion: .directory)
  var folder: String

  @Option(
    name: .customLong("scene"), parsing: .singleValue,
    help: """
      Scene to map: a file, or the tiles of a mosaic as a folder, "tile_*.tif" or a.tif,b.tif; \
      default: the run's own. May be repeated if the output is a folder; a pattern then stands for \
      scenes and not for tiles.
      """, completion: .file())
  var scenes: [String] = []

  @Option(
    help: "Find the model's bands in the scene's by wavelength: nearest or linear.")
  var matchBands: BandChoice?

  @Option(help: "How far a band may be for --match-bands, in nm (default 5).")
  var tolerance: Double?

  @Option(
    name: [.short, .customLong("output")],
    help: "The map to write, or a folder for the maps of several scenes.",
    completion: .file())
  var output: String

  @Option(
    help: ArgumentHelp(
      "Format of the maps if the output is a folder (default tif).", valueName: "ending"))
  var format: MapEnding?

  @Flag(
    help: """
      If the output is a folder: make no map again that this command made of the same scene, with \
      the same run and options.
      """)
  var resume = false

  @Option(
    help: ArgumentHelp(
      "Map one of several parts of the rows, such as 2/8, for `facet join`; written as .h5.",
      valueName: "part/parts"))
  var shard: Shard?

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
    if shard != nil { try validateShard() }
    if isForMany {
      for (name, isGiven) in [
        ("--probabilities", probabilities != nil), ("--polygons", polygons != nil),
      ] where isGiven {
        throw ValidationError("\(name) names one file, but \(output) is a folder for several maps")
      }
    } else {
      guard scenes.count < 2 else {
        throw ValidationError("several scenes go into a folder: -o \(output)/")
      }
      guard !resume, format == nil else {
        throw ValidationError(
          "\(resume ? "--resume" : "--format") goes with a folder for several maps: -o \(output)/")
      }
    }
    if let polygons, !polygons.lowercased().hasSuffix(".gpkg") {
      throw ValidationError("--polygons \(polygons): name a file that ends on .gpkg")
    }
  }

  /// Whether the output is a folder for the maps of several scenes.
  var isForMany: Bool {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: output, isDirectory: &isFolder)
    return output.hasSuffix("/") || (exists && isFolder.boolValue)
      || (!exists && scenes.count > 1 && URL(fileURLWithPath: output).pathExtension.isEmpty)
  }

  /// What a part of the rows cannot have.
  private func validateShard() throws {
    guard !isForMany else { throw ValidationError("--shard goes with one scene and one file") }
    for (name, isGiven) in [
      ("--probabilities", probabilities != nil), ("--polygons", polygons != nil),
      ("--legend", legend), ("--scale", scale != nil), ("--overviews", overviews),
      ("--orthorectify", orthorectify),
    ] where isGiven {
      throw ValidationError(
        "\(name) needs the whole map: leave it out with --shard"
          + (["--polygons", "--legend", "--scale", "--overviews"].contains(name)
            ? "; `facet join` takes it" : ""))
    }
    guard decision.walk != true else {
      throw ValidationError("--walk goes over the whole scene, and --shard maps a part of it")
    }
  }

  func run() throws {
    let device = try engine.start()
    let folder = RunFolder(folder)
    let record = try RunRecord.load(folder)
    let model = try folder.loadModel(device: device, precision: precision.orFloat32)
    let loaded = LoadedRun(
      folder: folder, record: record, model: model,
      decision: try decision.decision(of: model, in: folder, device: device), device: device)
    if isForMany { return try mapMany(loaded) }
    let made = try map(scenes.first, to: output, with: loaded)
    if model.precision != .float32 {
      say(
        "the network computed in \(model.precision.rawValue); what that changes is said by "
          + "facet report \(folder.path)\(decision.text)\(precision.text)")
    }
    if result.json { print(try jsonText(made)) }
    say(
      shard.map { "part \($0.number)/\($0.count) of the map is in \(output)" }
        ?? "the map is in \(output)" + (polygons.map { ", its polygons in \($0)" } ?? ""))
    if let probabilities { say("the probabilities are in \(probabilities)") }
  }
}
