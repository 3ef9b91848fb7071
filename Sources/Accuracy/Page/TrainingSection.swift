import Foundation

extension Report {
  /// Loss and validation accuracy of each phase, epoch by epoch.
  func trainingSection() -> String {
    let plots = histories.filter { !$0.epochs.isEmpty }.map { history in
      "<div class=\"phase\"><h3>\(escaped(history.phase))\(summary(history))</h3>"
        + "<div class=\"pair\">\(lossPlot(history).figure())\(accuracyFigure(history))"
        + "\(shareFigure(history))</div></div>"
    }
    return section("training", "Training", plots.joined(separator: "\n"))
  }

  private func summary(_ history: TrainingHistory) -> String {
    var facts = ["\(history.epochs.count) epochs"]
    let seconds = history.epochs.compactMap(\.seconds.finite)
    if !seconds.isEmpty { facts.append(duration(seconds.reduce(0, +))) }
    return " <small>\(facts.joined(separator: ", "))</small>"
  }

  private func lossPlot(_ history: TrainingHistory) -> LinePlot {
    var series = [
      LinePlot.Series(
        name: "Training", colour: "#5b6675",
        points: history.epochs.map { (Double($0.epoch), $0.trainingLoss) })
    ]
    if history.epochs.contains(where: { $0.validationLoss.finite != nil }) {
      series.append(
        LinePlot.Series(
          name: "Validation", colour: "#0d6863",
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
      series: [LinePlot.Series(name: "Validation", colour: "#0d6863", points: points)])
    plot.isWhole = true
    plot.bounds = 0...100
    plot.height = 250
    return plot.figure()
  }

  /// A share that falls to 0 says that the metric loss has nothing left to teach, or has collapsed.
  private func shareFigure(_ history: TrainingHistory) -> String {
    let points = history.epochs.map { epoch in
      epoch.activeShare.finite.map { (x: Double(epoch.epoch), y: $0 * 100) }
    }
    guard points.contains(where: { $0 != nil }) else { return "" }
    var plot = LinePlot(
      title: "Terms of the metric loss above 0", x: "Epoch", y: "Share (%)",
      series: [LinePlot.Series(name: "Active", colour: "#7a4a00", points: points)])
    plot.isWhole = true
    plot.bounds = 0...100
    plot.height = 250
    return plot.figure()
  }

  private func duration(_ seconds: Double) -> String {
    if seconds < 90 { return "\(decimal(seconds, digits: seconds < 10 ? 1 : 0)) s" }
    if seconds < 5400 { return "\(decimal(seconds / 60, digits: 1)) min" }
    return "\(decimal(seconds / 3600, digits: 1)) h"
  }
}
