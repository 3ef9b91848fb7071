import Accuracy
import Foundation
import Mapping
import MetricLearning
import Networks
import Sampling
import Scenes
import Torch
import Training

/// Gathers all that a report of a run shows.
struct RunReport {
  let run: FinishedRun
  let device: Device
  let decision: Decision
  /// The random walk that follows on it, if any.
  let walk: RandomWalk?
  /// The options that chose the decision, for the command that makes the report again.
  let options: String

  /// Whether the embedding is drawn and metrics are compared, which takes seconds and only the page
  /// shows.
  let draws: Bool

  /// By the softmax layer, and the walk that the run's configuration asks for.
  init(_ run: FinishedRun, device: Device, draws: Bool = true) {
    let section = run.configuration.map
    self.init(
      run, device: device, decision: Decision(softmaxOf: run.model),
      walk: section.walk ? RandomWalk(section) : nil,
      draws: draws)
  }

  init(
    _ run: FinishedRun, device: Device, decision: Decision, walk: RandomWalk?,
    options: String = "", draws: Bool = true
  ) {
    self.walk = walk
    self.draws = draws
    self.run = run
    self.device = device
    self.decision = decision
    self.options = options
  }

  func assemble() throws -> Report {
    let embedding = EmbeddingReport(run: run, device: device, draws: draws)
    let mapped = try RunMap(
      run, decision: decision, walk: walk, device: device, featuresOf: embedding.sample)
    let classified = mapped.classified
    let outcome = DecisionOutcome(run: run, decision: decision, classified: classified)
    var report = try GroundReport(ground: run.ground, split: run.split, window: run.window)
      .assemble(
        classes: decision.classTable, map: outcome.judgedMap, shown: classified.map,
        pixels: outcome.judgedPixels)
    report.networkAlone = try mapped.alone.map {
      try ConfusionMatrix(
        reference: run.labels, map: $0, pixels: outcome.judgedPixels,
        classes: run.model.card.legend.count)
    }
    report.rounding = try rounding(of: mapped, outcome.judgedPixels)
    report.confidence = classified.nearest.confidences
    report.decision = try outcome.summary()
    report.embedding = try embedding.summary(
      pixels: classified.pixels, features: classified.features)
    addTraining(to: &report)
    report.commands = commands
    report.provenance += provenance
    if let walk, let choice = mapped.choice {
      let labels = try run.trainingLabels().count
      let caught = mapped.caughtByLabels.map { all in outcome.judgedPixels.map { all[$0] } }
      let isJudged = choice.judges > 0
      report.walk = WalkSummary(
        classifier: "network", isUsed: choice.isUsed, prior: Double(choice.prior), labels: labels,
        caught: caught, judges: isJudged ? choice.judges : nil,
        rightWalked: isJudged ? choice.rightWalked : nil,
        rightAlone: isJudged ? choice.rightAlone : nil)
      report.provenance.append(
        Fact(
          "Random walk",
          "contrast \(walk.contrast), prior \(choice.prior)"
            + (choice.judges > 0 && walk.prior == nil
              ? ", chosen by \(counted(choice.judges, "validation pixel"))" : "")
            + (choice.isUsed ? "" : "; not used")))
    }
    return report
  }

  /// What it changes that the network did not compute in float32: the map is made again in it.
  private func rounding(of mapped: RunMap, _ pixels: [Int]) throws -> RoundingSummary? {
    guard run.model.precision != .float32 else { return nil }
    let exactly = run.computing(in: .float32)
    let exact = try RunMap(
      exactly, decision: decision, walk: walk, device: device, featuresOf: [])
    let judged = DecisionOutcome(run: exactly, decision: decision, classified: exact.classified)
    let accuracy = { (map: LabelMap) in
      try ConfusionMatrix(
        reference: run.labels, map: map, pixels: pixels, classes: run.model.card.legend.count
      ).overallAccuracy
    }
    let alone = mapped.alone.flatMap { one in exact.alone.map { (one, $0) } }
    return RoundingSummary(
      precision: run.model.precision.rawValue,
      agreement: agreement(mapped.classified.map, exact.classified.map),
      overallAccuracy: try accuracy(judged.judgedMap),
      agreementAlone: alone.map { agreement($0.0, $0.1) },
      overallAccuracyAlone: try alone.flatMap { try accuracy($0.1) })
  }

  /// Of the pixels that have a class, the share to which both maps give the same.
  private func agreement(_ one: LabelMap, _ other: LabelMap) -> Double {
    let pixels = zip(one.values, other.values).filter { $0 > 0 || $1 > 0 }
    return Double(pixels.count { $0 == $1 }) / Double(max(1, pixels.count))
  }

  private func addTraining(to report: inout Report) {
    let record = run.record
    report.histories = PhaseKind.all.compactMap { phase in
      let history = record.history(phase.name)
      guard !history.epochs.isEmpty else { return nil }
      // The record counts seconds from the phase's start, the report those of each epoch.
      let starts = [0] + history.epochs.map(\.seconds)
      return TrainingHistory(
        phase: phase.name,
        epochs: zip(history.epochs, starts).map { epoch, start in
          TrainingHistory.Epoch(
            epoch: epoch.epoch, trainingLoss: epoch.loss, validationLoss: epoch.validationLoss,
            validationAccuracy: epoch.validationAccuracy, learningRate: epoch.rate,
            seconds: epoch.seconds - start, figures: epoch.parts)
        }, curves: phase.curves.map(TrainingHistory.Curve.init))
    }
    // Of the last phase that has ended, beside the one before it.
    let known = (["start"] + PhaseKind.all.map(\.name)).compactMap { name in
      record.diversity[name].map { (name, $0) }
    }
    if known.count > 1 {
      let (before, after) = (known[known.count - 2].1, known[known.count - 1])
      report.diversity = DiversityChange(
        phase: after.0, before: Accuracy.FactorDiversity(before),
        after: Accuracy.FactorDiversity(after.1), factors: run.model.card.factors)
    }
  }

  private var commands: [String] {
    let folder = run.folder.path
    return [
      "facet train \(run.folder.configuration) -o NEW --scene \(run.record.scene)",
      "facet classify \(folder) --scene \(run.record.scene) -o map.tif\(options)",
      "facet report \(folder)\(options)",
    ]
  }

  private var provenance: [Fact] {
    let record = run.record
    var facts = [
      Fact("Network", run.model.card.design.kind.name),
      Fact("Parameters", String(run.model.parameters.reduce(0) { $0 + $1.tensor.count })),
      Fact(
        "Precision",
        "trained in \((record.precision ?? .float32).rawValue), mapped in "
          + run.model.precision.rawValue),
    ]
    if let prior = run.model.card.prior {
      facts.append(
        Fact(
          "Prior",
          prior.sentence
            + (prior.saw(record.sceneChecksum)
              ? "; it saw this very scene, its test pixels too" : "; it did not see this scene")))
    }
    if let from = run.configuration.adapt.from {
      let sources = (try? MetaFolder(from).load())?.card.sources
      facts.append(
        Fact(
          "Meta-trained on",
          sources.map { $0.joined(separator: "; ") } ?? "scenes that \(from) named"))
    }
    for phase in PhaseKind.all.map(\.name) where !record.history(phase).epochs.isEmpty {
      facts.append(
        Fact("Time of \(phase)", String(format: "%.1f s", record.history(phase).seconds)))
      facts += (record.history(phase).statements ?? []).map { Fact("Phase \(phase)", $0) }
    }
    if let walked = record.walkedPixels {
      let section = run.configuration.selfTrain
      facts.append(
        Fact(
          "Self-training",
          "trained anew on \(counted(walked, "pixel")) without a label that the walked map of "
            + "\(run.folder.before.path) is surest of: \(Int((100 * section.share).rounded())) % of "
            + "each class, at most \(section.perClass); test pixels may be among them, their labels "
            + "are not"))
    }
    if record.maskedValues > 0 {
      facts.append(Fact("Missing values around labelled pixels", String(record.maskedValues)))
    }
    if record.invalidPixels > 0 {
      facts.append(Fact("Labelled pixels without any valid band", String(record.invalidPixels)))
    }
    return facts
  }
}

extension TrainingHistory.Curve {
  fileprivate init(_ curve: PhaseCurve) {
    self.init(
      title: curve.title, lines: curve.lines.map { Line(figure: $0.part, name: $0.name) },
      isShare: curve.isShare)
  }
}

extension Accuracy.FactorDiversity {
  fileprivate init(_ figures: MetricLearning.FactorDiversity) {
    self.init(
      meanAbsoluteCosine: figures.meanAbsoluteCosine, logDeterminant: figures.logDeterminant,
      effectiveRank: figures.effectiveRank)
  }
}
