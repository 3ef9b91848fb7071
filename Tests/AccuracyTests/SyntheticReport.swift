import Accuracy
import Foundation
import Scenes

/// A report of an invented scene of fields, with everything that a report can hold.
enum SyntheticReport {
  static func make(
    rows: Int = 96, columns: Int = 120, names: [String] = Self.names, window: Int = 9
  ) -> Report {
    var random = SeededGenerator(seed: 7)
    let reference = fields(rows: rows, columns: columns, classes: names.count, border: true)
    let truth = fields(rows: rows, columns: columns, classes: names.count, border: false)
    var map = truth
    var confidence = [Float](repeating: 1, count: rows * columns)
    for pixel in map.values.indices {
      let isEdge = truth.values[pixel] != reference.values[pixel]
      confidence[pixel] = Float(1 - (isEdge ? 0.6 : 0.12) * random.uniform())
      if random.uniform() < (isEdge ? 0.3 : 0.02) {
        map.values[pixel] = UInt16(Int(map.values[pixel]) % names.count + 1)
        confidence[pixel] *= 0.7
      }
    }
    let labelled = reference.values.indices.filter { reference.values[$0] > 0 }
    let training = labelled.filter { _ in random.uniform() < 0.12 }
    let test = Array(Set(labelled).subtracting(training)).sorted()
    let confusion = ConfusionMatrix(
      reference: test.map { reference.values[$0] }, map: test.map { map.values[$0] },
      classes: names.count)
    let classes = ClassTable(names: names)
    var report = Report(
      title: "Fields of an invented scene", classes: classes, confusion: confusion)
    report.scene = SceneSummary(
      file: "invented.h5", rows: rows, columns: columns, bands: 180, checksum: "sha256:5f1c0a9e",
      pixelArea: 400)
    let count = { (pixels: [Int]) in
      (1...names.count).map { c in pixels.count { Int(reference.values[$0]) == c } }
    }
    report.split = SplitSummary(
      strategy: "12 % at random", seed: 7, train: count(training),
      validation: count(training).map { $0 / 10 }, test: count(test))
    report.leakage = LeakageSummary(
      window: window, containsTrainingPixel: 0.942, overlapsTrainingWindow: 0.9987,
      besideTrainingPixel: 0.715)
    report.reference = reference
    report.map = map
    report.pixelAreas = Array(repeating: 400, count: rows)
    report.confidence = confidence
    report.trainingPixels = training
    report.testPixels = test
    report.falseColour = picture(truth)
    report.spectra = spectra(classes: names.count)
    report.histories = [
      history("Pre-training (softmax)", epochs: 60, from: 1.9, to: 0.01),
      history("Metric fine-tuning (structural loss + DPP)", epochs: 20, from: 0.4, to: 0.05),
    ]
    report.diversity = DiversityChange(
      phase: "finetune",
      before: FactorDiversity(
        meanAbsoluteCosine: 0.1432, logDeterminant: -21.7, effectiveRank: 51.2),
      after: FactorDiversity(
        meanAbsoluteCosine: 0.0187, logDeterminant: -0.41, effectiveRank: 63.8),
      factors: 64)
    report.commands = [
      "facet train Configs/invented.yaml -o runs/invented --seed 7",
      "facet classify runs/invented --scene invented.h5 -o map.tif", "facet report runs/invented",
    ]
    report.configuration = "scene: invented.h5\nsplit:\n  fraction: 0.12\nseed: 7\n"
    report.provenance = [
      Fact("Facet", "0.1.0"), Fact("Commit", "0123abc"), Fact("Seed", "7"), Fact("Threads", "2"),
    ]
    return report
  }

  static let names = ["Maize", "Soybean, no till", "Winter wheat", "Alfalfa", "Pasture", "Woods"]

  /// Rectangular fields; with borders, the lines between them are unlabelled.
  private static func fields(rows: Int, columns: Int, classes: Int, border: Bool) -> LabelMap {
    var map = LabelMap(
      rows: rows, columns: columns, values: [UInt16](repeating: 0, count: rows * columns))
    for row in 0..<rows {
      for column in 0..<columns {
        let isBorder = border && (row % 24 < 3 || column % 20 < 3)
        let field = (row / 24) * 7 + (column / 20) * 3
        map[row: row, column: column] = isBorder ? 0 : UInt16(field % classes + 1)
      }
    }
    return map
  }

  private static func picture(_ truth: LabelMap) -> Picture {
    var random = SeededGenerator(seed: 1)
    var picture = Picture(
      width: truth.columns, height: truth.rows, filled: Colour(red: 0, green: 0, blue: 0))
    for y in 0..<truth.rows {
      for x in 0..<truth.columns {
        let base = 60 + Double(truth[row: y, column: x] % 7) * 21 + 24 * random.uniform()
        picture[x: x, y: y] = Colour(
          red: UInt8(min(255, base)), green: UInt8(min(255, 0.4 * base + 60)),
          blue: UInt8(min(255, 190 - 0.6 * base + 20 * random.uniform())))
      }
    }
    return picture
  }

  /// Vegetation-like spectra from 400 to 2400 nm without the bands of water vapour.
  private static func spectra(classes: Int) -> ClassSpectra {
    let wavelengths = stride(from: 400.0, through: 2400, by: 10).filter {
      !(1340...1450).contains($0) && !(1790...1960).contains($0)
    }
    return ClassSpectra(
      wavelengths: wavelengths,
      spectra: (1...classes).map { label in
        let rise = 0.25 + 0.04 * Double(label)
        let mean = wavelengths.map { (nm: Double) -> Double in
          let edge = rise / (1 + exp(-(nm - 715) / 18))
          let green = 0.04 * exp(-pow((nm - 550) / 40, 2))
          let water =
            1 - 0.35 * exp(-pow((nm - 1450) / 110, 2)) - 0.5 * exp(-pow((nm - 1940) / 150, 2))
          return 0.03 + green + edge * water * (1 - 0.28 * max(0, (nm - 1300) / 1100))
        }
        return .init(label: label, mean: mean, deviation: mean.map { $0 * 0.08 })
      })
  }

  private static func history(
    _ phase: String, epochs: Int, from: Double, to: Double
  ) -> TrainingHistory {
    var random = SeededGenerator(seed: 3)
    return TrainingHistory(
      phase: phase,
      epochs: (1...epochs).map { epoch in
        let part = Double(epoch) / Double(epochs)
        let loss = from * pow(to / from, part) * (1 + 0.2 * random.uniform())
        return .init(
          epoch: epoch, trainingLoss: loss, validationLoss: loss * (1.1 + 0.3 * random.uniform()),
          validationAccuracy: 0.985 - 0.5 * exp(-6 * part) + 0.004 * random.uniform(),
          learningRate: 2e-3 * (1 - part), seconds: 0.8)
      })
  }
}
