import Foundation
internal import Scenes

extension Report {
  /// Loss and validation accuracy of each phase, epoch by epoch.
  func trainingSection() -> String {
    let plots = histories.filter { !$0.epochs.isEmpty }.map { history in
      "<div class=\"phase\"><h3>\(escaped(history.phase))\(summary(history))</h3>"
        + "<div class=\"pair\">\(lossPlot(history).figure())\(accuracyFigure(history))"
        + history.curves.map { figure($0, history) }.joined() + "</div></div>"
    }
    let compares = histories.contains { $0.epochs.contains { $0.validationLoss.finite != nil } }
    return section(
      "training", "Training",
      lead: compares
        ? "The two losses are different sums. That of training is the mean of what the phase "
          + "lowers, over batches that are turned, noisy or mixed as the configuration says; that of "
          + "validation is the cross-entropy of the softmax layer on unchanged pixels. Compare each "
          + "with itself from epoch to epoch, not the one with the other."
        : nil, plots.joined(separator: "\n"))
  }

  private func summary(_ history: TrainingHistory) -> String {
    var facts = [counted(history.epochs.count, "epoch")]
    let seconds = history.epochs.compactMap(\.seconds.finite)
    if !seconds.isEmpty { facts.append(duration(seconds.reduce(0, +))) }
    return " <small>\(facts.joined(separator: ", "))</small>"
  }

  private func lossPlot(_ history: TrainingHistory) -> LinePlot {
    var series = [
      LinePlot.Series(
        name: "Training", colour: PlotInk.soft,
        points: history.epochs.map { (Double($0.epoch), $0.trainingLoss) })
    ]
    if history.epochs.contains(where: { $0.validationLoss.finite != nil }) {
      series.append(
        LinePlot.Series(
          name: "Validation", colour: PlotInk.accent,
          points: history.epochs.map { epoch in
            epoch.validationLoss.finite.map { (Double(epoch.epoch), $0) }
          }, isDashed: true))
    }
    var plot = LinePlot(title: "Loss", x: "Epoch", y: "Loss", series: series)
    plot.isWhole = true
    plot.mayBeLogarithmic = true
    plot.height = 250
    return plot
  }

  private func accuracyFigure(_ history: TrainingHistory) -> String {
    let points = history.epochs.map { epoch in
      epoch.validationAccuracy.finite.map { (x: Double(epoch.epoch), y: $0 * 100) }
    }
    guard points.contains(where: { $0 != nil }) else { return "" }
    var plot = LinePlot(
      title: "Overall accuracy on validation pixels", x: "Epoch", y: "Overall accuracy (%)",
      series: [LinePlot.Series(name: "Validation", colour: PlotInk.accent, points: points)])
    plot.isWhole = true
    plot.bounds = 0...100
    plot.height = 250
    return plot.figure()
  }

  /// What the phase shows of its own.
  private func figure(_ curve: TrainingHistory.Curve, _ history: TrainingHistory) -> String {
    let scale = curve.isShare ? 100.0 : 1
    let series = curve.lines.enumerated().compactMap { index, line -> LinePlot.Series? in
      let points = history.epochs.map { epoch in
        epoch.figures[line.figure].finite.map { (x: Double(epoch.epoch), y: $0 * scale) }
      }
      guard points.contains(where: { $0 != nil }) else { return nil }
      return LinePlot.Series(
        name: line.name, colour: PlotInk.several[index % PlotInk.several.count], points: points)
    }
    guard !series.isEmpty else { return "" }
    var plot = LinePlot(
      title: curve.title, x: "Epoch", y: curve.isShare ? "Share (%)" : "Value", series: series)
    plot.isWhole = true
    if curve.isShare { plot.bounds = 0...100 }
    plot.height = 250
    return plot.figure()
  }

  private func duration(_ seconds: Double) -> String {
    if seconds < 90 { return "\(decimal(seconds, digits: seconds < 10 ? 1 : 0)) s" }
    if seconds < 5400 { return "\(decimal(seconds / 60, digits: 1)) min" }
    return "\(decimal(seconds / 3600, digits: 1)) h"
  }
}
