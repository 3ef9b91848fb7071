import Foundation

/// The cells of a study's tables: a header, then rows.
extension StudyResults {
  /// Mean ± sample standard deviation in per cent.
  private func cell(_ values: [Double?]) -> String {
    guard !values.isEmpty, !values.contains(nil), let spread = RunSpread(values.compactMap { $0 })
    else { return "–" }
    let deviation = spread.deviation.map { String(format: " ± %.2f", 100 * $0) } ?? ""
    return String(format: "%.2f", 100 * spread.mean) + deviation
  }

  /// Producer's accuracy of each class by method, over seeds; nothing if there are no runs.
  func classCells(_ split: Level) -> [[String]] {
    let columns = methods.compactMap { method -> (String, [Pooled])? in
      let runs = pooled(split, method)
      return runs.isEmpty ? nil : (method.name, runs)
    }
    guard let first = columns.first?.1.first?.outcomes.first else { return [] }
    return [["class"] + columns.map(\.0)]
      + first.report.classes.enumerated().map { index, entry in
        [entry.name]
          + columns.map { _, runs in
            cell(
              runs.map { run in
                let values = run.confusion.producersAccuracy
                return values.indices.contains(index) ? values[index] : nil
              })
          }
      }
  }

  /// Series of splits of which there are several: learning curves.
  var variedSplits: [(series: String, levels: [Level])] { varied(splits) }

  /// Series of methods of which there are several.
  var variedMethods: [(series: String, levels: [Level])] { varied(methods) }

  private func varied(_ levels: [Level]) -> [(series: String, levels: [Level])] {
    var names: [String] = []
    for level in levels where level.key != nil && !names.contains(level.series) {
      names.append(level.series)
    }
    return names.map { name in (name, levels.filter { $0.series == name }) }
  }

  /// Overall accuracy of each method along a series of splits.
  func curveCells(_ levels: [Level]) -> [[String]] {
    [["OA %, by \(levels[0].key ?? "")"] + levels.map { $0.value ?? $0.name }]
      + methods.compactMap { method in
        let cells = levels.map { split in
          cell(pooled(split, method).map { $0.confusion.overallAccuracy })
        }
        return cells.allSatisfy { $0 == "–" } ? nil : [method.name] + cells
      }
  }

  /// Accuracy and diversity of the factors along a series of methods, on one split.
  func sweepCells(_ levels: [Level], _ split: Level) -> [[String]] {
    let rows = levels.compactMap { method -> [String]? in
      let runs = pooled(split, method)
      guard !runs.isEmpty else { return nil }
      let diversity = runs.flatMap { $0.outcomes.map { $0.report.diversity?.after } }
      let mean = { (values: [Double?], format: String) -> String in
        guard !values.contains(nil), let spread = RunSpread(values.compactMap { $0 }) else {
          return "–"
        }
        return String(format: format, spread.mean)
      }
      return [
        method.value ?? method.name, cell(runs.map { $0.confusion.overallAccuracy }),
        cell(runs.map { $0.confusion.averageAccuracy }), cell(runs.map(\.validationAccuracy)),
        mean(diversity.map { $0?.meanAbsoluteCosine }, "%.3f"),
        MethodTable.withMinus(mean(diversity.map { $0?.logDeterminant }, "%.2f")),
        mean(diversity.map { $0?.effectiveRank }, "%.1f"),
      ]
    }
    guard !rows.isEmpty else { return [] }
    return [
      [
        levels[0].key ?? "", "OA %", "AA %", "validation %", "mean |cos|", "log det",
        "effective rank",
      ]
    ] + rows
  }

  /// Accuracy of the networks alone on validation pixels in the last epoch, and how it differs from
  /// the first method's: what a method may be chosen by. Nothing where fewer than two methods have
  /// such pixels.
  func validationCells(_ split: Level) throws -> [[String]] {
    let judged = methods.compactMap { method -> (name: String, runs: [UInt64: Double])? in
      let runs = pooled(split, method).map { ($0.seed, $0.validationAccuracy) }
      guard !runs.isEmpty, !runs.contains(where: { $0.1 == nil }) else { return nil }
      return (
        method.name,
        Dictionary(runs.compactMap { run in run.1.map { (run.0, $0) } }) { first, _ in first }
      )
    }
    guard let first = judged.first, judged.count > 1 else { return [] }
    return [
      [
        "network alone, validation pixels", "runs", "OA %", "against \(first.name)",
        "95 % interval", "p",
      ]
    ]
      + (try judged.map { method in
        [
          method.name, String(method.runs.count),
          cell(method.runs.sorted { $0.key < $1.key }.map(\.value)),
        ]
          + (method.name == first.name ? ["", "", ""] : try against(first.runs, method.runs))
      })
  }

  /// Mean paired difference, its interval and P; of the seeds that both have.
  private func against(_ first: [UInt64: Double], _ second: [UInt64: Double]) throws -> [String] {
    let seeds = first.keys.filter { second[$0] != nil }.sorted()
    let signed = { (value: Double) in
      MethodTable.withMinus(String(format: "%+.2f", 100 * value))
    }
    guard seeds.count > 1 else {
      return [seeds.first.map { signed(second[$0]! - first[$0]!) } ?? "–", "–", "–"]
    }
    let difference = try PairedDifference(
      first: seeds.map { first[$0]! }, second: seeds.map { second[$0]! })
    let interval = difference.interval().clipped(to: -1...1)
    return [
      signed(difference.mean), "\(signed(interval.lower)) to \(signed(interval.upper))",
      MethodTable.probability(difference.p),
    ]
  }

  /// A row a run.
  func runCells() -> [[String]] {
    let number = { (value: Double?) in value.map { String(format: "%.6f", $0) } ?? "" }
    return [
      [
        "split", "method", "seed", "fold", "overall accuracy", "average accuracy", "kappa",
        "overall accuracy without walk", "average accuracy without walk", "kappa without walk",
        "test pixels", "test pixels with a training pixel in their window",
        "test pixels from which most walkers end at a label", "mean |cos| of factors",
        "training seconds",
      ]
    ]
      + outcomes.map { run in
        let (confusion, alone) = (run.confusion, run.alone)
        return [
          run.split, run.method, String(run.seed), run.fold.map(String.init) ?? "",
          number(confusion.overallAccuracy), number(confusion.averageAccuracy),
          number(confusion.kappa), number(alone?.overallAccuracy),
          number(alone?.averageAccuracy), number(alone?.kappa), String(confusion.total),
          number(run.report.leakage?.containsTrainingPixel),
          number(run.report.walk?.mostlyByLabels),
          number(run.report.diversity?.after.meanAbsoluteCosine),
          run.seconds.map { String(format: "%.1f", $0) } ?? "",
        ]
      }
  }
}
