import Foundation
import Scenes
import Training

/// Tells a user what a training does.
final class TrainingProgress {
  private var bar: ProgressBar?
  private var note = ""

  func show(_ event: TrainingEvent) {
    switch event {
    case .began(let phase, let epochs, let stepsPerEpoch, let from):
      if from > 0 { say("\(phase): going on after step \(from)") }
      bar = ProgressBar(phase, total: epochs * stepsPerEpoch, unit: "steps")
      note = ""
    case .step(_, let step, _, let loss):
      bar?.show(step, note: String(format: "loss %.4g", loss) + note)
    case .epoch(_, let record, _):
      note =
        record.validationAccuracy.map { String(format: ", validation %.2f %%", 100 * $0) } ?? ""
    case .ended(let phase, let history):
      let accuracy = history.epochs.last?.validationAccuracy.map {
        String(format: ", validation accuracy %.2f %%", 100 * $0)
      }
      say(
        "\(phase): \(counted(history.epochs.count, "epoch")) in "
          + ProgressBar.clock(history.seconds) + (accuracy ?? ""))
    case .notice(let text):
      say("note: \(text)")
    }
  }

  func interrupt() {
    bar?.interrupt()
  }
}
