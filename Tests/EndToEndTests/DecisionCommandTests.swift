import Foundation
import Mapping
import Scenes
import TestSupport
import Testing

/// Classifying by the metric, and refusing what cannot be.
@Suite struct DecisionCommandTests {
  let experiment: MetricExperiment

  init() throws { experiment = try MetricExperiment() }

  @Test func decidesByTheMetricAndRejects() throws {
    try experiment.train()
    var maps: [String: LabelMap] = [:]
    for basis in ["softmax", "prototype", "nearest", "knn"] {
      try experiment.succeed(
        "classify", "run", "-o", "\(basis).h5", "--by", basis,
        "--no-walk")
      try experiment.succeed(
        "classify", "run", "-o", "\(basis)-r.h5", "--by", basis, "--reject", "0.6")
      let plain = try readClassMap(experiment.folder.file("\(basis).h5"))
      let rejecting = try readClassMap(experiment.folder.file("\(basis)-r.h5"))
      maps[basis] = plain.labels
      #expect(plain.labels.classes.all.count == 3)
      #expect(rejecting.labels.classes.all.map(\.name).last == "Rejected")
      // Rejection takes pixels away and changes no other.
      let rejected = rejecting.labels.codes.filter { $0 == 4 }.count
      #expect(rejected > 0 && rejected < 24 * 22)
      #expect(zip(plain.labels.codes, rejecting.labels.codes).allSatisfy { $0 == $1 || $1 == 4 })
    }
    try experiment.succeed("classify", "run", "-o", "default.h5", "--no-walk")
    #expect(try readClassMap(experiment.folder.file("default.h5")).labels == maps["softmax"])
    try experiment.succeed(
      "classify", "run", "-o", "several.h5", "--by", "prototype", "--prototypes", "3")

    let printed = try experiment.succeed(
      "report", "run", "--by", "knn", "--neighbours", "3", "--reject", "0.6")
    #expect(printed.results.contains("kept"))
    let found = try experiment.report("run")
    let decision = try #require(found["decision"] as? [String: Any])
    #expect(decision["truePositiveRate"] as? Double == 0.6)
    let coverage = try #require(decision["coverage"] as? Double)
    #expect(coverage > 0.1 && coverage < 1)
    #expect(decision["accuracyOfKept"] as? Double != nil)
    let page = try String(
      contentsOfFile: experiment.folder.file("run/report.html"), encoding: .utf8)
    for word in [
      "Rejected", "Coverage", "t-SNE", "After pretrain", "After finetune",
      "528 pixels rejected", "test, wrong or rejected", "<i></i>3 classes<i></i>",
    ] {
      #expect(page.contains(word), "the page lacks \(word)")
    }
    let states = (found["embedding"] as? [String: Any])?["states"] as? [[String: Any]]
    #expect(states?.count == 2)
    let figures = try #require(states?.last?["figures"] as? [String: Any])
    let earlier = try #require(states?.first?["figures"] as? [String: Any])
    #expect(figures["points"] as? Int == earlier["points"] as? Int, "figures of the same pixels")
    #expect((figures["precisionAt1"] as? Double).map { 0...1 ~= $0 } == true)
  }

  @Test func badRequestsAreRefused() throws {
    try experiment.train("split.validation=0")
    try experiment.refuse(
      "classify", "run", "-o", "a.tif", "--by", "prototype", "--reject", "0.9",
      says: "no validation pixels", "split.validation")
    try experiment.refuse(
      "classify", "run", "-o", "a.tif", "--reject", "1.5", says: "share above 0")
    try experiment.refuse("classify", "run", "-o", "a.tif", "--by", "svm", says: "svm")
    try experiment.refuse(
      "classify", "run", "-o", "a.tif", "--by", "knn", "--neighbours", "0", says: "1 to")
    try experiment.refuse(
      "classify", "run", "-o", "a.tif", "--neighbours", "3", "--by", "softmax", says: "--by knn")
    try experiment.succeed("classify", "run", "-o", "three.tif", "--neighbours", "3")
    try experiment.refuse(
      "similar", "run", "--pixel", "99,0", "-o", "a.tif", says: "no pixel 99,0", "24×22")
    try experiment.refuse("similar", "run", "--class", "Moss", "-o", "a.tif", says: "no class Moss")
    try experiment.refuse("similar", "run", "-o", "a.tif", says: "--pixel")
    try experiment.refuse("similar", "run", "--pixel", "1,1", "-o", "a.bmp", says: ".bmp")
    try experiment.refuse("embed", "run", "-o", "a.bmp", says: "a.bmp", ".h5")
    try FileManager.default.removeItem(atPath: experiment.folder.file("run/embeddings.safetensors"))
    try experiment.refuse(
      "classify", "run", "-o", "a.tif", "--by", "knn", says: "embeddings.safetensors")
    #expect(!FileManager.default.fileExists(atPath: experiment.folder.file("a.tif")))
  }
}
