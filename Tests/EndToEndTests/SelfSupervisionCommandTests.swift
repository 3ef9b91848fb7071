import Foundation
import TestSupport
import Testing

/// Learning without labels, and training anew on a walked map, as a user asks for them.
@Suite struct SelfSupervisionCommandTests {
  private let experiment: MetricExperiment

  init() throws { experiment = try MetricExperiment() }

  private func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: experiment.folder.file(name))
  }

  private func page(_ run: String) throws -> String {
    try String(contentsOfFile: experiment.folder.file("\(run)/report.html"), encoding: .utf8)
  }

  @Test func aPriorServesATraining() throws {
    let made = try experiment.succeed(
      "pretrain", "tiny.yaml", "--self-supervised", "scene.h5", "-o", "prior", "--threads", "1",
      "--set", "selfSupervise.iterations=4")
    for word in ["528 windows of scene.h5", "prior/prior.safetensors", "--from prior"] {
      #expect(made.messages.contains(word), "\(made.messages)")
    }
    let trained = try experiment.succeed(
      "train", "tiny.yaml", "--scene", "scene.h5", "--from", "prior", "-o", "run", "--threads", "1")
    #expect(trained.messages.contains("begins with a prior: simclr on 528 windows"))
    let mapped = try experiment.succeed("classify", "run", "-o", "map.tif")
    #expect(mapped.messages.contains("began with a prior"))
    try experiment.succeed("report", "run")
    #expect(try page("run").contains("it saw this very scene"))

    try experiment.refuse("classify", "prior", "-o", "m.tif", says: "knows no classes", "--from")
    try experiment.refuse(
      "train", "tiny.yaml", "--scene", "scene.h5", "--from", "run", "-o", "other",
      says: "is a run, not a prior", "--self-supervised")
    try experiment.refuse(
      "train", "tiny.yaml", "--scene", "scene.h5", "--from", "prior", "-o", "other", "--set",
      "network.window=3", says: "network.window", "is 3")
    try experiment.refuse(
      "pretrain", "--self-supervised", "scene.h5", "--labels", "scene.h5:/labels", "-o", "other",
      says: "knows no labels")
    try experiment.refuse(
      "pretrain", "--self-supervised", "scene.h5", "-o", "prior", says: "already holds a prior")
    #expect(!exists("other"))
  }

  @Test func theMapIsWalkedOverAndTheNetworkTrainedAnew() throws {
    try experiment.train(
      "selfSupervise.method=vicreg", "selfSupervise.iterations=3", "selfTrain.rounds=1",
      "selfTrain.perClass=20", "map.guide=embedding")
    #expect(exists("run/before/run.json") && exists("run/walked.safetensors"))
    let record = try String(
      contentsOfFile: experiment.folder.file("run/run.json"), encoding: .utf8)
    #expect(record.contains("\"walkedPixels\" : 60"), "\(record)")
    let text = try experiment.succeed("report", "run")
    #expect(text.results.contains("OA"))
    let page = try page("run")
    for word in ["Self-training", "at most 20", "vicreg learns from 528 windows", "Effective rank"]
    {
      #expect(page.contains(word), "\(word)")
    }
    try experiment.succeed("classify", "run", "-o", "map.tif")
  }
}
