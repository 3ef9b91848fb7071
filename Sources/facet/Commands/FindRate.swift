import Accuracy
import ArgumentParser
import Foundation
import Scenes
import Training

/// `facet train --find-rate`: which learning rate suits a scene.
struct FindRate {
  let session: TrainingSession

  func run() throws {
    let device = try session.engine.start()
    try FileManager.default.createDirectory(
      atPath: session.folder.path, withIntermediateDirectories: true)
    Interrupt.listen()
    let count = 120
    let bar = ProgressBar("find-rate", total: count, unit: "steps")
    let test = try RateRangeTest(
      session.configuration, scenePath: session.scene, device: device, count: count,
      version: Facet.version, progress: { bar.show($0) },
      isInterrupted: { Interrupt.isRequested })
    bar.interrupt()
    let page = session.folder.file("rate.html")
    try RatePage(
      title: URL(fileURLWithPath: session.scene).lastPathComponent,
      points: test.steps.map { ($0.rate, $0.loss, $0.smoothed) }, suggestion: test.suggestion
    ).write(page)
    say("the plot is in \(page)")
    guard let rate = test.suggestion else {
      throw ValidationError("the loss never falls as the rate rises; see \(page)")
    }
    print(String(format: "suggested rate: %.2g", rate))
    say(String(format: "train with: --set pretrain.rate=%.2g", rate))
  }
}
