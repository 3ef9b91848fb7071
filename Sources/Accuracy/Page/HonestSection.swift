extension Report {
  /// The figures beside those of the same method on ground apart from its training.
  func honestSection() -> String {
    guard let honest else { return "" }
    let interval = { (interval: Interval?) in interval.map { " (\(percent($0)))" } ?? "" }
    let rows = [
      (
        "Overall accuracy",
        percent(confusion.overallAccuracy) + interval(confusion.overallInterval()),
        percent(honest.overallAccuracy) + interval(honest.overallAccuracyInterval)
      ),
      (
        "Overall accuracy before the walk", percent(networkAlone?.overallAccuracy),
        percent(honest.overallAccuracyAlone)
      ),
      ("Average accuracy", percent(confusion.averageAccuracy), percent(honest.averageAccuracy)),
      ("Kappa", decimal(confusion.kappa, digits: 4), decimal(honest.kappa, digits: 4)),
      ("Test pixels", grouped(confusion.total), grouped(honest.testPixels)),
      (
        "Test windows that overlap a training window",
        percent(leakage?.overlapsTrainingWindow, digits: 1),
        percent(honest.leakage.overlapsTrainingWindow, digits: 1)
      ),
    ]
    let hasWalk = networkAlone != nil || honest.overallAccuracyAlone != nil
    let shown = rows.filter { hasWalk || $0.0 != "Overall accuracy before the walk" }
    let body = shown.map {
      "<tr><td>\($0)</td><td class=\"n\">\($1)</td><td class=\"n strong\">\($2)</td></tr>"
    }.joined()
    return section(
      "honest",
      honest.leakage.isClean ? "On ground apart from training" : "On a split that leaks less",
      lead: escaped(honestStatement ?? ""),
      "<table class=\"plain\"><thead><tr><th></th><th class=\"n\">This report: "
        + "\(escaped(split?.strategy ?? "this split"))</th><th class=\"n\">"
        + "\(escaped(honest.strategy))</th></tr></thead><tbody>\(body)</tbody></table>")
  }
}
