import Foundation
import Sampling
import Scenes
import Testing

/// Where Indian Pines lies, if `FACET_SCENES` names its folder or the one above.
private let indianPines: String? = ProcessInfo.processInfo.environment["FACET_SCENES"].flatMap {
  folder in
  ["\(folder)/indian-pines.h5", "\(folder)/indian-pines/indian-pines.h5"]
    .first { FileManager.default.fileExists(atPath: $0) }
}

/// Check values of the published pair of masks.
@Suite(.enabled(if: indianPines != nil, "FACET_SCENES has no indian-pines.h5"))
struct IndianPinesTests {
  func labels(_ name: String) throws -> LabelMap {
    let dataset = try HDF5File.open(#require(indianPines)).dataset(name)
    return LabelMap(
      rows: dataset.shape[0], columns: dataset.shape[1], values: try dataset.readAll(UInt16.self))
  }

  @Test func leakageOfThePublishedMasks() throws {
    let strategy = MaskSplit(
      train: try labels("train_fixed"), test: try labels("test_fixed"))
    let split = try strategy.split(
      labels: try strategy.labels(over: try labels("labels")), validation: 0)
    #expect(split.train.count == 695)
    #expect(split.test.count == 9671)
    let expected = [
      (5, 0.601, 0.901), (7, 0.789, 0.983), (9, 0.901, 1), (11, 0.958, 1), (15, 0.996, 1),
    ]
    for (window, contains, overlaps) in expected {
      let leakage = split.leakage(window: window)
      #expect(abs(leakage.containsTrainingPixel - contains) < 0.0005)
      #expect(abs(leakage.overlapsTrainingWindow - overlaps) < 0.0005)
    }
  }

  @Test func blocksDoNotLeakAndMissOnlyClassesOfFewBlocks() throws {
    let labels = try labels("labels")
    let (size, folds) = (15, 5)
    var blocks: [Int: Set<[Int]>] = [:]
    for (pixel, label) in labels.values.enumerated() where label > 0 {
      blocks[Int(label), default: []].insert([pixel / 145 / size, pixel % 145 / size])
    }
    for fold in 0..<folds {
      let split = try BlockSplit(size: size, sides: .fold(fold, of: folds), window: 9)
        .split(labels: labels)
      #expect(split.leakage(window: 9).overlapsTrainingWindow == 0)
      for count in try split.counts(in: labels) where !count.onBothSides {
        #expect(blocks[count.label]!.count < folds, "class \(count.label), fold \(fold)")
      }
    }
  }
}
