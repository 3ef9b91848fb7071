import Accuracy
import ArgumentParser
import Foundation
import Parts
import Sampling
import Scenes
import Training

struct SplitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Divide labelled pixels into those that teach and those that judge.",
    discussion: """
      Prints the pixels of each class on each side, and how much the split leaks: the share of \
      test pixels whose window holds a training pixel, or overlaps a training window.

        facet split scene.h5 --per-class 200 -o split.h5
        facet split scene.h5 --fraction 0.1 -o split.h5
        facet split scene.h5 --masks train_fixed,test_fixed -o split.h5
        facet split scene.h5 --masks train_fixed -o split.h5
        facet split scene.h5 --blocks 15 --folds 5 --fold 0 --window 9 -o split.h5
        facet split scene.h5 --blocks 15 --fraction 0.2 --window 9 -o split.h5

      With --folds and no --fold all folds are written: split-0.h5, split-1.h5, …
      Train on one with: facet train CONFIGURATION -o RUN --set split.file=split.h5
      """)

  @Argument(help: "Scene file.", completion: .file())
  var scene: String

  @Option(parsing: .unconditional, help: "Random training pixels a class.")
  var perClass: Int?

  @Option(
    parsing: .unconditional,
    help: "Share of each class that trains at random; with --blocks, share of the blocks.")
  var fraction: Double?

  @Option(parsing: .unconditional, help: "Whole blocks of this many pixels squared.")
  var blocks: Int?

  @Option(parsing: .unconditional, help: "Folds that --blocks are dealt into.")
  var folds: Int?

  @Option(parsing: .unconditional, help: "The fold that tests, from 0; all of them if not given.")
  var fold: Int?

  @Option(
    parsing: .unconditional,
    help: "Side of the network's window: the buffer between blocks; leakage is counted for it.")
  var window = 9

  @Option(
    help: ArgumentHelp(
      """
      Label maps of the two sides: datasets of the scene, or FILE:DATASET. Without a second one \
      all other labelled pixels test.
      """,
      valueName: "train[,test]"), completion: .file())
  var masks: String?

  @Option(
    parsing: .unconditional,
    help: """
      Share of the training side that does not train: methods are chosen and thresholds \
      calibrated by it. Of --blocks whole ones, and their buffer does not train either.
      """)
  var validation = SplitSection().validation

  @Option(help: "Seed of the draw.")
  var seed: UInt64 = 0

  @OptionGroup(title: "Scene") var description: SceneOptions
  @OptionGroup(title: "Labels") var labels: LabelOptions

  @Option(
    name: [.short, .customLong("output")], help: "File for the split (.h5).",
    completion: .file(extensions: ["h5"]))
  var output: String

  @Option(
    help: "Picture (.png) of the sides over the scene.",
    completion: .file(extensions: ["png"]))
  var picture: String?

  @OptionGroup var result: JSONOption
  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    guard [perClass != nil, masks != nil, blocks != nil].count(where: { $0 }) <= 1,
      fraction == nil || (perClass == nil && masks == nil)
    else {
      throw ValidationError("give one of --per-class, --fraction, --blocks and --masks")
    }
    guard perClass != nil || masks != nil || blocks != nil || fraction != nil else {
      throw ValidationError("say how to split: --per-class, --fraction, --blocks or --masks")
    }
    guard blocks != nil || (folds == nil && fold == nil) else {
      throw ValidationError("--folds and --fold go with --blocks")
    }
    guard fold == nil || folds != nil else { throw ValidationError("--fold goes with --folds") }
    guard folds == nil || fraction == nil else {
      throw ValidationError("blocks are dealt by --folds or by --fraction, not by both")
    }
    guard blocks == nil || folds != nil || fraction != nil else {
      throw ValidationError("say how blocks are dealt: --folds 5, or --fraction 0.2 of them trains")
    }
    guard masks.map({ 1...2 ~= Self.places($0).count }) ?? true else {
      throw ValidationError("--masks names one or two label maps, such as train_fixed,test_fixed")
    }
    if let folds, !(2...100).contains(folds) {
      throw ValidationError("--folds \(folds): give 2 to 100")
    }
    guard window % 2 == 1, 1...255 ~= window else {
      throw ValidationError("--window \(window): windows are odd, from 1 to 255")
    }
    for path in [output, picture].compactMap({ $0 }) {
      let endings = path == output ? ["h5", "hdf5"] : ["png"]
      guard endings.contains(URL(fileURLWithPath: path).pathExtension.lowercased()) else {
        throw ValidationError("\(path): end the name in .\(endings[0])")
      }
    }
  }

  func run() throws {
    let scene = try Scene.open(
      scene, descriptor: labels.laid(over: description.laid(over: SceneDescriptor())))
    let gathered = try section(fold: 0).kind.hasOwnLabels ? nil : scene.gatherLabels()
    if let gathered { sayNotes(gathered) }
    let drawn =
      gathered?.labels ?? LabelMap(unlabelled: scene.shape.rows, columns: scene.shape.columns)
    let wanted = folds.map { folds in fold.map { [$0] } ?? Array(0..<folds) } ?? [0]
    var made: [(split: Split, labels: LabelMap)] = []
    for fold in wanted {
      let strategy = try section(fold: fold).strategy(scene: scene, window: window)
      do {
        let all = try strategy.labels(over: drawn)
        made.append(
          (try strategy.split(labels: all, validation: validation, seed: seed), all))
      } catch let error as SamplingError {
        throw SceneError(file: scene.file, problem: error.problem, remedy: error.remedy)
      }
    }
    for index in made.indices {
      let number = made.count > 1 ? wanted[index] : nil
      try requireWritable([output, picture].compactMap { $0 }.map { Self.numbered($0, number) })
    }
    var results: [SplitResult] = []
    for (index, one) in made.enumerated() {
      let number = made.count > 1 ? wanted[index] : nil
      let file = Self.numbered(output, number)
      try one.split.save(file)
      if result.json {
        results.append(
          try SplitResult(
            file, one.split, one.labels, window: window,
            picture: picture.map { Self.numbered($0, number) }))
      } else {
        print(
          try SplitText(split: one.split, labels: one.labels, window: window)
            .description)
      }
      say("the split is in \(file)")
      if let picture {
        let path = Self.numbered(picture, number)
        try one.split.picture(over: scene).writePNG(path)
        say("\(path): training pixels orange, validation pixels pink, test pixels blue")
      }
    }
    if result.json { print(try jsonText(["splits": results])) }
  }

  private func section(fold: Int) throws -> SplitSection {
    var section: SplitSection
    if let perClass {
      section = try SplitSection(.named("perClass"), ["count": .number(Double(perClass))])
    } else if let masks {
      let names = Self.places(masks)
      section = try SplitSection(.named("masks"), ["train": .text(names[0])])
      if names.count > 1 { section.options["test"] = .text(names[1]) }
    } else if let blocks {
      section = try SplitSection(
        .named("blocks"),
        [
          "size": .number(Double(blocks)), "folds": .number(Double(folds ?? 0)),
          "fold": .number(Double(fold)),
        ])
    } else {
      section = try SplitSection(.named("fraction"))
    }
    if let fraction { section.options["fraction"] = .number(fraction) }
    return section
  }

  /// The places of "a,b"; a comma may also be part of the name of a file that is there.
  private static func places(_ text: String) -> [String] {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let isFile = { (place: String) in
      FileManager.default.fileExists(atPath: String(place.prefix { $0 != ":" }))
    }
    if isFile(text) { return [text] }
    let cut = (1..<max(parts.count, 1)).first { isFile(parts.prefix($0).joined(separator: ",")) }
    guard let cut, parts.count > 2 else { return parts }
    return [
      parts.prefix(cut).joined(separator: ","), parts.dropFirst(cut).joined(separator: ","),
    ]
  }

  /// "split.h5" and 2 give "split-2.h5".
  static func numbered(_ path: String, _ number: Int?) -> String {
    guard let number else { return path }
    let ending = (path as NSString).pathExtension
    return "\((path as NSString).deletingPathExtension)-\(number).\(ending)"
  }
}

/// What `--json` says of a split.
private struct SplitResult: Encodable {
  struct Class: Encodable {
    var name: String
    var train: Int
    var validation: Int
    var test: Int
    var unused: Int
  }

  var split: String
  var picture: String?
  var strategy: String
  var seed: UInt64
  var classes: [Class]
  var leakage: LeakageSummary

  init(
    _ file: String, _ split: Split, _ labels: LabelMap, window: Int, picture: String?
  ) throws {
    self.split = file
    self.picture = picture
    (strategy, seed) = (split.strategy, split.seed)
    classes = try split.counts(in: labels).map {
      Class(
        name: labels.classes.name(of: $0.label), train: $0.train, validation: $0.validation,
        test: $0.test, unused: $0.unused)
    }
    leakage = LeakageSummary(of: split, window: window)
  }
}
