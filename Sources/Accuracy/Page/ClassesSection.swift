import Scenes

extension Report {
  /// The table by class, with every producer's accuracy and its interval drawn to one scale.
  func classesSection() -> String {
    guard classCount > 0 else { return "" }
    let document = ReportDocument(self)
    let lowest = document.classes.compactMap { $0.producersAccuracyInterval?.lower }.min() ?? 0
    let floor = min(0.9, (lowest * 10).rounded(.down) / 10)
    let shown = shownClasses
    let rows = shown.map { row(document.classes[$0 - 1], floor: floor) }
    let counts = split == nil ? "" : "<th class=\"n\">Train</th><th class=\"n\">Val.</th>"
    let figures = document.figures
    let sums = split.map {
      "<td class=\"n\">\(grouped($0.train.reduce(0, +)))</td>"
        + "<td class=\"n\">\(grouped($0.validation.reduce(0, +)))</td>"
    }
    let scale =
      "<span class=\"scale\"><span>\(decimal(floor * 100, digits: 0))</span><span>100 %</span></span>"
    return section(
      "classes", "Accuracy by class",
      lead: "Producer’s accuracy is the share of a class that the map finds, user’s accuracy the "
        + "share of the mapped class that is right. Intervals are Wilson’s, 95 %; – is absent.",
      """
      <div class="scroll" tabindex="0" role="region" aria-label="Accuracy by class"><table class="classes"><thead><tr><th></th><th>Class</th>\(counts)\
      <th class="n">Test</th><th class="n">Producer’s</th><th class="n">95 % interval</th>\
      <th class="drawn">\(scale)</th><th class="n">User’s</th><th class="n">F1</th></tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody>
      <tfoot><tr><td></td><td>\(shown.count == 1 ? "The class" : "All \(shown.count) classes")</td>\(sums ?? "")\
      <td class="n">\(grouped(figures.testPixels))</td>\
      <td class="n">\(percent(figures.overallAccuracy, digits: 1))</td>\
      <td class="n">\(percent(figures.overallAccuracyInterval, digits: 1))</td>\
      <td class="drawn">\(whisker(figures.overallAccuracy, figures.overallAccuracyInterval, floor))</td>\
      <td class="n" colspan="2">overall accuracy</td></tr></tfoot></table></div>
      """)
  }

  private func row(_ entry: ReportDocument.ClassFigures, floor: Double) -> String {
    let counts =
      split == nil
      ? ""
      : "<td class=\"n\">\(grouped(entry.train))</td><td class=\"n\">\(grouped(entry.validation))</td>"
    return """
      <tr><td class="n">\(swatch(entry.colour))\(entry.number)</td><td>\(escaped(entry.name))</td>\
      \(counts)<td class="n">\(grouped(entry.test))</td>\
      <td class="n">\(percent(entry.producersAccuracy, digits: 1))</td>\
      <td class="n soft">\(percent(entry.producersAccuracyInterval, digits: 1))</td>\
      <td class="drawn">\(whisker(entry.producersAccuracy, entry.producersAccuracyInterval, floor))</td>\
      <td class="n">\(percent(entry.usersAccuracy, digits: 1))</td>\
      <td class="n">\(percent(entry.f1, digits: 1))</td></tr>
      """
  }

  /// A dot at the accuracy and a line over its interval, from `floor` to 1.
  private func whisker(_ value: Double?, _ interval: Interval?, _ floor: Double) -> String {
    guard let value, let interval else { return "" }
    let place = { (share: Double) in short(4 + 152 * max(0, share - floor) / (1 - floor)) }
    return "<svg class=\"whisker\" viewBox=\"0 0 160 14\" aria-hidden=\"true\">"
      + "<path class=\"grid\" d=\"M4 0V14M80 0V14M156 0V14\"/><path class=\"range\" "
      + "d=\"M\(place(interval.lower)) 7H\(place(interval.upper))\"/>"
      + "<circle cx=\"\(place(value))\" cy=\"7\" r=\"3.4\"/></svg>"
  }

  /// Area-adjusted accuracies and areas, if the test pixels are a stratified sample.
  func stratifiedSection() -> String {
    guard let stratified else { return "" }
    let cell = { (estimate: Estimate?) -> String in
      let half = estimate?.interval().map { " ± \(percent($0.halfWidth, digits: 1).dropLast(2))" }
      return "<td class=\"n\">"
        + (estimate.map { "\(percent($0.value, digits: 1).dropLast(2))\(half ?? "")" } ?? "–")
        + "</td>"
    }
    let listed = shownClasses.filter { $0 <= stratified.areaShares.count }
    let rows = listed.map { number -> String in
      let index = number - 1
      let name = escaped(classes.name(of: number))
      let cells = [
        cell(figure(stratified.producersAccuracy, index)),
        cell(figure(stratified.usersAccuracy, index)), cell(stratified.areaShares[index]),
        areaCell(stratified, index),
      ]
      return "<tr><td class=\"n\">\(swatch(classes.colour(of: number).hexadecimal))"
        + "\(code(of: number))</td>"
        + "<td>\(name)</td>\(cells.joined())</tr>"
    }
    let areaHead = scene?.pixelArea == nil ? "" : "<th class=\"n\">Area</th>"
    let overall = stratified.overallAccuracy
    let half = overall.interval().map { " ± \(percent($0.halfWidth, digits: 1))" } ?? ""
    return section(
      "stratified", "Area-adjusted figures",
      lead: "The test pixels as a stratified sample of the map (Olofsson et al. 2014, Stehman "
        + "2014), per cent with 95 % intervals. Overall accuracy "
        + "\(percent(overall.value, digits: 1).dropLast(2))\(half).",
      "<div class=\"scroll\"><table class=\"classes\"><thead><tr><th></th><th>Class</th>"
        + "<th class=\"n\">Producer’s</th><th class=\"n\">User’s</th>"
        + "<th class=\"n\">Share of the scene</th>\(areaHead)</tr></thead>"
        + "<tbody>\(rows.joined())</tbody></table></div>")
  }

  private func areaCell(_ stratified: StratifiedEstimate, _ index: Int) -> String {
    guard let pixelArea = scene?.pixelArea.finite else { return "" }
    let all = Double(stratified.population) * pixelArea
    let share = stratified.areaShares[index]
    let half = share.interval().map { $0.halfWidth * all }
    return "<td class=\"n\">\(area(share.value * all, halfWidth: half))</td>"
  }
}
