import Accuracy
import Foundation
import Scenes

/// A report as a table for the terminal.
struct ReportText: CustomStringConvertible {
  private let report: Report

  init(_ report: Report) {
    self.report = report
  }

  var description: String {
    let matrix = report.confusion
    let interval = matrix.overallInterval()
    var lines = [report.title]
    let alone = { (figure: (ConfusionMatrix) -> String) in
      report.networkAlone.map { "   alone \(figure($0))" } ?? ""
    }
    let kappa = { (matrix: ConfusionMatrix) in
      matrix.kappa.map { String(format: "%.4f", $0) } ?? "–"
    }
    lines.append(
      "  OA     \(percent(matrix.overallAccuracy)) %"
        + alone { "\(percent($0.overallAccuracy)) %" }
        + (interval.map { "   (95 %: \(percent($0.lower)) to \(percent($0.upper)))" } ?? ""))
    lines.append(
      "  AA     \(percent(matrix.averageAccuracy)) %" + alone { "\(percent($0.averageAccuracy)) %" }
    )
    lines.append(
      "  kappa  \(kappa(matrix))" + alone(kappa) + "   on " + counted(matrix.total, "test pixel"))
    if let decision = report.decision {
      if decision.truePositiveRate != nil {
        lines.append(
          "  kept   \(percent(decision.coverage)) %   with accuracy "
            + "\(percent(decision.accuracyOfKept)) %")
      }
      if decision.unknownPixels > 0 {
        lines.append(
          "  AUROC  \(decision.auroc.map { String(format: "%.4f", $0) } ?? "–")"
            + "   of known against \(decision.unknownPixels) unknown pixels"
            + (decision.rejectionOfUnknown.map { ", \(percent($0)) % of them rejected" } ?? ""))
      }
    }
    lines.append("")
    let width = max(5, report.classes.entries.map(\.name.count).max() ?? 5)
    lines.append(
      "  " + "class".padding(width) + "  reference   mapped  producer's   user's       F1")
    for label in 1...max(matrix.classes, 1) where label <= matrix.classes {
      let index = label - 1
      lines.append(
        "  " + report.classes.name(of: label).padding(width)
          + String(matrix.referenceTotals[index]).leading(11)
          + String(matrix.mapTotals[index]).leading(9)
          + percent(matrix.producersAccuracy[index]).leading(12)
          + percent(matrix.usersAccuracy[index]).leading(9)
          + percent(matrix.f1[index]).leading(9))
    }
    for statement in [
      report.caution, report.undertrainedStatement, report.aloneStatement,
      report.leakage.map { (report.networkAlone == nil ? "" : "Alone: ") + $0.statement },
      report.walkStatement, report.rounding?.statement, report.honestStatement,
    ].compactMap({ $0 }) {
      lines += ["", "  " + statement]
    }
    return lines.joined(separator: "\n")
  }

  private func percent(_ share: Double?) -> String {
    share.map { String(format: "%.2f", 100 * $0) } ?? "–"
  }
}

extension String {
  fileprivate func padding(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  fileprivate func leading(_ width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
