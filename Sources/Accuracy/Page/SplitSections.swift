extension Report {
  /// Factor diversity and leakage, side by side where both are known.
  func splitSections() -> String {
    let sections = [diversitySection(), leakageSection()].filter { !$0.isEmpty }
    return sections.count < 2
      ? sections.joined() : "<div class=\"pair\">\(sections.joined(separator: "\n"))</div>"
  }

  /// The metric's factors before and after the last phase.
  func diversitySection() -> String {
    guard let diversity else { return "" }
    let (before, after) = (diversity.before, diversity.after)
    let rows = [
      row(
        "Mean |cos| between factors", "0 where all are orthogonal, 1 where all are alike",
        decimal(before.meanAbsoluteCosine, digits: 4), decimal(after.meanAbsoluteCosine, digits: 4)),
      row(
        "log det K", "of the factors’ similarity kernel; larger is more diverse",
        decimal(before.logDeterminant, digits: 2), decimal(after.logDeterminant, digits: 2)),
      row(
        "Effective rank", "how many different factors there are, of \(diversity.factors)",
        decimal(before.effectiveRank, digits: 1), decimal(after.effectiveRank, digits: 1)),
    ]
    return section(
      "diversity", "Factor diversity",
      lead: "The metric’s \(diversity.factors) factors before and after the phase "
        + "\(escaped(diversity.phase)). \(escaped(diversity.statement))",
      "<table class=\"plain\"><thead><tr><th></th><th class=\"n\">Before</th>"
        + "<th class=\"n\">After</th></tr></thead><tbody>\(rows.joined())</tbody></table>")
  }

  private func row(_ name: String, _ note: String, _ before: String, _ after: String) -> String {
    "<tr><td>\(name)<small>\(note)</small></td><td class=\"n\">\(before)</td>"
      + "<td class=\"n strong\">\(after)</td></tr>"
  }

  /// What of the training the test pixels' windows see.
  func leakageSection() -> String {
    guard let leakage else { return "" }
    let side = leakage.window
    return section(
      "leakage", "Leakage of the split", lead: escaped(leakage.statement),
      """
      <table class="plain"><tbody>
      \(bar("A training pixel among the 8 neighbours", leakage.besideTrainingPixel))
      \(bar("Window contains a training pixel", leakage.containsTrainingPixel))
      \(bar("Window overlaps a training window", leakage.overlapsTrainingWindow))
      </tbody></table>
      <p class="small">Shares of the test pixels, with a window of \(side) × \(side) pixels. A test \
      pixel whose window overlaps a training window was partly seen in training (Liang et al. 2017, \
      Nalepa et al. 2019).</p>
      """)
  }

  private func bar(_ name: String, _ share: Double) -> String {
    let width = short(240 * min(1, max(0, share.finite ?? 0)))
    return
      "<tr><td>\(name)</td><td><svg class=\"share\" viewBox=\"0 0 240 12\" aria-hidden=\"true\">"
      + "<rect class=\"track\" width=\"240\" height=\"12\"/><rect class=\"fill\" width=\"\(width)\" "
      + "height=\"12\"/></svg></td><td class=\"n strong\">\(percent(share, digits: 1))</td></tr>"
  }
}
