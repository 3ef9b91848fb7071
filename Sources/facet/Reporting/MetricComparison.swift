import Accuracy
import Classical
import MetricLearning
import Parts
import Torch
import Training

/// Closed-form metrics of what a network makes of pixels, beside its own: learned from training pixels,
/// judged on test pixels. Those that are found step by step take seconds, and are left out.
struct MetricComparison {
  let seed: UInt64

  /// Training pixels that are learned from at most, so that a report takes some tenths of a second
  /// more.
  private static let most = 1000

  /// - Parameters:
  ///   - known: of the training pixels.
  ///   - test: what judges, N pixels, on the CPU.
  ///   - labels: N classes.
  /// - Returns: nil if no two test pixels share a class.
  func made(from known: RunEmbeddings, on test: PixelFeatures, labels: [Int]) throws
    -> EmbeddingSummary.Comparison?
  {
    let counts = labels.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    guard counts.values.contains(where: { $0 > 1 }) else { return nil }
    let all = try LabelledPoints(known.train.responses, labels: known.trainClasses)
    let (sample, _) = try all.sampled(Self.most, seed: seed)
    var rows = [
      try row(nil, "the network's own metric", test.embeddings, labels)
    ]
    for kind in MetricKind.all where kind.isClosedForm {
      let fitted: FittedMap
      do {
        fitted = try MetricKind.make(Part(kind.name)).fit(sample)
      } catch is ClassicalError {
        // Such as pixels of one class: that metric has no row.
        continue
      }
      rows.append(try row(kind.name, kind.title, fitted.map(test.responses), labels))
    }
    return EmbeddingSummary.Comparison(
      learnedFrom: sample.labels.count, trainingPixels: known.trainClasses.count,
      testPixels: labels.count, rows: rows)
  }

  private func row(_ name: String?, _ title: String, _ points: Tensor, _ labels: [Int]) throws
    -> EmbeddingSummary.Comparison.Row
  {
    let found = try Retrieval(of: points, labels: labels)
    let spread = try ClassSpread(of: points, labels: labels)
    let ratio = spread.within.flatMap { within in
      spread.between.flatMap { $0 > 0 ? within / $0 : nil }
    }
    return EmbeddingSummary.Comparison.Row(
      metric: name, title: title, precisionAt1: found.precisionAt1, mapAtR: found.mapAtR,
      withinByBetween: ratio)
  }
}
