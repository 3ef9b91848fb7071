import Foundation
import Scenes
import TestSupport
import Testing

/// Classical metrics and embeddings from the command line.
@Suite struct ClassicalCommandTests {
  let experiment: MetricExperiment

  init() throws { experiment = try MetricExperiment() }

  private func accuracy(_ run: String) throws -> Double {
    let figures = try #require(experiment.report(run)["figures"] as? [String: Any])
    return try #require(figures["overallAccuracy"] as? Double)
  }

  @Test(arguments: [
    ("knn", "spectra", "lmnn"), ("knn", "window", "kissme"), ("mean", "spectra", "rca"),
    ("mean", "pca:5", "lda:2"), ("svm", "lfda:4", ""), ("rf", "kpca:6", ""), ("mean", "lda", ""),
  ])
  func baselinesTakeMetricsAndTransforms(
    _ method: String, _ features: String, _ metric: String
  ) throws {
    let choice =
      ["--features", features] + (metric.isEmpty ? [] : ["--metric", metric])
    let ending = try experiment.program.run(
      ["baseline", method, "tiny.yaml", "--scene", "scene.h5", "-o", "base"] + choice)
    try #require(ending.status == 0, "\(ending.messages)")
    // One in three by chance.
    #expect(try accuracy("base") > 0.45)
    let record = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: experiment.folder.file("base/run.json"))))
    let baseline = try #require((record as? [String: Any])?["baseline"] as? [String: Any])
    let said = features.replacing("kpca", with: "kernel-pca")
    #expect(baseline["features"] as? String == said)
    #expect(baseline["metric"] as? String == (metric.isEmpty ? nil : metric))
    let commands = try #require(experiment.report("base")["commands"] as? [String])
    #expect(commands[0].contains("--features \(said)"))
    #expect(commands[0].contains(" --metric \(metric)") == !metric.isEmpty)
  }

  /// A metric changes distances, and the run says which.
  @Test func aMetricMakesAnotherMethod() throws {
    for (run, metric) in [("plain", [String]()), ("under", ["--metric", "lda:1"])] {
      let ending = try experiment.program.run(
        ["baseline", "mean", "tiny.yaml", "--scene", "scene.h5", "-o", run] + metric)
      try #require(ending.status == 0, "\(ending.messages)")
    }
    let compared = try experiment.succeed("compare", "plain", "under").results
    #expect(compared.contains("McNemar"))
    let maps = try ["plain", "under"].map {
      try HDF5File.open(experiment.folder.file("\($0)/map.h5")).dataset("/map").readAll(UInt8.self)
    }
    #expect(maps[0] != maps[1])
    try experiment.succeed("report", "under")
  }

  @Test func badChoicesOfBaselinesAreRefused() throws {
    let refusal = try Refusal()
    try TinyExperiment.writeScene(refusal.folder.file("scene.h5"))
    for (choice, words) in [
      (["knn", "--metric", "lmmn"], ["metric lmmn", "did you mean `lmnn`", "kissme"]),
      (["knn", "--metric", "lda:3"], ["lda:3", "3 components", "3 classes", "at most 2"]),
      (["mean", "--metric", "kissme:2"], ["kissme:2", "takes no number", "leave out `:2`"]),
      (["mean", "--metric", "lda:two"], ["lda:two", "whole number"]),
      (["svm", "--metric", "lmnn"], ["svm", "knn and mean", "as features"]),
      (["walk", "--metric", "lmnn"], ["walk", "knn and mean"]),
      (["sam", "--features", "pca:3"], ["pca:3", "compares spectra"]),
      (["svm", "--features", "pca:13"], ["pca:13", "scene.h5", "12 directions"]),
      (["svm", "--features", "smacof"], ["smacof", "no rule for points"]),
      (["svm", "--features", "morfology"], ["morfology", "morphology, spectra, window"]),
      (["knn", "--metric", "pca"], ["there is no metric `pca`"]),
      (["knn", "--features", "pca:3", "--window", "3"], ["--features window", "pca:3"]),
    ] {
      try refusal.expect(
        ["baseline", choice[0], "tiny.yaml", "--scene", "scene.h5", "-o", "base"]
          + choice.dropFirst(), says: words)
    }
  }

  @Test func studiesTakeMetrics() throws {
    func write(_ methods: String) throws {
      try Data(
        ("base: tiny.yaml\nseeds: 1\nsplits:\n  random: {count: 15}\nmethods:\n" + methods).utf8
      ).write(to: URL(fileURLWithPath: experiment.folder.file("study.yaml")))
    }
    let scene = "scene: {file: scene.h5}"
    try Data((TinyExperiment.configuration + "\n" + scene + "\n").utf8).write(
      to: URL(fileURLWithPath: experiment.folder.file("tiny.yaml")))
    try write(
      "  neighbours: {baseline: knn, metric: kissme}\n"
        + "  means: {baseline: mean, features: 'lda:2'}\n")
    let told = try experiment.succeed("experiment", "study.yaml", "-o", "study").results
    #expect(told.contains("neighbours") && told.contains("means"))
    for (methods, words) in [
      ("  a: {metric: lmnn}\n", ["metric: lmnn", "belongs to a baseline"]),
      ("  a: {baseline: knn, metric: lmmn}\n", ["study.yaml", "did you mean `lmnn`"]),
      ("  a: {baseline: svm, metric: lmnn}\n", ["study.yaml", "knn and mean"]),
      ("  a: {baseline: knn, metric: {name: lda}}\n", ["methods.a.metric", "no word"]),
    ] {
      try write(methods)
      let ending = try experiment.program.run("experiment", "study.yaml", "-o", "refused")
      #expect(ending.status != 0)
      for word in words { #expect(ending.messages.contains(word), "\(ending.messages)") }
    }
  }
}
