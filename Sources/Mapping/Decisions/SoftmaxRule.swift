internal import Foundation
internal import MetricLearning
internal import Scenes
internal import Torch
internal import Training

/// The class of the largest softmax output, with its probability as confidence and −log of it as
/// distance.
struct SoftmaxRule: ShareRule {
  let model: Model

  var numbers: [Int] { model.card.classes.map(\.number) }

  func shares(_ pixels: PixelFeatures, before walk: Bool) throws -> Tensor {
    try model.logits(pixels.embeddings).softmax(1)
  }

  func decide(_ pixels: PixelFeatures) throws -> NearestClass { try begin(pixels)() }

  func begin(_ pixels: PixelFeatures) throws -> () throws -> NearestClass {
    let logits = try Transfer(model.logits(pixels.embeddings), to: .cpu)
    return { try decide(logits.finish().contiguous()) }
  }

  /// - Parameter logits: N × classes on the CPU.
  private func decide(_ logits: Tensor) throws -> NearestClass {
    let count = logits.shape[0]
    let numbers = numbers
    var labels = [Int](repeating: 0, count: count)
    var distances = [Float](repeating: 0, count: count)
    var confidences = distances
    try logits.withElements(Float.self) { logits in
      labels.withUnsafeMutableBufferPointer { labels in
        distances.withUnsafeMutableBufferPointer { distances in
          confidences.withUnsafeMutableBufferPointer { confidences in
            // Each part writes pixels of its own.
            nonisolated(unsafe) let logits = logits
            nonisolated(unsafe) let labels = labels
            nonisolated(unsafe) let distances = distances
            nonisolated(unsafe) let confidences = confidences
            let parts = max(1, min(WorkingThreads.count, count >> 12))
            concurrently(parts) { part in
              for pixel in count * part / parts..<count * (part + 1) / parts {
                let own = UnsafeBufferPointer(
                  rebasing: logits[pixel * numbers.count..<(pixel + 1) * numbers.count])
                let (best, others) = decision(own)
                labels[pixel] = numbers[best]
                // −log p = log(1 + others), which keeps its digits where p is so near to 1 that
                // 1 − p has none.
                distances[pixel] = log1p(others)
                confidences[pixel] = 1 / (1 + others)
              }
            }
          }
        }
      }
    }
    return NearestClass(labels: labels, distances: distances, confidences: confidences)
  }
}

/// The place of the largest logit, the first of equal ones, and Σ exp(logit − largest) of the others.
private func decision(_ logits: UnsafeBufferPointer<Float>) -> (best: Int, others: Float) {
  var best = 0
  for index in 1..<max(1, logits.count) where logits[index] > logits[best] { best = index }
  var others: Float = 0
  for index in logits.indices where index != best { others += exp(logits[index] - logits[best]) }
  return (best, others)
}
