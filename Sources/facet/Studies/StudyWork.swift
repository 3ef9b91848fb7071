import Accuracy
import ArgumentParser
import Baselines
import Foundation
import Parts
import Scenes
import Torch
import Training

/// Makes the runs of a study in its folder, each once.
struct StudyWork {
  let study: Study
  let folder: String
  let engine: EngineOptions
  /// What is asked for; nil for that of runs that are there, float32 for others.
  let precision: Precision?

  /// A run's figures; those of its folder where they are there, of this very configuration.
  func outcome(of run: StudyRun) throws -> StudyResults.Outcome? {
    let path = place(run).file("report.json")
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    guard let report = try? ReportDocument(json: data) else {
      throw SceneError(
        file: path, problem: "is damaged or was written by another version of Facet",
        remedy: "Remove \(place(run).path); the next call makes the run again")
    }
    try requireSameConfiguration(run)
    if run.baseline == nil {
      _ = try RunRecord.load(place(run)).precision(precision, of: place(run))
    }
    return StudyResults.Outcome(
      split: run.split.name, method: run.method.name, seed: run.seed, fold: run.fold,
      report: report)
  }

  /// Makes a run, or goes on with it: training, then its report.
  ///
  /// - Throws: `ExitCode(130)` after an interrupt; what is done is kept.
  func make(_ run: StudyRun) throws {
    let target = place(run)
    let scene = try run.configuration.scene.locateFile(configuration: study.baseFile)
    if let request = try request(of: run) {
      let finished = try BaselineRun(
        request, configuration: run.configuration, scenePath: scene
      ).run(
        threads: engine.threads ?? Engine.threads, version: Facet.version, commit: Facet.commit)
      if !target.exists { try finished.save(to: target) }
      try BaselineReport(finished, folder: target).assemble().write(target.file("report.json"))
      return
    }
    if target.exists {
      try requireSameConfiguration(run)
    } else if let (twin, phase) = twin(of: run) {
      try twin.branch(to: target, after: phase, configuration: run.configuration)
    }
    try TrainingSession(
      folder: target, configuration: run.configuration, scene: scene, resume: target.exists,
      engine: engine, precision: precision
    ).run(resumingWith: "the same `facet experiment` command")
    let device = try engine.start()
    let finished = try FinishedRun(
      target, scene: scene, device: device, precision: precision ?? .float32)
    let report: RunReport
    if let options = try decisionOptions(of: run) {
      let decision = try options.decision(of: finished.model, in: target, device: device)
      report = RunReport(
        finished, device: device, decision: decision,
        walk: options.walk(after: decision, run.configuration.map), options: options.text,
        draws: false)
    } else {
      report = RunReport(finished, device: device, draws: false)
    }
    try report.assemble().write(target.file("report.json"))
  }

  /// What decides on a network's classes, if the study says it.
  ///
  /// - Throws: `ValidationError` for words that are none or do not go together.
  private func decisionOptions(of run: StudyRun) throws -> DecisionOptions? {
    guard run.baseline == nil, let by = run.by else { return nil }
    do {
      return try DecisionOptions.parse(
        ["--by", by] + (run.metric.map { ["--metric", $0] } ?? []))
    } catch {
      throw ValidationError(
        "\(study.file): \(run.method.name): \(DecisionOptions.message(for: error))")
    }
  }

  /// The baseline that a run is of; nil for a network.
  ///
  /// - Throws: `ValidationError` if there is no such method, features or metric, or they do not go
  ///   together.
  func request(of run: StudyRun) throws -> BaselineRequest? {
    guard let name = run.baseline else {
      if let features = run.features {
        throw ValidationError(
          "\(study.file): \(run.method.name) has features: \(features), which belongs to a baseline"
        )
      }
      if let metric = run.metric, run.by == nil {
        throw ValidationError(
          "\(study.file): \(run.method.name) has metric: \(metric), which belongs to a baseline, or "
            + "to a network with by: knn or prototype")
      }
      _ = try decisionOptions(of: run)
      return nil
    }
    if let by = run.by {
      throw ValidationError(
        "\(study.file): \(run.method.name) has by: \(by), which belongs to a network, not to a "
          + "baseline")
    }
    guard let method = BaselineKind.find(name) else {
      throw ValidationError(
        "\(study.file): \(run.method.name) has baseline: \(name), which is none of "
          + BaselineKind.names.joined(separator: ", "))
    }
    do {
      let request = try BaselineRequest(
        method, features: run.features ?? FeatureKind.spectra.name, metric: run.metric,
        walk: run.walk)
      try request.validate()
      return request
    } catch let error as BaselineError {
      throw ValidationError("\(study.file): \(run.method.name): \(error.message)")
    }
  }

  func place(_ run: StudyRun) -> RunFolder { RunFolder("\(folder)/\(run.place)") }

  /// A run that has trained phases as this one would, and the last of them; the run with the most.
  private func twin(of run: StudyRun) -> (folder: RunFolder, phase: String)? {
    var found: (folder: RunFolder, phase: String, count: Int)?
    for other in study.runs where other.split == run.split {
      guard let record = try? RunRecord.load(place(other)) else { continue }
      let ended = run.sharedPhases(with: other).prefix { record.history($0).hasEnded }
      if let phase = ended.last, ended.count > found?.count ?? 0 {
        found = (place(other), phase, ended.count)
      }
    }
    return found.map { ($0.folder, $0.phase) }
  }

  private func requireSameConfiguration(_ run: StudyRun) throws {
    let target = place(run)
    let found = try Training.Configuration.load(path: target.configuration)
    guard found == run.configuration else {
      throw SceneError(
        file: target.path,
        problem: "holds a run of another configuration than \(study.file) asks for now",
        remedy: "Name another folder with -o, or remove this one to make the run again")
    }
  }
}
