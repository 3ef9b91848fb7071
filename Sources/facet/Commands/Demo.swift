import Accuracy
import ArgumentParser
import Foundation
import Mapping
import Parts
import Sampling
import Scenes
import Torch
import Training

struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Simulate a scene, train on it, map it and report: the whole job in a minute.",
    discussion: """
      Fails if the map's overall accuracy is below \(Int(100 * floor)) %, so that a demo that ends \
      well says that everything works on this machine.
      """)

  /// What is trained: small enough for a minute on two cores.
  private static var experiment: Training.Configuration {
    var experiment = Training.Configuration()
    experiment.split.options["count"] = 100
    experiment.pretrain.epochs = 20
    experiment.finetune.epochs = 8
    return experiment
  }

  /// The least overall accuracy of the map.
  static let floor = 0.95

  @Option(
    name: [.short, .customLong("output")], help: "Folder for everything.",
    completion: .directory)
  var output = "demo"

  @OptionGroup var result: JSONOption
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var engine: EngineOptions

  func run() throws {
    let began = ContinuousClock.now
    let run = "\(output)/run"
    let scene = "\(output)/scene.h5"
    let maps = ["map.tif", "map.png", "map.h5"].map { "\(output)/\($0)" }
    try requireWritable([scene] + maps + Report.files(folder: output))
    // What the demo made, it may make again.
    try RunFolder(run).removeDemo(of: scene)

    say("simulate a scene")
    try SceneSimulation().write(to: scene)
    let device = try engine.start()
    let trainer = try TrainingSession(
      folder: RunFolder(run), configuration: Self.experiment, scene: scene, resume: false,
      engine: engine
    ).run(resumingWith: "facet train --resume -o \(run)")

    let finished = try FinishedRun(trainer.folder, device: device)
    for path in maps {
      let hasConfidence = !path.hasSuffix("png")
      let writer = try makeMapWriter(
        path: path,
        layout: MapLayout(
          rows: finished.scene.shape.rows, columns: finished.scene.shape.columns,
          classes: finished.model.card.classTable, georeference: finished.scene.georeference,
          confidence: hasConfidence, legend: path.hasSuffix("png")))
      try WalkedMap(
        finished.model, RandomWalk(finished.configuration.map),
        labels: finished.trainingLabels(), judges: finished.split.validation, device: device
      ).classify(
        finished.scene, into: writer, confidence: hasConfidence, progress: { _, _ in },
        isInterrupted: { false })
    }
    var report = try RunReport(finished, device: device).assemble()
    report.files = ["map.tif", "map.png", "map.h5"].map {
      FileLink(to: "\(output)/\($0)", from: "\(output)/report.html")
    }
    let files = try report.write(folder: output)
    if result.json {
      print(String(decoding: try ReportDocument(report).json(), as: UTF8.self))
    } else {
      print(ReportText(report).description)
      print("")
      for file in [scene] + maps + files {
        print("  \(file)")
      }
    }
    let elapsed = (ContinuousClock.now - began).components.seconds
    let accuracy = report.confusion.overallAccuracy ?? 0
    guard accuracy >= Self.floor else {
      throw ValidationError(
        String(
          format: "the demo's overall accuracy is %.2f %%, below the %.0f %% it should reach",
          100 * accuracy, 100 * Self.floor))
    }
    say("the demo took \(elapsed) s; open \(output)/report.html")
  }
}
