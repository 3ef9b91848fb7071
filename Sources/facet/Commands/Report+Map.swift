import Accuracy
import Foundation
import Mapping
import Sampling
import Scenes
import Training

extension ReportCommand {
  /// - Throws: `FigureError` if a class of the map has no labelled pixel, or labelled pixels have none.
  private func stratifiedEstimate(_ report: Report) throws -> StratifiedEstimate? {
    guard let map = report.map else { return nil }
    let counts = map.counts()
    return try StratifiedEstimate(
      sample: report.confusion,
      mapped: (1...max(1, report.confusion.classes)).map {
        counts.indices.contains($0) ? counts[$0] : 0
      })
  }

  func mapReport(map: String) throws -> Report {
    let mapped = try readClassMap(map)
    let gathered = try GatheredLabels(
      labels, field: labelField, crs: labelsCrs, onto: mapped.georeference,
      rows: mapped.labels.rows, columns: mapped.labels.columns, of: map)
    sayNotes(gathered)
    let match = try ClassMatch(
      mapped.labels.classes, of: map, with: gathered.labels.classes,
      of: labels.joined(separator: ", "), for: .comparison)
    for note in match.notes { say("note: \(note)") }
    let reference = gathered.labels.restated(by: match)
    let pixels = try split.map {
      try Split.load($0, rows: reference.rows, columns: reference.columns).test
    }
    let judged: [Int] =
      pixels ?? reference.values.indices.filter { reference.values[$0] > 0 }
    guard judged.contains(where: { reference.values[$0] > 0 }) else {
      throw SceneError(
        file: labels.joined(separator: ", "),
        problem: "labels none of the \(counted(judged.count, "pixel")) to be judged",
        remedy: "Give labels, or a split, with labelled test pixels")
    }
    let unlabelled = judged.count { reference.values[$0] == 0 }
    if unlabelled > 0 {
      say(
        "note: \(unlabelled) of \(counted(judged.count, "test pixel")) without a label here judge nothing"
      )
    }
    var report = Report(
      title: "Accuracy of \(URL(fileURLWithPath: map).lastPathComponent)", classes: match.table,
      confusion: try ConfusionMatrix(
        reference: reference, map: mapped.labels, pixels: judged,
        classes: match.table.count))
    report.made = ReportDay.today
    report.files = output.map { [FileLink(to: map, from: page($0))] } ?? []
    report.reference = reference
    report.map = mapped.labels
    report.pixelAreas = mapped.georeference?.pixelAreas(
      rows: mapped.labels.rows, columns: mapped.labels.columns)
    report.scene = SceneSummary(
      file: URL(fileURLWithPath: map).lastPathComponent, rows: mapped.labels.rows,
      columns: mapped.labels.columns, bands: 1,
      pixelArea: report.pixelAreas.map { $0.reduce(0, +) / Double($0.count) })
    if stratified {
      report.stratified = try stratifiedEstimate(report)
    } else {
      report.caution =
        "A map does not say which pixels it was trained on. "
        + (split == nil
          ? "If any of these labels trained it, these figures flatter; give the test pixels of its "
            + "split by --split."
          : "These are the test pixels of \(split ?? ""): if that is not the "
            + "split it was trained with, these figures may flatter.")
    }
    report.testPixels = judged
    report.commands = [
      "facet report --map \(map)" + labels.map { " --labels \($0)" }.joined()
        + (labelField.map { " --label-field \($0)" } ?? "")
        + (labelsCrs.map { " --labels-crs \($0)" } ?? "")
        + (split.map { " --split \($0)" } ?? "") + (stratified ? " --stratified" : "")
    ]
    report.provenance = [Fact("Facet", "\(Facet.version) (\(Facet.commit))")]
    return report
  }
}
