import Accuracy
import Foundation
import Sampling
import Scenes
import Torch
import Training

/// Runs of the same method on a split that leaks less: one, or the folds of a split.
struct HonestRuns {
  private let runs: [JudgedRun]

  /// - Parameter folder: a run, or a folder that holds the runs of several folds.
  init(
    _ folder: String, decision: DecisionOptions, device: Device, precision: Precision
  ) throws {
    let group = RunGroup(path: folder, places: try RunGroup.runs(in: folder))
    runs = try group.places.map {
      try JudgedRun(group.folder(of: $0), decision: decision, device: device, precision: precision)
    }
  }

  /// The figures to stand beside those of a run.
  ///
  /// - Throws: `SceneError` if a run is of another scene or method, has other classes, or leaks
  ///   as much.
  func summary(beside run: RunIdentity) throws -> HonestSummary {
    for other in runs { try requireComparable(other.identity, run) }
    let pixels = runs.flatMap(\.pixels)
    let strategies = Set(runs.map { $0.identity.ground.split.strategy })
    return HonestSummary(
      strategy: strategies.count == 1
        ? runs[0].identity.ground.split.strategy : Self.shared(strategies.sorted()),
      runs: runs.count,
      confusion: ConfusionMatrix(
        reference: runs.flatMap(\.reference), map: runs.flatMap(\.mapped)),
      alone: runs.contains { $0.alone != nil }
        ? ConfusionMatrix(
          reference: runs.flatMap(\.reference), map: runs.flatMap { $0.map(.alone) }) : nil,
      mostlyByLabels: mostlyByLabels,
      sharesPixels: Set(pixels).count < pixels.count,
      leakage: LeakageSummary(
        window: run.window, containsTrainingPixel: mean(\.containsTrainingPixel),
        overlapsTrainingWindow: mean(\.overlapsTrainingWindow),
        besideTrainingPixel: mean(\.besideTrainingPixel)))
  }

  /// The mean over runs, by their test pixels; nil without walks.
  private var mostlyByLabels: Double? {
    guard runs.contains(where: { $0.mostlyByLabels != nil }) else { return nil }
    let count = runs.reduce(0) { $0 + $1.pixels.count }
    return runs.reduce(0) { $0 + ($1.mostlyByLabels ?? 0) * Double($1.pixels.count) }
      / Double(count)
  }

  /// Over the runs, by their test pixels.
  private func mean(_ share: KeyPath<LeakageSummary, Double>) -> Double {
    let count = runs.reduce(0) { $0 + $1.pixels.count }
    return runs.reduce(0) { $0 + $1.identity.leakage[keyPath: share] * Double($1.pixels.count) }
      / Double(count)
  }

  /// "blocks(size 15, fold …" of folds that differ in their number alone.
  private static func shared(_ names: [String]) -> String {
    let prefix = names.dropFirst().reduce(names[0]) { $0.commonPrefix(with: $1) }
    let suffix = names.dropFirst().reduce(String(names[0].reversed())) {
      $0.commonPrefix(with: String($1.reversed()))
    }
    let isWhole = prefix.count + suffix.count <= (names.map(\.count).min() ?? 0)
    return prefix.isEmpty || !isWhole
      ? names.joined(separator: ", ") : "\(prefix)…\(String(suffix.reversed()))"
  }

  private func requireComparable(_ other: RunIdentity, _ run: RunIdentity) throws {
    let refuse = { (problem: String, remedy: String) in
      SceneError(file: other.name, problem: problem, remedy: remedy)
    }
    guard other.ground.record.sceneChecksum == run.ground.record.sceneChecksum else {
      throw refuse(
        "was trained on another scene file than \(run.name)", "Give a run on the same scene")
    }
    guard other.method == run.method else {
      throw refuse(
        "is another method than \(run.name): \(Self.difference(run.method, other.method))",
        "Train it with the same configuration but for its split")
    }
    guard other.ground.legend.entries == run.ground.legend.entries else {
      throw refuse("has other classes than \(run.name)", "Train both with the same labels")
    }
    // Single pixels have no window; what lies around them tells which split leaks more.
    let window = max(run.window, 9)
    let (own, leaky) = (
      LeakageSummary(of: other.split, window: window),
      LeakageSummary(of: run.split, window: window)
    )
    guard
      own.overlapsTrainingWindow < leaky.overlapsTrainingWindow
        || (own.overlapsTrainingWindow == leaky.overlapsTrainingWindow
          && own.containsTrainingPixel < leaky.containsTrainingPixel)
    else {
      throw refuse(
        "leaks as much as \(run.name): \(own.overlapsTrainingWindow) of its test windows overlap a "
          + "training window, \(leaky.overlapsTrainingWindow) there",
        "Give a run on blocks: --set split.kind=blocks")
    }
  }

  /// The first keys that two methods differ in.
  private static func difference(_ a: [String: String], _ b: [String: String]) -> String {
    Set(a.keys).union(b.keys).filter { a[$0] != b[$0] }.sorted().prefix(3)
      .map { "\($0) \(a[$0] ?? "–") against \(b[$0] ?? "–")" }.joined(separator: ", ")
  }
}
