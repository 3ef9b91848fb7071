import Foundation
import Sampling
import Scenes
import Training

/// The commented configuration that `facet init` writes: what the scene holds, and a split that
/// suits its labels.
struct StartingConfiguration {
  let text: String

  /// - Parameters:
  ///   - path: how the configuration names the scene.
  ///   - section: what the user stated beside it.
  /// - Throws: `SceneError` if the labels cannot be read.
  init(_ scene: Scene, path: String, section: SceneSection) throws {
    let summary = try SceneSummary(of: scene)
    var lines = [
      "# Written by `facet init`. A configuration holds only what differs from the defaults;",
      "# `facet help configuration` lists every key.",
      "",
      "scene:",
      "  file: \(Self.quoted(path))",
      "  # \(summary.format): \(counted(summary.rows, "row")) × \(counted(summary.columns, "column")), "
        + "\(summary.keptBands.count) of \(counted(summary.bands, "band")) used"
        + Self.range(scene.bands.wavelengths),
    ]
    lines += Self.line("cube", section.cube, found: summary.cube, "dataset of the cube")
    lines += Self.line(
      "axes", section.axes, found: summary.axes.joined(separator: ","), "order of its axes")
    if summary.wavelengths == nil {
      lines.append(
        "  # wavelength: /wavelength   # the file states none: a dataset, or a list in nm")
    }
    lines += try Self.labels(of: scene, summary, section)
    lines += ["  # drop: [104-108]   # bands that are not used, counted from 1", ""]
    lines += try Self.split(for: scene)
    lines += [
      "",
      "# network:",
      "#   window: \(NetworkSection().window)        # side of the square of pixels that the network sees",
      "# pretrain:",
      "#   epochs: \(Training.Configuration().pretrain.epochs)       # softmax phase",
      "# finetune:",
      "#   epochs: \(Training.Configuration().finetune.epochs)       # metric phase",
      "",
      "seed: 0              # same seed, same result",
    ]
    text = lines.joined(separator: "\n") + "\n"
  }

  private static func line(
    _ key: String, _ stated: String?, found: String, _ meaning: String
  ) -> [String] {
    if let stated { return ["  \(key): \(quoted(stated))"] }
    return found.isEmpty ? [] : ["  # \(key): \(quoted(found))   # \(meaning), as found"]
  }

  private static func labels(
    of scene: Scene, _ summary: SceneSummary, _ section: SceneSection
  ) throws -> [String] {
    guard let labels = summary.labels else {
      let others = summary.labelPaths
      return [
        "  # No labels were found"
          + (others.isEmpty ? "." : "; it may be one of \(others.joined(separator: ", "))."),
        "  # labels: survey.gpkg   # a dataset, a raster, or polygons and points",
      ]
    }
    let stated = section.labels?.places ?? [labels.path]
    let list = stated.map(quoted).joined(separator: ", ")
    let present = labels.classes.filter { $0.pixels > 0 }
    let pixels = present.reduce(0) { $0 + $1.pixels }
    var lines = ["  labels: " + (stated.count == 1 ? list : "[\(list)]")]
    if let field = section.labelField { lines.append("  labelField: \(quoted(field))") }
    if let crs = section.labelsCRS { lines.append("  labelsCRS: \(quoted(crs))") }
    lines.append("  # \(counted(pixels, "labelled pixel")) of \(counted(present.count, "class")):")
    lines += present.prefix(40).map { "  #   \($0.number)  \($0.name): \($0.pixels)" }
    if present.count > 40 { lines.append("  #   … and \(present.count - 40) more") }
    return lines
  }

  /// Blocks if every class can be on both sides of most folds, else random pixels.
  private static func split(for scene: Scene) throws -> [String] {
    let random = [
      "split:",
      "  kind: perClass     # random pixels of each class",
      "  count: 20          # training pixels of each; all others test",
    ]
    guard scene.hasLabels else { return random }
    let labels = try scene.readLabels()
    let window = NetworkSection().window
    let side = min(scene.shape.rows, scene.shape.columns)
    for size in [side / 6, side / 10, side / 15] where size >= window {
      guard let lost = classesLost(labels, size: size, window: window), lost == 0 else { continue }
      return [
        "split:",
        "  kind: blocks       # whole blocks test; the accuracy is that of new ground",
        "  size: \(size)".padding(toLength: 21, withPad: " ", startingAt: 0)
          + "# side of a block in pixels",
        "  folds: 5           # one of five parts tests; `fold: 1` chooses another",
      ]
    }
    return [
      "# Blocks would leave a class without training or test pixels, so random pixels are drawn.",
      "# Their accuracy flatters: test pixels have training pixels beside them.",
    ] + random
  }

  /// Classes that lack training or test pixels in some of five folds; nil if blocks cannot be dealt.
  private static func classesLost(_ labels: LabelMap, size: Int, window: Int) -> Int? {
    var lost = 0
    for fold in 0..<5 {
      let strategy = BlockSplit(size: size, sides: .fold(fold, of: 5), window: window)
      guard let split = try? strategy.split(labels: labels, validation: 0, seed: 0),
        let counts = try? split.counts(in: labels)
      else { return nil }
      lost += counts.count { !$0.onBothSides }
    }
    return lost
  }

  private static func range(_ wavelengths: [Double]?) -> String {
    guard let least = wavelengths?.min(), let most = wavelengths?.max() else { return "" }
    return ", \(Int(least.rounded())) to \(Int(most.rounded())) nm"
  }

  /// As YAML reads it back, whatever characters it holds.
  private static func quoted(_ text: String) -> String {
    let isPlain = text.allSatisfy { $0.isLetter || $0.isNumber || "/._-,".contains($0) }
    guard isPlain, text.first?.isNumber != true, !text.hasPrefix("-"), !text.hasPrefix(",") else {
      return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
    return text
  }
}
