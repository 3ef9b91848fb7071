import Accuracy
import ArgumentParser
import Foundation
import Scenes
import Torch
import Training

/// `facet train --find-rate` and `facet finetune --find-rate`: which learning rate suits a phase.
struct FindRate {
  let session: TrainingSession
  let phase: String
  /// Where the page goes.
  let folder: RunFolder

  func run(json: Bool) throws {
    var run = RateRangeTest.Run()
    run.device = try session.engine.start()
    run.precision = session.precision ?? .float32
    let page = folder.file("rate.html")
    try requireWritable([page])
    let bar = ProgressBar("find-rate", total: run.count, unit: "steps")
    run.progress = { bar.show($0) }
    run.isInterrupted = { Interrupt.isRequested }
    let test = try Interrupt.heeded {
      try RateRangeTest(
        phase, of: session.resume ? session.folder : nil, session.configuration,
        scenePath: session.scene, version: Facet.version, run)
    }
    bar.interrupt()
    try RatePage(
      title: URL(fileURLWithPath: session.scene).lastPathComponent,
      points: test.steps.map { ($0.rate, $0.loss, $0.smoothed) }, suggestion: test.suggestion
    ).write(page)
    say("the plot is in \(page)")
    guard let rate = test.suggestion else {
      throw ValidationError("the loss never falls as the rate rises; see \(page)")
    }
    let text = String(format: "%.2g", rate)
    print(
      try json
        ? jsonText(["page": page, "phase": phase, "rate": text]) : "suggested rate: \(text)")
    say("train with: --set \(phase).rate=" + String(format: "%.2g", rate))
  }
}
