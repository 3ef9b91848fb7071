extension Report {
  /// The report as `report.csv`: a line a class, then the summary, one figure a line.
  ///
  /// Columns: class, name, train, validation, test, mapped, producers_accuracy, producers_lower95,
  /// producers_upper95, users_accuracy, f1. The summary's lines carry the figure's name in the
  /// column `class` (those that begin with `alone_` are of the network before a random walk smoothed
  /// its map), its value under producers_accuracy and its interval beside it. Shares from 0 to
  /// 1 in full precision; empty if a figure is undefined.
  public func csv() -> String {
    let document = ReportDocument(self)
    let field = { (value: (any LosslessStringConvertible)?) in value.map { "\($0)" } ?? "" }
    var lines = [
      "class,name,train,validation,test,mapped,producers_accuracy,producers_lower95,"
        + "producers_upper95,users_accuracy,f1"
    ]
    for entry in document.classes {
      lines.append(
        [
          "\(entry.number)", csvField(entry.name), field(entry.train), field(entry.validation),
          "\(entry.test)", field(entry.mapped), field(entry.producersAccuracy),
          field(entry.producersAccuracyInterval?.lower),
          field(entry.producersAccuracyInterval?.upper), field(entry.usersAccuracy),
          field(entry.f1),
        ].joined(separator: ","))
    }
    let figures = document.figures
    let test = figures.testPixels
    let interval = figures.overallAccuracyInterval
    lines.append(
      "overall_accuracy,,,,\(test),,\(field(figures.overallAccuracy)),\(field(interval?.lower)),"
        + "\(field(interval?.upper)),,")
    lines.append("average_accuracy,,,,\(test),,\(field(figures.averageAccuracy)),,,,")
    lines.append("kappa,,,,\(test),,\(field(figures.kappa)),,,,")
    lines.append("correct,,,,\(figures.correct),,,,,,")
    lines.append("unclassified,,,,\(figures.unclassified),,,,,,")
    if let alone = document.networkAlone?.figures {
      let interval = alone.overallAccuracyInterval
      lines.append(
        "alone_overall_accuracy,,,,\(alone.testPixels),,\(field(alone.overallAccuracy)),"
          + "\(field(interval?.lower)),\(field(interval?.upper)),,")
      lines.append(
        "alone_average_accuracy,,,,\(alone.testPixels),,\(field(alone.averageAccuracy)),,,,")
      lines.append("alone_kappa,,,,\(alone.testPixels),,\(field(alone.kappa)),,,,")
    }
    if let caught = document.walk?.caughtByLabels {
      lines.append("walkers_caught_by_labels,,,,\(test),,\(field(caught)),,,,")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
