import Foundation
import Scenes
import TestSupport
import Testing

/// Classical metrics and embeddings of a run's features.
@Suite struct ClassicalRunTests {
  let experiment: MetricExperiment

  init() throws { experiment = try MetricExperiment() }

  @Test func aRunIsMappedUnderAClosedFormMetric() throws {
    try experiment.train()
    try experiment.succeed("classify", "run", "-o", "own.h5", "--by", "knn")
    var maps = [try readMap("own.h5")]
    for metric in ["kissme", "lda:2", "euclidean"] {
      try experiment.succeed(
        "classify", "run", "-o", "\(metric).h5", "--by", "knn", "--metric", metric)
      maps.append(try readMap("\(metric).h5"))
    }
    #expect(Set(maps).count > 2)
    try experiment.succeed("report", "run", "--metric", "kissme")
    let decision = try #require(experiment.report("run")["decision"] as? [String: Any])
    #expect((decision["basis"] as? String)?.hasSuffix("by the metric kissme") == true)
    for (options, words) in [
      (["--by", "softmax", "--metric", "lmnn"], ["--metric goes with --by knn"]),
      (["--metric", "kisme"], ["did you mean `kissme`"]),
      (["--by", "knn", "--metric", "lda:3"], ["run", "lda:3", "at most 2", "--metric"]),
      (["--by", "knn", "--neighbours", "1000"], ["run", "1000 neighbours", "at most"]),
    ] {
      let ending = try experiment.program.run(["classify", "run", "-o", "no.h5"] + options)
      #expect(ending.status != 0)
      for word in words { #expect(ending.messages.contains(word), "\(ending.messages)") }
    }
    try experiment.refuse(
      "embed", "run", "--by", "pca:2", "-o", "no.h5", says: "is a run", "scene.h5 --by pca:2")
    let means = try ["lda", "euclidean"].map {
      try experiment.succeed(
        "classify", "run", "-o", "\($0).h5", "--by", "prototype", "--metric", $0)
      return try readMap("\($0).h5")
    }
    #expect(means[0] != means[1])
    try experiment.succeed("embed", "run", "-o", "network.tif")
    #expect(!FileManager.default.fileExists(atPath: experiment.folder.file("no.h5")))
  }

  /// A picture by every embedding there is: of the size that the first one has, and each another.
  @Test func aRunIsDrawnByEveryEmbedding() throws {
    try experiment.train()
    var pictures: Set<Data> = []
    let ways = [
      "tsne", "pca", "whitening", "ica", "kernel-pca", "mds", "smacof", "isomap:neighbours=60",
      "lle:neighbours=60", "laplacian:neighbours=60",
    ]
    for by in ways {
      let told = try experiment.succeed("embed", "run", "--picture", "p.png", "--by", by)
      #expect(told.messages.contains("test pixels by"), "\(told.messages)")
      let picture = try Data(contentsOf: URL(fileURLWithPath: experiment.folder.file("p.png")))
      #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      pictures.insert(picture)
    }
    #expect(pictures.count == ways.count)
    // The default is t-SNE; the same seed gives the same picture.
    try experiment.succeed("embed", "run", "--picture", "q.png")
    #expect(
      pictures.contains(
        try Data(contentsOf: URL(fileURLWithPath: experiment.folder.file("q.png")))))
    for (options, words) in [
      (["run", "--picture", "p.jpg"], ["p.jpg", ".png"]),
      (["run", "--picture", "no.png", "--by", "lda"], ["no embedding `lda`", "tsne"]),
      (
        ["run", "--picture", "no.png", "--by", "isomap:neighbours=5000"],
        ["run", "5000 neighbours"]
      ),
      (["scene.h5", "--picture", "no.png", "--by", "pca"], ["is no run", "--by pca"]),
      (["run", "--picture", "no.png", "-o", "no.h5"], ["-o", "--picture"]),
      (["run", "--picture", "no.png", "--labels", "x"], ["--labels", "--picture"]),
      (["run"], ["-o features.h5", "--picture"]),
    ] {
      let ending = try experiment.program.run(["embed"] + options)
      #expect(ending.status != 0)
      for word in words { #expect(ending.messages.contains(word), "\(ending.messages)") }
    }
    #expect(!FileManager.default.fileExists(atPath: experiment.folder.file("no.png")))
  }

  /// The report of a run judges other metrics of the same features beside the network's own.
  @Test func theReportComparesMetrics() throws {
    try experiment.train()
    try experiment.succeed("report", "run")
    let embedding = try #require(experiment.report("run")["embedding"] as? [String: Any])
    let comparison = try #require(embedding["comparison"] as? [String: Any])
    let rows = try #require(comparison["rows"] as? [[String: Any]])
    #expect(rows[0]["metric"] == nil)
    #expect(
      rows.dropFirst().map { $0["metric"] as? String }
        == ["euclidean", "mahalanobis", "rca", "lda", "lfda", "lpp", "kissme"])
    for row in rows {
      #expect(0...1 ~= (row["precisionAt1"] as? Double ?? -1), "\(row)")
      #expect((row["withinByBetween"] as? Double ?? -1) > 0)
    }
    // The first row is what the table of states says.
    let states = try #require(embedding["states"] as? [[String: Any]])
    let own = try #require(states.last?["figures"] as? [String: Any])
    #expect(own["precisionAt1"] as? Double == rows[0]["precisionAt1"] as? Double)
    let page = try String(
      contentsOfFile: experiment.folder.file("run/report.html"), encoding: .utf8)
    #expect(page.contains("Other metrics of the same features") && page.contains("lda: linear"))
    try experiment.succeed("report", "run", "-o", "plain.json")
    let plain = try String(contentsOfFile: experiment.folder.file("plain.json"), encoding: .utf8)
    #expect(!plain.contains("comparison"))
  }

  private func readMap(_ file: String) throws -> [UInt8] {
    try HDF5File.open(experiment.folder.file(file)).dataset("/map").readAll(UInt8.self)
  }
}
