import Accuracy
import Baselines
import Foundation
import Parts
import Scenes
import Training

/// Gathers all that a report of a baseline shows.
struct BaselineReport {
  private let run: FinishedBaseline
  private let folder: RunFolder?

  /// - Parameter folder: where it is kept, for the commands that make it again.
  init(_ run: FinishedBaseline, folder: RunFolder?) {
    self.run = run
    self.folder = folder
  }

  func assemble() throws -> Report {
    let (ground, baseline) = (run.ground, run.baseline)
    var report = try GroundReport(ground: ground, split: run.split, window: baseline.window)
      .assemble(
        classes: ground.legend, map: run.map, shown: run.map, pixels: ground.judgedPixels())
    report.title += ", \(name)"
    report.networkAlone = try run.alone.map {
      try ConfusionMatrix(
        reference: ground.labels, map: $0, pixels: ground.judgedPixels(),
        classes: ground.legend.count)
    }
    report.walk = baseline.walk.map { WalkSummary($0, classifier: isWalk ? nil : method) }
    report.decision = DecisionSummary(basis: name)
    report.provenance += [
      Fact("Method", name),
      Fact(
        "Features",
        isWalk
          ? "principal components of the spectra"
          : "\(baseline.columns) a pixel, \(baseline.features)"),
    ]
    if let metric = baseline.metric { report.provenance.append(Fact("Metric", metric)) }
    if let walk = baseline.walk {
      report.provenance.append(
        Fact("Random walk", "contrast \(walk.contrast), prior \(walk.prior)"))
    }
    report.provenance += baseline.settings.sorted { $0.key < $1.key }.map {
      Fact($0.key, Self.text($0.value))
    }
    report.provenance += [
      Fact("Time of fitting", String(format: "%.1f s", baseline.fitting)),
      Fact("Time of mapping", String(format: "%.1f s", baseline.mapping)),
    ]
    if let folder {
      let window = baseline.features == FeatureKind.window.name
      report.commands = [
        "facet baseline \(baseline.method) \(folder.configuration) -o NEW "
          + "--scene \(ground.record.scene)"
          + (isWalk ? "" : " --features \(baseline.features)")
          + (baseline.metric.map { " --metric \($0)" } ?? "")
          + (run.alone == nil ? "" : " --walk") + (window ? " --window \(baseline.window)" : ""),
        "facet report \(folder.path)",
      ]
    }
    return report
  }

  private var method: String {
    BaselineKind.find(run.baseline.method)?.title ?? run.baseline.method
  }

  private var name: String {
    method + (run.baseline.metric.map { " by \($0)" } ?? "")
      + (run.alone == nil ? "" : " with a random walk")
  }

  private var isWalk: Bool { run.baseline.method == BaselineKind.walk.name }

  /// "C 64, crossValidation 0.8721, …; 12.3 s to fit, 0.8 s to map"
  static func settings(of baseline: BaselineRecord) -> String {
    let settings = baseline.settings.sorted { $0.key < $1.key }.map { "\($0) \(text($1))" }
    let times = String(
      format: "%.1f s to fit, %.1f s to map", baseline.fitting, baseline.mapping)
    return settings.isEmpty ? times : "\(settings.joined(separator: ", ")); \(times)"
  }

  private static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9
      ? String(Int(value)) : String(format: "%.4g", value)
  }
}

extension WalkSummary {
  /// - Parameter classifier: what says a pixel's class before the walk; nil if labels alone do.
  init(_ walk: BaselineRecord.Walk, classifier: String?) {
    self.init(
      classifier: classifier, isUsed: true, prior: Double(walk.prior), labels: walk.labels,
      caught: nil)
    (caughtByLabels, mostlyByLabels) = (walk.caughtByLabels, walk.mostlyByLabels)
  }
}
