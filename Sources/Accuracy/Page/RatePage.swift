import Foundation
import Scenes

/// A learning-rate range test as a page with its plot.
public struct RatePage {
  private let title: String
  private let points: [(rate: Double, loss: Double, smoothed: Double)]
  private let suggestion: Double?

  /// - Parameters:
  ///   - title: heading of the page.
  ///   - points: rates in ascending order with the loss of the batch and the smoothed one.
  ///   - suggestion: the rate to be marked.
  public init(
    title: String, points: [(rate: Double, loss: Double, smoothed: Double)], suggestion: Double?
  ) {
    self.title = title
    self.points = points
    self.suggestion = suggestion
  }

  /// The self-contained page.
  public func html() -> String {
    var plot = LinePlot(
      title: "Loss while the learning rate rises", x: "log₁₀ of the learning rate", y: "Loss",
      series: [
        LinePlot.Series(
          name: "Batch", colour: PlotInk.faint, points: points.map { (log10($0.rate), $0.loss) }),
        LinePlot.Series(
          name: "Smoothed", colour: PlotInk.accent,
          points: points.map { (log10($0.rate), $0.smoothed) }),
      ])
    plot.width = 860
    plot.height = 380
    plot.mark = suggestion.map { (log10($0), String(format: "%.2g", $0), false) }
    let advice =
      suggestion.map { String(format: "The loss falls fastest at a rate of %.2g.", $0) }
      ?? "The loss never falls: no rate can be suggested."
    return page(
      "\(title) – learning rates",
      """
      <header><p class="over">Learning-rate range test</p><h1>\(escaped(title))</h1>
      <p class="facts">\(advice)</p></header>
      \(plot.figure())
      <p class="small">After Smith, “Cyclical learning rates for training neural networks”, 2017: \
      the rate rises geometrically from batch to batch.</p>
      """)
  }

  /// Writes the page.
  public func write(_ path: String) throws {
    try replaceFile(path, with: Data(html().utf8))
  }
}
