import Foundation
import Scenes
import TestSupport
import Testing

/// Every command with every output option, aimed at what it reads: nothing of that changes.
///
/// The commands and their options are those that the parser lists, so that a new option is missed
/// here until somebody says whether it is an output.
@Suite struct OutputMatrixTests {
  let folder: TemporaryFolder
  let program: FacetProgram

  init() throws {
    folder = try TemporaryFolder()
    program = FacetProgram(in: folder)
    try OutputMatrix.prepare(folder, program)
  }

  /// Options that name nothing that is written.
  private static let plain: Set<String> = [
    "among", "axes", "bands", "blocks", "by", "class", "classes", "columns", "content", "cube",
    "date", "descriptor", "device", "difficulty", "earlier", "episodes", "features", "fold",
    "folds", "format", "fraction", "from", "head", "heads", "honest", "label-field", "labels",
    "labels-crs", "masks", "match-bands", "metric", "name", "neighbours", "onto", "per-class",
    "pixel", "port", "precision", "progress", "prototypes", "queries", "reject", "replay", "rows",
    "scale", "scene", "seed", "seeds", "self-supervised", "sensor", "set", "shard", "shots",
    "space", "split", "splits", "threads", "tolerance", "validation", "value", "ways", "window",
    "zones",
  ]

  @Test func everyOutputOptionIsInTheMatrix() throws {
    let known = Set(OutputMatrix.cases.map { "\($0.arguments[0]) \($0.option)" })
    // MessageTests aims the log at inputs, which is the same for all commands.
    let options = try listedOptions().filter {
      !Self.plain.contains($0.option) && $0.option != "log"
    }
    // The map that `report` judges is an input.
    let outputs = Set(options.map { "\($0.command) --\($0.option)" }).subtracting(["report --map"])
    for one in try listedOptions() where one.option != "log" {
      #expect(
        one.isOutput == outputs.contains("\(one.command) --\(one.option)"),
        "\(one.command) --\(one.option): OptionFacts.outputs says otherwise")
    }
    #expect(outputs.count > 15)
    #expect(
      outputs.subtracting(known) == [],
      "in the matrix is no case of these options: are they outputs? If not, they are plain")
    #expect(known.subtracting(outputs) == [], "there are no such options any more")
  }

  private struct Listed {
    var command: String
    var option: String
    var isOutput: Bool
  }

  private func listedOptions() throws -> [Listed] {
    let text = try program.run("describe", "--json").results
    let tree = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let commands = try #require(tree?["commands"] as? [[String: Any]])
    return commands.flatMap { command in
      ((command["arguments"] as? [[String: Any]]) ?? []).compactMap { argument in
        guard argument["kind"] as? String == "option", let name = argument["name"] as? String
        else { return nil }
        return Listed(
          command: command["name"] as? String ?? "", option: name,
          isOutput: argument["isOutput"] as? Bool ?? false)
      }
    }
  }

  /// Links of four kinds lead from a name that the option takes to a file that the command reads.
  @Test func noInputIsReplaced() throws {
    var runs: [(arguments: [String], target: String)] = []
    for one in OutputMatrix.cases {
      for input in one.inputs {
        let target = try OutputMatrix.link(
          folder, input, ending: one.ending, number: runs.count, isFolder: one.ending.isEmpty)
        runs.append((one.arguments + [one.option, target, "--force"], target))
      }
    }
    let before = try folder.everyFile()
    let endings = try concurrentMap(runs.count, threads: 4) { [program, runs] in
      try program.run(runs[$0].arguments)
    }
    for (run, ending) in zip(runs, endings) {
      #expect(ending.status != 0 && !ending.wasKilled, "\(run.arguments) was not refused")
      if run.target.contains(".") {
        #expect(
          ending.messages.contains("not replaced") || ending.messages.contains("another"),
          "\(run.arguments): \(ending.messages)")
      }
    }
    let after = try folder.everyFile()
    for (name, bytes) in before { #expect(after[name] == bytes, "\(name) has changed") }
    #expect(Set(after.keys).subtracting(before.keys) == [], "files were made")
  }
}

extension TemporaryFolder {
  /// Every file's name and bytes.
  fileprivate func everyFile() throws -> [String: Data] {
    var found: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
      found[name] = FileManager.default.contents(atPath: file(name))
    }
    return found
  }
}

/// Commands with their output options and what each of them reads.
private enum OutputMatrix {
  struct Case {
    /// All but the output.
    var arguments: [String]
    var option: String
    /// What the output's name ends in; empty for a folder.
    var ending: String
    var inputs: [String]

    init(_ arguments: String, _ option: String, _ ending: String, _ inputs: [String]) {
      self.arguments = arguments.split(separator: " ").map(String.init)
      (self.option, self.ending, self.inputs) = (option, ending, inputs)
    }
  }

  private static let run = [
    "run/run.json", "run/configuration.yaml", "run/split.h5", "run/model.safetensors",
    "run/embeddings.safetensors", "scene.h5", "truth.h5",
  ]
  private static let survey = ["shp", "shx", "dbf", "prj", "cpg"].map { "survey.\($0)" }
  private static let map = ["labels.tif", "labels.tif.aux.xml"]

  static let cases: [Case] = [
    Case("classify run --no-walk", "--output", "tif", run),
    Case("classify run --no-walk", "--output", "img", ["scene.h5"]),
    Case("classify run --no-walk", "--output", "nc", ["truth.h5"]),
    Case("classify run --no-walk", "--output", "h5", ["scene.h5", "run/split.h5"]),
    Case("classify run --no-walk", "--output", "png", ["scene.h5"]),
    Case("classify run --no-walk", "--output", "gpkg", ["scene.h5"]),
    Case("classify run --no-walk -o new/m.h5", "--probabilities", "nc", ["scene.h5"]),
    Case("classify run --no-walk -o new/m.tif", "--probabilities", "tif", ["run/run.json"]),
    Case("classify run --no-walk -o new/m.png", "--polygons", "gpkg", ["scene.h5", "truth.h5"]),
    Case("classify run --scene scene.h5 --no-walk --shard 1/1", "--output", "h5", run),
    Case("join part.h5", "--output", "tif", ["part.h5"]),
    Case("join part.h5", "--output", "h5", ["part.h5"]),
    Case("join part.h5 -o new/j.png", "--polygons", "gpkg", ["part.h5"]),
    Case("embed run", "--output", "h5", run),
    Case("embed scene.h5 --by lda --split split.h5", "--output", "h5", ["scene.h5", "split.h5"]),
    Case("embed scene.h5 --by pca:2", "--output", "tif", ["scene.h5"]),
    Case("embed run --by mds", "--picture", "png", run),
    Case("similar run --class 1", "--output", "tif", run),
    Case("similar run --pixel 3,4", "--output", "png", ["scene.h5"]),
    Case("similar run --pixel 3,4", "--output", "h5", ["scene.h5"]),
    Case("report run --no-walk", "--output", "html", run),
    Case("report run --no-walk", "--output", "json", ["run/run.json"]),
    Case("report --map labels.tif --labels scene.h5:/truth", "--output", "csv", ["scene.h5"] + map),
    Case(
      "report --map labels.tif --labels scene.h5:/truth --split split.h5", "--output", "html",
      ["split.h5"]),
    Case("report --map labels.tif --labels survey.shp", "--output", "html", survey),
    Case("report --map labels.tif --labels survey.shp", "--figures", "", survey + map),
    Case("zones labels.tif --zones survey.gpkg", "--output", "gpkg", map + ["survey.gpkg"]),
    Case("zones labels.tif --zones survey.shp --by class", "--output", "csv", survey + map),
    Case(
      "zones labels.tif --zones survey.gpkg --labels scene.h5:/truth --split split.h5",
      "--output", "csv", ["scene.h5", "split.h5"]),
    Case("baseline sam tiny.yaml --scene scene.h5", "--map", "img", ["tiny.yaml", "scene.h5"]),
    Case("baseline sam scene.h5 --split split.h5", "--map", "h5", ["split.h5"]),
    Case("baseline sam run", "--map", "tif", ["run/split.h5", "scene.h5"]),
    Case("baseline sam tiny.yaml --scene scene.h5", "--output", "", ["tiny.yaml"]),
    Case("split scene.h5 --per-class 20 --labels labels.tif", "--output", "h5", ["scene.h5"] + map),
    Case(
      "split scene.h5 --labels truth --masks truth.h5:/labels", "--output", "h5", ["truth.h5"]),
    Case("split scene.h5 --per-class 20 -o new/s.h5", "--picture", "png", ["scene.h5"]),
    Case(
      "inspect scene.h5 --descriptor descriptor.yaml --labels survey.gpkg", "--quicklook", "png",
      ["scene.h5", "descriptor.yaml", "survey.gpkg"]),
    Case("inspect envi.dat", "--quicklook", "png", ["envi.dat", "envi.dat.hdr"]),
    Case("inspect virtual.vrt", "--quicklook", "png", ["virtual.vrt", "tiles/a.tif"]),
    Case("inspect tiles/a.tif", "--quicklook", "png", ["tiles/a.tif", "tiles/a.tif.aux.xml"]),
    Case("inspect product", "--quicklook", "png", ["product/\(enmap)IMAGE.TIF", metadata]),
    Case("inspect scene.h5 --labels map.geojson", "--quicklook", "png", ["map.geojson"]),
    Case("init scene.h5 --descriptor descriptor.yaml", "--output", "yaml", ["descriptor.yaml"]),
    Case("init scene.h5", "--output", "yaml", ["scene.h5"]),
    Case("simulate", "--output", "h5", ["run/split.h5"]),
    Case("train tiny.yaml --scene scene.h5", "--output", "", ["tiny.yaml", "scene.h5"]),
    Case("train tiny.yaml --scene scene.h5 --find-rate", "--output", "", ["tiny.yaml"]),
    Case("pretrain tiny.yaml --scene scene.h5", "--output", "", ["scene.h5"]),
    Case("pretrain --self-supervised scene.h5", "--output", "", ["scene.h5"]),
    Case("finetune run", "--output", "", ["run/model.safetensors"]),
    Case("add-class run --name new --labels labels.tif --value 1", "--output", "", map),
    Case("label scene.h5 --no-browser", "--output", "", ["scene.h5"]),
    Case("meta-train meta.yaml", "--output", "", ["meta.yaml", "scene.h5"]),
    Case("adapt meta --scene scene.h5", "--output", "", ["meta/meta.safetensors", "scene.h5"]),
    Case("experiment study.yaml", "--output", "", ["study.yaml"]),
    Case("fetch fetched.yaml --from source/", "--output", "", ["source/scene.bin"]),
    Case("demo", "--output", "", ["scene.h5"]),
    Case("spectra scene.h5 --labels survey.gpkg", "--output", "gpkg", ["scene.h5", "survey.gpkg"]),
    Case("spectra scene.h5 --labels labels.tif", "--output", "sli", ["scene.h5"] + map),
    Case("spectra scene.h5 --content pixels", "--output", "csv", ["scene.h5"]),
    Case("export run", "--output", "", ["scene.h5", "run/model.safetensors"]),
  ]

  private static let enmap = "ENMAP01-____L2A-DT000-SPECTRAL_"
  private static let metadata = "product/ENMAP01-____L2A-DT000-METADATA.XML"

  /// What any command writes into a folder that it is given.
  private static let names = [
    "configuration.yaml", "split.h5", "run.json", "model.safetensors", "meta.safetensors",
    "meta.yaml", "prior.json", "prior.safetensors", "map.h5", "map.tif",
    "map.png", "rate.html", "report.html", "report.json", "report.csv", "results.md",
    "results.csv", "results.tex", "scene.h5", "scene.bin", "model.onnx",
    "map.qml", "map.json", "confidence.tif", "index.html", "model.json", "model.emd", "map.svg",
    "map.pdf", "matrix.svg",
  ]

  /// A name that leads to an input: by a hard link, a symbolic link, a detour, or in capitals.
  static func link(
    _ folder: TemporaryFolder, _ input: String, ending: String, number: Int, isFolder: Bool
  ) throws -> String {
    let files = FileManager.default
    guard !isFolder else {
      let name = "trap-\(number)"
      try files.createDirectory(
        atPath: folder.file(name), withIntermediateDirectories: false)
      for (index, file) in names.enumerated() {
        let place = folder.file("\(name)/\(file)")
        if index % 2 == 0 {
          try files.linkItem(atPath: folder.file(input), toPath: place)
        } else {
          try files.createSymbolicLink(
            atPath: place, withDestinationPath: folder.file(input))
        }
      }
      return name
    }
    // Nobody reads a run's files here: only their own names are refused.
    let isRuns = !ending.isEmpty && input == "run/split.h5"
    if number % 4 == 2 || isRuns, input.hasSuffix(".\(ending)") { return "./new/../\(input)" }
    let name =
      number % 4 == 3 ? "LINK-\(number).\(ending.uppercased())" : "link-\(number).\(ending)"
    if number % 4 == 1 {
      try files.createSymbolicLink(atPath: folder.file(name), withDestinationPath: input)
    } else {
      try files.linkItem(atPath: folder.file(input), toPath: folder.file(name))
    }
    return name
  }

  static func prepare(_ folder: TemporaryFolder, _ program: FacetProgram) throws {
    func write(_ name: String, _ text: String) throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(name)))
    }
    for name in ["new", "tiles", "product", "source"] {
      try FileManager.default.createDirectory(
        atPath: folder.file(name), withIntermediateDirectories: false)
    }
    try TinyExperiment.writeConfiguration(folder)
    try TinyExperiment.writeScene(folder.file("scene.h5"))
    try TinyExperiment.writeScene(folder.file("truth.h5"))
    try write("descriptor.yaml", "name: tiny\ncube: /reflectance\n")
    try write("fetched.yaml", "name: fetched\nfile: scene.bin\n")
    try write("source/scene.bin", "a scene")
    try write(
      "meta.yaml",
      "scenes: [{file: scene.h5}]\nnetwork: {window: 3, width: 4, reduce: 4, scales: [1, 3]}\n"
        + "ways: 2\nqueries: 2\nsteps: 1\n")
    try write(
      "study.yaml",
      "base: tiny.yaml\nseeds: 1\nsplits:\n  random: {count: 15}\nmethods:\n"
        + "  softmax: {scene: {file: scene.h5}}\n")
    try ENVIProducts.write(folder.file("envi.dat"), interleave: "bsq", dataType: 2)
    _ = try GeoTIFFProducts.copy(
      of: folder.file("tiles/a.tif"), to: folder.file("virtual.vrt"), driver: "VRT")
    _ = try output(of: "/usr/bin/gdalinfo", ["-stats", folder.file("tiles/a.tif")])
    _ = try GeoTIFFProducts.enmap(folder.file("product"))
    for arguments in [
      [
        "train", "tiny.yaml", "--scene", "scene.h5", "--labels", "truth.h5:/labels", "-o", "run",
        "--threads", "1",
      ],
      ["split", "scene.h5", "--per-class", "20", "-o", "split.h5"],
      ["meta-train", "meta.yaml", "-o", "meta", "--threads", "1"],
      ["classify", "run", "--no-walk", "--shard", "1/1", "-o", "part.h5"],
      ["classify", "run", "-o", "labels.tif", "--no-walk", "--polygons", "survey.gpkg"],
    ] {
      let ending = try program.run(arguments)
      try #require(ending.status == 0, "\(arguments): \(ending.messages)")
    }
    _ = try output(
      of: "/usr/bin/ogr2ogr",
      ["-lco", "ENCODING=UTF-8", folder.file("survey.shp"), folder.file("survey.gpkg")])
    _ = try output(
      of: "/usr/bin/ogr2ogr", [folder.file("map.geojson"), folder.file("survey.gpkg")])
  }
}
