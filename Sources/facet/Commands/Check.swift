import ArgumentParser
import Foundation
import Networks
import Sampling
import Scenes
import Torch
import Training

/// `facet check`: what a configuration would train, without training.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what is wrong with a configuration, and what it would train.",
    discussion: """
      Names every key at fault, not only the first. If there is none, it reads the scene and its \
      labels, draws the split, takes a few steps of each phase on weights that are thrown away, and \
      says how long the training would take here and how much memory it needs. Nothing is written.

      Example: facet check Configs/indian-pines.yaml --set split.count=20
      """)

  @Argument(
    help: ArgumentHelp("Configuration in YAML.", valueName: "configuration"),
    completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Option(help: "Scene file, in place of the configuration's.", completion: .file())
  var scene: String?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: "Change one value: --set pretrain.epochs=6. May be repeated.")
  var changes: [String] = []

  @OptionGroup var result: JSONOption
  @OptionGroup var messages: MessageOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var precision: PrecisionOption

  func run() throws {
    let faults = Training.Configuration.faults(path: file, overrides: changes)
    guard faults.isEmpty else {
      for fault in faults { Messages.sayError("Error: \(fault)") }
      throw ExitCode.failure
    }
    let configuration = try Training.Configuration.load(path: file, overrides: changes)
    let device = try engine.start()
    let plan = try TrainingPlan(
      configuration, scenePath: scene ?? configuration.scene.locateFile(configuration: file),
      device: device, precision: precision.orFloat32, version: Facet.version)
    for notice in plan.notices { say("note: \(notice)") }
    let ground = plan.ground
    if result.json {
      return print(
        try jsonText(PlanResult(plan, on: device, notes: plan.notices, bytes: Self.peakMemory)))
    }
    print("\(ground.scene.file): \(ground.scene.shape)")
    print(
      try SplitText(
        split: ground.split, labels: ground.labels,
        window: configuration.network.design(bands: ground.scene.shape.bands).window
      ).description)
    for phase in plan.phases { print(Self.line(phase)) }
    let seconds = plan.phases.reduce(0) { $0 + $1.seconds }
    print(
      "training would take about \(Self.time(seconds)) on \(device), and this check has needed "
        + "\(Self.peakMemory >> 20) MiB of memory, about as much as training does")
    print("train with: facet train \(file)" + (scene.map { " --scene \($0)" } ?? "") + " -o RUN")
  }

  private static func line(_ phase: TrainingPlan.PlannedPhase) -> String {
    "\(phase.name): \(counted(phase.epochs, "epoch")) of \(counted(phase.stepsPerEpoch, "step")), "
      + "\(phase.parameters) parameters, about \(time(phase.seconds))"
  }

  private static func time(_ seconds: Double) -> String {
    seconds < 90 ? "\(max(1, Int(seconds.rounded()))) s" : "\(Int((seconds / 60).rounded())) min"
  }

  /// The most memory that this process has held, in bytes.
  private static var peakMemory: Int {
    var usage = rusage()
    return getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 ? usage.ru_maxrss << 10 : 0
  }
}

/// What `--json` says of a training that would run.
private struct PlanResult: Encodable {
  struct Phase: Encodable {
    var name: String
    var epochs: Int
    var stepsPerEpoch: Int
    var parameters: Int
    var seconds: Double
  }

  var scene: String
  var device: String
  var trainPixels: Int
  var validationPixels: Int
  var testPixels: Int
  var phases: [Phase]
  /// Of all phases, about.
  var seconds: Double
  /// Memory that the check has needed.
  var bytes: Int
  var notes: [String]

  init(_ plan: TrainingPlan, on device: Device, notes: [String], bytes: Int) {
    scene = plan.ground.scene.file
    self.device = "\(device)"
    let split = plan.ground.split
    (trainPixels, validationPixels) = (split.train.count, split.validation.count)
    testPixels = split.test.count
    phases = plan.phases.map {
      Phase(
        name: $0.name, epochs: $0.epochs, stepsPerEpoch: $0.stepsPerEpoch,
        parameters: $0.parameters, seconds: $0.seconds)
    }
    seconds = phases.reduce(0) { $0 + $1.seconds }
    self.bytes = bytes
    self.notes = notes
  }
}
