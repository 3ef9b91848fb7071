import Scenes

extension Report {
  /// Title, scene, the figures of the whole map as cards, and what the split lets them say.
  func headlineSection() -> String {
    var facts: [String] = []
    if let scene {
      facts.append("<b>\(escaped(scene.file))</b>")
      facts.append(
        "\(grouped(scene.rows)) × \(grouped(scene.columns)) pixels × \(grouped(scene.bands)) bands")
    }
    facts.append("\(knownClassCount) classes")
    if let split {
      facts.append(escaped(split.strategy) + (split.seed.map { ", seed \($0)" } ?? ""))
    }
    let cards = [overallCard(), averageCard(), kappaCard(), weakestCard(), countCard()]
    return """
      <header>
      <p class="over">Accuracy report</p>
      <h1>\(escaped(title))</h1>
      <p class="facts">\(facts.joined(separator: "<i></i>"))</p>
      </header>
      <section id="figures" aria-label="Headline figures">
      <div class="cards">\(cards.joined())</div>
      \(leakage.map { notice($0) } ?? "")
      \(walkStatement.map { "<p class=\"notice clean\">\(escaped($0))</p>" } ?? "")
      \(rounding.map { "<p class=\"notice clean\">\(escaped($0.statement))</p>" } ?? "")
      </section>
      """
  }

  private func overallCard() -> String {
    let interval = confusion.overallInterval()
    return card(
      "Overall accuracy", percent(confusion.overallAccuracy), "95 % interval \(percent(interval))",
      isMain: true)
  }

  private func averageCard() -> String {
    let occurring = confusion.referenceTotals.count { $0 > 0 }
    return card(
      "Average accuracy", percent(confusion.averageAccuracy),
      "mean producer’s accuracy of the \(occurring) classes tested")
  }

  private func kappaCard() -> String {
    card(
      "Kappa", decimal(confusion.kappa, digits: 4),
      confusion.kappa == nil
        ? "undefined: chance alone would agree"
        : "chance agreement \(percent(confusion.chanceAgreement, digits: 1))")
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

  private func notice(_ leakage: LeakageSummary) -> String {
    "<p class=\"notice\(leakage.isClean ? " clean" : "")\">\(escaped(leakage.statement))</p>"
  }
}
