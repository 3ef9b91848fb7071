import Scenes

extension Report {
  /// The figures of the whole map as cards, and what the split lets them say.
  func headlineSection() -> String {
    let cards = [overallCard(), averageCard(), kappaCard(), weakestCard(), countCard()]
    return """
      <section id="figures" aria-label="Headline figures">
      <div class="cards">\(cards.joined())</div>
      \(leakageNotices())
      </section>
      """
  }

  private func overallCard() -> String {
    let note = "95 % interval \(percent(confusion.overallInterval()))"
    guard let networkAlone else {
      return card("Overall accuracy", percent(confusion.overallAccuracy), note, isMain: true)
    }
    return card(
      "Overall accuracy",
      percent(confusion.overallAccuracy) + "<small> with the walk</small><br>"
        + percent(networkAlone.overallAccuracy) + "<small> \(escaped(aloneName)) alone</small>",
      note + ", alone \(percent(networkAlone.overallInterval()))", isMain: true)
  }

  private func averageCard() -> String {
    let occurring = confusion.referenceTotals.count { $0 > 0 }
    return card(
      "Average accuracy", percent(confusion.averageAccuracy),
      beside { percent($0.averageAccuracy) }
        + "mean producer’s accuracy of the \(counted(occurring, "class")) tested")
  }

  private func kappaCard() -> String {
    card(
      "Kappa", decimal(confusion.kappa, digits: 4),
      beside { decimal($0.kappa, digits: 4) }
        + (confusion.kappa == nil
          ? "undefined: chance alone would agree"
          : "chance agreement \(percent(confusion.chanceAgreement, digits: 1))"))
  }

  /// "network alone 59.44 %; "
  private func beside(_ figure: (ConfusionMatrix) -> String) -> String {
    networkAlone.map { "\(escaped(aloneName)) alone \(figure($0)); " } ?? ""
  }

  private func weakestCard() -> String {
    let accuracies = confusion.producersAccuracy
    let weakest = accuracies.indices.filter { accuracies[$0] != nil }.min {
      (accuracies[$0] ?? 1) < (accuracies[$1] ?? 1)
    }
    guard let weakest else { return card("Weakest class", "–", "no class was tested") }
    return card(
      "Weakest class", percent(accuracies[weakest], digits: 1),
      "\(escaped(classes.name(of: weakest + 1))), producer’s accuracy")
  }

  private func countCard() -> String {
    let rejected = confusion.unclassified.reduce(0, +)
    let wrong = confusion.total - confusion.correct
    return card(
      "Test pixels", grouped(confusion.total),
      "\(grouped(wrong)) wrong"
        + (rejected > 0 ? ", \(grouped(rejected)) of them unclassified" : ""))
  }

  private func card(_ name: String, _ value: String, _ note: String, isMain: Bool = false)
    -> String
  {
    "<div class=\"card\(isMain ? " main" : "")\"><h3>\(name)</h3><p class=\"value\">\(value)</p>"
      + "<p class=\"note\">\(note)</p></div>"
  }

  /// What the figures are worth: of the network by its window, of the map by the walk's reach.
  private func leakageNotices() -> String {
    var notices: [(text: String, isClean: Bool)] = []
    if let caution { notices.append((caution, false)) }
    if let undertrainedStatement { notices.append((undertrainedStatement, false)) }
    if let leakage {
      let subject = networkAlone == nil ? "" : "The \(aloneName) alone: "
      notices.append((subject + leakage.statement, leakage.isClean))
    }
    if let walk { notices.append((walk.statement, (walk.mostlyByLabels ?? 0) < 0.01)) }
    if let rounding { notices.append((rounding.statement, true)) }
    return notices.map {
      "<p class=\"notice\($0.isClean ? " clean" : "")\">\(withCommands($0.text))</p>"
    }.joined(separator: "\n")
  }
}
