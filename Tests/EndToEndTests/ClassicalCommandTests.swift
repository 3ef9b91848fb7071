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
    ("mean", "pca:5", "lda:2"), ("knn", "spectra", "lmnn:iterations=3"), ("svm", "lfda:4", ""),
    ("rf", "kpca:6", ""), ("mean", "lda", ""),
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
      (["mean", "--metric", "lmnn:iteration=3"], ["iteration", "iterations"]),
      (["mean", "--metric", "lmnn:push=2"], ["push", "from 0 to 1", "2"]),
      (["svm", "--features", "whitening:2,form=zca"], ["zca", "components"]),
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
        + "  means: {baseline: mean, features: 'lda:2'}\n"
        + "  on spectra: {baseline: mean, vary: {metric: [rca, lda]}}\n"
        + "  network: {}\n  nearest: {by: knn}\n"
        + "  on features: {by: prototype, vary: {metric: [euclidean, lda]}}\n")
    let first = try experiment.succeed("experiment", "study.yaml", "-o", "study")
    for name in ["neighbours", "means", "on spectra rca", "nearest", "on features lda"] {
      #expect(first.results.contains(name), "\(name)")
    }
    // One network serves every rule: it is trained once.
    #expect(first.messages.split(separator: "\n").count { $0.contains("epochs in") } == 1)
    func seconds(_ run: String) throws -> [String: Any] {
      let record = try JSONSerialization.jsonObject(
        with: Data(
          contentsOf: URL(
            fileURLWithPath: experiment.folder.file("study/random/\(run)/seed-0/run.json"))))
      return try #require((record as? [String: Any])?["phases"] as? [String: Any])
    }
    #expect(
      try NSDictionary(dictionary: seconds("network"))
        == NSDictionary(dictionary: seconds("on-features-lda")))
    // What decides is in the report, and the runs can be judged again.
    let decided = try experiment.report("study/random/on-features-lda/seed-0")["decision"]
    #expect(
      ((decided as? [String: Any])?["basis"] as? String)
        == "nearest class prototype by the metric lda")
    try experiment.succeed(
      "classify", "study/random/on-features-lda/seed-0", "-o", "again.h5", "--by", "prototype",
      "--metric", "lda")
    // Nothing is made twice.
    #expect(
      !(try experiment.succeed("experiment", "study.yaml", "-o", "study").messages)
        .contains("epochs in"))
    for (methods, words) in [
      ("  a: {metric: lmnn}\n", ["metric: lmnn", "belongs to a baseline", "by: knn"]),
      ("  a: {by: softmax, metric: lda}\n", ["study.yaml", "a:", "--metric goes with --by knn"]),
      ("  a: {by: knm}\n", ["study.yaml", "knm", "prototype"]),
      ("  a: {by: knn, metric: lmmn}\n", ["study.yaml", "did you mean `lmnn`"]),
      ("  a: {by: knn, baseline: knn}\n", ["by: knn", "belongs to a network"]),
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

  private func embedding(_ file: String) throws -> (shape: [Int], values: [Float]) {
    let dataset = try HDF5File.open(experiment.folder.file(file)).dataset("/embedding")
    return (dataset.shape, try dataset.readAll(Float.self))
  }

  @Test func aSceneIsEmbeddedWithoutANetwork() throws {
    try experiment.succeed("embed", "scene.h5", "--by", "pca:3", "-o", "pca.h5")
    let (shape, values) = try embedding("pca.h5")
    #expect(shape == [24, 22, 3] && values.allSatisfy { $0.isFinite })
    // Components have mean 0 and do not go together; the first varies most.
    let columns = (0..<3).map { column in
      stride(from: column, to: values.count, by: 3).map { Double(values[$0]) }
    }
    func product(_ a: Int, _ b: Int) -> Double {
      zip(columns[a], columns[b]).reduce(0) { $0 + $1.0 * $1.1 }
    }
    for column in columns { #expect(abs(column.reduce(0, +)) < 1e-3 * product(0, 0).squareRoot()) }
    #expect(product(0, 0) >= product(1, 1) && product(1, 1) >= product(2, 2))
    #expect(abs(product(0, 1)) < 1e-4 * product(0, 0))

    try experiment.succeed("embed", "scene.h5", "--by", "pca:3", "-o", "pca.tif")
    let info = String(
      decoding: try output(
        of: "/usr/bin/gdalinfo", ["-stats", experiment.folder.file("pca.tif")]), as: UTF8.self)
    for word in ["Size is 22, 24", "Float32", "Description = pca 3"] {
      #expect(info.contains(word), "\(info)")
    }
    for method in ["lda", "lfda:2", "kissme", "kpca:4", "isomap:2", "ica:2", "rca"] {
      try experiment.succeed("embed", "scene.h5", "--by", method, "-o", "\(method).h5")
      #expect(try embedding("\(method).h5").values.allSatisfy { $0.isFinite }, "\(method)")
    }
    #expect(try embedding("lda.h5").shape == [24, 22, 2])
  }

  /// Only the training side teaches.
  @Test func aSplitKeepsTestPixelsOutOfTheEmbedding() throws {
    try experiment.succeed("split", "scene.h5", "--per-class", "20", "-o", "split.h5")
    try experiment.succeed("embed", "scene.h5", "--by", "lda", "-o", "all.h5")
    try experiment.succeed(
      "embed", "scene.h5", "--by", "lda", "--split", "split.h5", "-o", "side.h5")
    #expect(try embedding("all.h5").values != embedding("side.h5").values)
    let sample = try experiment.succeed(
      "embed", "scene.h5", "--by", "lfda:2", "--split", "split.h5", "-o", "lfda.h5")
    #expect(!sample.messages.contains("sample"))
  }

  @Test func badChoicesOfEmbeddingsAreRefused() throws {
    let refusal = try Refusal()
    try refusal.writeScene { values in
      for band in 0..<6 { values[5 * 6 + band] = .nan }
    }
    for (choice, words) in [
      (["--by", "pcs:3"], ["pcs", "did you mean `pca`"]),
      (["--by", "pca:0"], ["pca:0", "whole number from 1"]),
      (["--by", "pca:7"], ["scene.h5", "pca:7", "directions"]),
      (["--by", "lda:2"], ["scene.h5", "lda:2", "2 classes", "at most 1"]),
      (["--by", "smacof"], ["smacof", "no rule for points"]),
      (["--by", "pca", "--labels", "labels"], ["--labels", "no classes"]),
      (["--by", "pca", "--scene", "scene.h5"], ["--scene", "run"]),
      (["--by", "lfda:500"], ["scene.h5", "lfda:500", "6 directions at most"]),
      (["--by", "pca", "--precision", "bfloat16"], ["--precision bfloat16", "no network"]),
      (["--by", "pca", "--device", "cuda"], ["--device cuda", "CPU in float64"]),
      (["--split", "split.h5"], ["--split", "--by"]),
    ] {
      try refusal.expect(["embed", "scene.h5", "-o", "out.h5"] + choice, says: words)
    }
    try refusal.expect(
      ["embed", "scene.h5", "--by", "pca:2", "-o", "out.bmp"], says: ["out.bmp", ".tif"])
    try refusal.expect(
      ["embed", "none.h5", "--by", "pca:2", "-o", "out.h5"], says: ["none.h5"])
    let ending = try FacetProgram(in: refusal.folder).run(
      "embed", "scene.h5", "--by", "pca:1", "-o", "out.h5")
    #expect(ending.status == 0, "\(ending.messages)")
    let values = try HDF5File.open(refusal.folder.file("out.h5")).dataset("/embedding")
      .readAll(Float.self)
    #expect(values[5].isNaN && values.count(where: \.isNaN) == 1)
  }
}
