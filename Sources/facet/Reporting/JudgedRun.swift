import Accuracy
import Baselines
import Foundation
import Mapping
import Sampling
import Scenes
import Torch
import Training

/// A run's map at its test pixels.
struct JudgedRun {
  let identity: RunIdentity
  let pixels: [Int]
  let reference: [UInt16]
  /// 0 if rejected.
  let mapped: [UInt16]
  /// The same before a random walk smoothed the map; nil if none did.
  let alone: [UInt16]?
  /// Share of the test pixels from which most walkers end at a label; nil without a walk.
  let mostlyByLabels: Double?

  var name: String { identity.name }
  var seed: UInt64 { identity.ground.record.seed }

  init(
    _ folder: String, decision: DecisionOptions, device: Device, precision: Precision = .float32
  ) throws {
    if try RunRecord.load(RunFolder(folder)).baseline != nil {
      // What decides among a network's classes says nothing of a baseline's map.
      let run = try FinishedBaseline(RunFolder(folder))
      try self.init(
        RunIdentity(run, name: folder), run.map, alone: run.alone,
        mostlyByLabels: run.baseline.walk?.mostlyByLabels, run.ground.judgedPixels())
      return
    }
    let run = try FinishedRun(RunFolder(folder), device: device, precision: precision)
    // A run whose last phase is under way has weights, but not yet those that it is to have.
    if let phase = run.record.unfinishedPhase(of: run.configuration) {
      throw SceneError(
        file: folder, problem: "is not finished: \(phase) has not ended",
        remedy: "End it with `facet train --resume -o \(folder)`")
    }
    let decided = try decision.decision(of: run.model, in: run.folder, device: device)
    let mapped = try RunMap(
      run, decision: decided, walk: decision.walk(after: decided, run.configuration.map),
      device: device, featuresOf: [])
    let outcome = DecisionOutcome(run: run, decision: decided, classified: mapped.classified)
    let caught = mapped.caughtByLabels.map { all in
      outcome.judgedPixels.map { all[$0] }.filter { !$0.isNaN }
    }
    try self.init(
      RunIdentity(run), outcome.judgedMap, alone: mapped.alone,
      mostlyByLabels: caught.map { Double($0.count { $0 > 0.5 }) / Double(max(1, $0.count)) },
      outcome.judgedPixels)
  }

  private init(
    _ identity: RunIdentity, _ map: LabelMap, alone: LabelMap?, mostlyByLabels: Double?,
    _ pixels: [Int]
  ) throws {
    self.identity = identity
    self.alone = alone.map { alone in pixels.map { alone.values[$0] } }
    self.mostlyByLabels = mostlyByLabels
    self.pixels = pixels
    reference = pixels.map { identity.ground.labels.values[$0] }
    mapped = pixels.map { map.values[$0] }
    guard !pixels.isEmpty else {
      throw SceneError(
        file: RunFolder(identity.name).split,
        problem: "has no test pixels, so that maps cannot be compared")
    }
  }

  /// Before a walk or after it. A run without one has the same figures in both.
  enum Stage { case alone, walked }

  func map(_ stage: Stage) -> [UInt16] { stage == .alone ? alone ?? mapped : mapped }

  func figures(_ stage: Stage) -> RunFigures {
    RunFigures(ConfusionMatrix(reference: reference, map: map(stage)))
  }

  /// - Throws: `SceneError` if the other run was judged on other ground.
  func requireSamePixels(as other: JudgedRun) throws {
    let remedy =
      "Compare runs of one split: train both with --set split.file=split.h5, or with one seed"
    guard identity.ground.record.sceneChecksum == other.identity.ground.record.sceneChecksum else {
      throw SceneError(
        file: other.name, problem: "was trained on another scene file than \(name)",
        remedy: remedy)
    }
    guard pixels == other.pixels, reference == other.reference else {
      let shared = Set(pixels).intersection(other.pixels).count
      throw SceneError(
        file: other.name,
        problem: "has other test pixels than \(name): \(other.pixels.count) against "
          + "\(pixels.count), \(shared) of them the same",
        remedy: remedy)
    }
  }
}

/// A folder that is a run or holds runs.
struct RunGroup {
  let path: String
  /// The runs' places below it, "" for itself.
  let places: [String]

  func folder(of place: String) -> String { place.isEmpty ? path : "\(path)/\(place)" }

  /// - Throws: `SceneError` if there is no run.
  static func runs(in path: String) throws -> [String] {
    let manager = FileManager.default
    if RunFolder(path).exists { return [""] }
    let found = ((try? manager.subpathsOfDirectory(atPath: path)) ?? [])
      .filter { ($0 as NSString).lastPathComponent == "run.json" }
      .map { ($0 as NSString).deletingLastPathComponent }
      .sorted { $0.localizedStandardCompare($1) == .orderedAscending }
    guard !found.isEmpty else {
      throw SceneError(
        file: path,
        problem: manager.fileExists(atPath: path)
          ? "is no run and holds none: there is no run.json in it" : "does not exist",
        remedy: "Name folders that `facet train` or `facet experiment` made")
    }
    return found
  }

  /// Pairs runs by their place where all groups have the same places, otherwise by seed.
  ///
  /// - Throws: `SceneError` if a seed occurs twice, fewer than two runs have partners, or partners
  ///   were judged on other pixels.
  static func paired(
    _ groups: [(group: RunGroup, runs: [(place: String, run: JudgedRun)])], _ stage: JudgedRun.Stage
  ) throws -> [MethodRuns] {
    let byPlace = groups.allSatisfy { $0.group.places == groups[0].group.places }
    var keyed: [[String: JudgedRun]] = []
    for (group, runs) in groups {
      var members: [String: JudgedRun] = [:]
      for (place, run) in runs {
        let key = byPlace ? place : "seed \(run.seed)"
        if let other = members.updateValue(run, forKey: key) {
          throw SceneError(
            file: group.path, problem: "has two runs of \(key): \(other.name) and \(run.name)",
            remedy: "Name folders in which each seed occurs once")
        }
      }
      keyed.append(members)
    }
    let shared = keyed.dropFirst().reduce(Set(keyed[0].keys)) { $0.intersection($1.keys) }
      .sorted { $0.localizedStandardCompare($1) == .orderedAscending }
    guard shared.count > 1 else {
      throw SceneError(
        file: groups.map(\.group.path).joined(separator: ", "),
        problem: "share \(shared.count) seeds; a paired difference needs at least 2",
        remedy: "Train each method with the same seeds")
    }
    for key in shared {
      guard let first = keyed[0][key] else { continue }
      for members in keyed.dropFirst() {
        if let other = members[key] { try first.requireSamePixels(as: other) }
      }
    }
    for (group, members) in zip(groups.map(\.group), keyed)
    where members.count > shared.count && stage == .walked {
      say(
        "note: without a partner: \(counted(members.count - shared.count, "run")) of \(group.path)")
    }
    return zip(groups.map(\.group), keyed).map { group, members in
      MethodRuns(
        name: group.path,
        runs: shared.compactMap { key in
          members[key].map { MethodRuns.Run(key: key, figures: $0.figures(stage)) }
        })
    }
  }
}
