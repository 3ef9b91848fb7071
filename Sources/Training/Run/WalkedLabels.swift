internal import Foundation
internal import Sampling
internal import Scenes
internal import Torch

/// Classes that a walked map gives pixels without a label, for training anew: kept in the run's
/// folder as `walked.safetensors`.
public struct WalkedLabels: Equatable, Sendable {
  /// Class numbers by pixel.
  public let classes: [Int: UInt16]

  /// The pixels that a map is surest of.
  ///
  /// - Parameters:
  ///   - map: class numbers, 0 for none.
  ///   - confidence: of each; NaN without a value.
  ///   - labelled: pixels that have a label, which teach anyway or judge.
  ///   - section: how many pixels teach.
  ///   - seed: of the draw among the surest.
  public init(
    surestOf map: [UInt16], confidence: [Float], without labelled: Set<Int>,
    _ section: SelfTrainSection, seed: UInt64
  ) {
    var byClass: [UInt16: [Int]] = [:]
    for pixel in map.indices
    where map[pixel] > 0 && confidence[pixel].isFinite && !labelled.contains(pixel) {
      byClass[map[pixel], default: []].append(pixel)
    }
    var generator = SeededGenerator(seed: seed, for: "selfTrain.pixels")
    var classes: [Int: UInt16] = [:]
    for (number, pixels) in byClass.sorted(by: { $0.key < $1.key }) {
      let count = Int((Double(pixels.count) * section.share).rounded(.up))
      // Of equal ones the order of the scene decides: sorting keeps no order by itself.
      let surest = pixels.sorted {
        (confidence[$1], $0) < (confidence[$0], $1)
      }.prefix(count)
      for pixel in surest.shuffled(using: &generator).prefix(section.perClass) {
        classes[pixel] = number
      }
    }
    self.classes = classes
  }

  private init(_ classes: [Int: UInt16]) { self.classes = classes }

  package func save(_ path: String) throws {
    let pairs = classes.sorted { $0.key < $1.key }
    let tensor = try Tensor(
      pairs.flatMap { [Int64($0.key), Int64($0.value)] }, shape: [pairs.count, 2])
    try writeFile(try Safetensors(tensors: ["walked": tensor]).encoded(), to: path)
  }

  /// - Returns: nil if there is no such file.
  /// - Throws: `SceneError` if it is damaged, or names pixels that the scene does not have.
  package static func find(_ path: String, pixels count: Int) throws -> WalkedLabels? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    do {
      guard let tensor = try Safetensors(decoding: try readFile(path)).tensors["walked"],
        tensor.rank == 2, tensor.shape[1] == 2
      else { throw TorchError("it holds no `walked` of two columns") }
      let values = try tensor.to(.int64).values(Int64.self).map { Int($0) }
      var classes: [Int: UInt16] = [:]
      for place in stride(from: 0, to: values.count, by: 2) {
        guard 0..<count ~= values[place], let number = UInt16(exactly: values[place + 1]) else {
          throw TorchError("pixel \(values[place]) of class \(values[place + 1]) is none")
        }
        classes[values[place]] = number
      }
      return WalkedLabels(classes)
    } catch let error as TorchError {
      throw SceneError(
        file: path, problem: "cannot be read as walked labels: \(error.message)",
        remedy: "Remove it; `facet train --resume` makes it again")
    }
  }
}
