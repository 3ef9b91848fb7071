internal import Foundation
internal import Parts
internal import Scenes
internal import Yams

extension Study {
  /// Reads a study.
  ///
  /// - Throws: `ConfigurationError` naming the file, the key and the value at fault: also for a
  ///   configuration that any of the runs could not use, before one of them begins.
  public static func load(_ path: String) throws -> Study {
    guard let data = FileManager.default.contents(atPath: path), data.count < 1 << 20,
      let text = String(data: data, encoding: .utf8)
    else {
      throw ConfigurationError(
        file: path, problem: "there is no such file, or it is no text",
        remedy: "Give the path of a study in YAML, such as Configs/studies/indian-pines-metric.yaml"
      )
    }
    OutputGate.program.note(path, as: "the study")
    return try StudyReader(yaml: text, file: path).study()
  }
}

/// Turns a study's YAML into its runs.
private struct StudyReader {
  let file: String
  private let root: StudyNode
  private let base: Overlay
  private let baseFile: String

  init(yaml: String, file: String) throws {
    self.file = file
    let tree = try Overlay.parse(yaml, file: file)
    root = try StudyNode(
      tree, file: file, key: nil, allowing: ["title", "base", "seeds", "splits", "methods"])
    switch root["base"] {
    case .scalar(let name)? where !name.string.isEmpty:
      let folder = (file as NSString).deletingLastPathComponent
      let beside =
        folder.isEmpty || name.string.hasPrefix("/") ? name.string : "\(folder)/\(name.string)"
      baseFile = FileManager.default.fileExists(atPath: beside) ? beside : name.string
      guard let data = FileManager.default.contents(atPath: baseFile) else {
        throw ConfigurationError(
          file: file, key: "base", problem: "there is no \(beside)",
          remedy: "Name a configuration by its path from the study's folder")
      }
      base = try Overlay(
        tree: try Overlay.parse(String(decoding: data, as: UTF8.self), file: baseFile),
        file: baseFile)
    case let section:
      baseFile = file
      base = try Overlay(tree: section, file: file)
    }
  }

  func study() throws -> Study {
    let seeds = try seeds(root["seeds"], key: "seeds") ?? [0]
    let splits = try variants("splits").flatMap { try split($0) }
    let methods = try variants("methods").flatMap { try method($0) }
    for named in [splits.map(\.variant), methods.map(\.variant)] {
      var folders: [String: String] = [:]
      for variant in named {
        if let other = folders.updateValue(variant.name, forKey: variant.folder) {
          throw error(
            nil, "`\(other)` and `\(variant.name)` would share the folder `\(variant.folder)`",
            "Give names that differ in letters or digits")
        }
      }
    }
    for name in methods.flatMap({ $0.splits ?? [] })
    where !splits.contains(where: { $0.variant.series == name }) {
      throw error(
        "methods", "`\(name)` is no split of this study",
        "Its splits are \(splits.map(\.variant.series).joined(separator: ", "))")
    }
    let all = Set(seeds + methods.flatMap { $0.seeds ?? [] }).sorted()
    var runs: [StudyRun] = []
    for seed in all {
      for split in splits {
        for fold in split.folds {
          for method in methods
          where (method.seeds ?? seeds).contains(seed)
            && method.splits?.contains(split.variant.series) ?? true
          {
            runs.append(try run(split, method, seed, fold))
          }
        }
      }
    }
    return Study(
      file: file, title: root["title"]?.scalar?.string ?? (file as NSString).lastPathComponent,
      baseFile: baseFile, runs: runs, splits: splits.map(\.variant), methods: methods.map(\.variant)
    )
  }

  private struct Split {
    let variant: StudyVariant
    let overlays: [Overlay]
    let folds: [Int?]
  }

  private struct Method {
    let variant: StudyVariant
    let overlays: [Overlay]
    let seeds: [UInt64]?
    let splits: [String]?
    let baseline: String?
    let features: String?
    let metric: String?
    let by: String?
    let walk: Bool
  }

  private func run(_ split: Split, _ method: Method, _ seed: UInt64, _ fold: Int?) throws
    -> StudyRun
  {
    var last = ["seed=\(seed)"]
    if let fold { last.append("split.fold=\(fold)") }
    return StudyRun(
      split: split.variant, method: method.variant, seed: seed, fold: fold,
      configuration: try Configuration(
        overlays: [base] + method.overlays + split.overlays + last.map(Overlay.init(override:))),
      baseline: method.baseline, features: method.features, metric: method.metric,
      by: method.by, walk: method.walk)
  }

  /// The entries of a section, each a name with its differences.
  private func variants(_ key: String) throws -> [(name: String, node: StudyNode)] {
    guard let entries = root[key]?.mapping, !entries.isEmpty else {
      throw error(key, "is absent or empty", "Give at least one: `name: {…}`")
    }
    return try entries.map { entry in
      let name = entry.key.scalar?.string ?? ""
      guard !StudyVariant.folder(name).isEmpty else {
        throw error(key, "has an entry named `\(name)`", "Name it with letters or digits")
      }
      return (name, try StudyNode(entry.value, file: file, key: "\(key).\(name)", allowing: nil))
    }
  }

  /// One of each value of the key that is varied; itself alone where none is.
  private func varied(_ name: String, _ node: StudyNode) throws
    -> [(variant: StudyVariant, override: (key: String, value: String)?)]
  {
    guard let vary = node["vary"] else {
      return [(StudyVariant(name: name, series: name, key: nil, value: nil), nil)]
    }
    guard let entry = vary.mapping?.first, vary.mapping?.count == 1,
      let key = entry.key.scalar?.string, let values = entry.value.sequence, !values.isEmpty
    else {
      throw error(node.path("vary"), "is not one key with a list", "Write vary: {count: [5, 10]}")
    }
    return try values.map { value in
      guard let text = value.scalar?.string, !text.isEmpty else {
        throw error(node.path("vary"), "holds a value that is no word or number", "Give scalars")
      }
      return (
        StudyVariant(name: "\(name) \(text)", series: name, key: key, value: text), (key, text)
      )
    }
  }

  private func split(_ entry: (name: String, node: StudyNode)) throws -> [Split] {
    let differences = entry.node.without(["vary"])
    let overlay = try Overlay(tree: Node([(Node("split"), differences)]), file: file)
    return try varied(entry.name, entry.node).map { variant, override in
      let last = try override.map { try Overlay(override: "split.\($0.key)=\($0.value)") }
      let overlays = [overlay] + (last.map { [$0] } ?? [])
      let section = try Configuration(overlays: [base] + overlays).split
      let takesTurns =
        section.folds > 0 && section.file == nil
        && differences.mapping?["fold"] == nil
      return Split(
        variant: variant, overlays: overlays,
        folds: takesTurns ? (0..<section.folds).map { $0 } : [nil])
    }
  }

  private func method(_ entry: (name: String, node: StudyNode)) throws -> [Method] {
    let words = ["baseline", "features", "metric", "by"]
    let own = ["vary", "seeds", "splits", "walk"] + words
    let differences = entry.node.without(own)
    for key in ["scene", "split", "seed"] where differences.mapping?[key] != nil {
      throw error(
        entry.node.path(key), "does not belong to a method",
        "All methods of a study share scene, splits and seeds")
    }
    let walk = entry.node["walk"]?.scalar?.string
    guard walk == nil || (["true", "false"].contains(walk) && entry.node["baseline"] != nil) else {
      throw error(
        entry.node.path("walk"), "is \(walk ?? "")",
        "Write true or false, for a baseline; a network's walk is map: {walk: …}")
    }
    let overlay = try Overlay(tree: differences, file: file)
    return try varied(entry.name, entry.node).map { variant, override in
      // One of the method's own words may be varied too.
      let word = override.flatMap { words.contains($0.key) ? $0 : nil }
      let last = try override.flatMap {
        word == nil ? try Overlay(override: "\($0.key)=\($0.value)") : nil
      }
      let own = { (key: String) in
        try word?.key == key ? word?.value : self.word(key, of: entry.node)
      }
      return Method(
        variant: variant, overlays: [overlay] + (last.map { [$0] } ?? []),
        seeds: try seeds(entry.node["seeds"], key: entry.node.path("seeds")),
        splits: entry.node["splits"].map { node in
          node.sequence?.compactMap(\.scalar?.string) ?? [node.scalar?.string ?? ""]
        },
        baseline: try own("baseline"), features: try own("features"), metric: try own("metric"),
        by: try own("by"), walk: walk == "true")
    }
  }

  /// A method's word; nil if it has none.
  private func word(_ key: String, of node: StudyNode) throws -> String? {
    guard let value = node[key] else { return nil }
    guard let word = value.scalar?.string, !word.isEmpty else {
      throw error(node.path(key), "is no word", "Write a name, such as knn, lfda:20 or lmnn")
    }
    return word
  }

  private func seeds(_ node: Node?, key: String) throws -> [UInt64]? {
    guard let node else { return nil }
    if let count = node.scalar.flatMap({ UInt64($0.string) }), 1...1000 ~= count {
      return Array(0..<count)
    }
    let list = node.sequence?.map { $0.scalar.flatMap { UInt64($0.string) } }
    guard let list, !list.isEmpty, !list.contains(nil), Set(list).count == list.count else {
      throw error(
        key, "is neither a number of seeds from 1 to 1000 nor a list of different seeds",
        "Write 10, or [0, 1, 2]")
    }
    return list.compactMap { $0 }
  }

  private func error(_ key: String?, _ problem: String, _ remedy: String) -> ConfigurationError {
    ConfigurationError(file: file, key: key, problem: problem, remedy: remedy)
  }
}
