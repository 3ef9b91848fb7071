import Scenes

extension Report {
  /// The commands and the configuration that make this map again.
  func repeatSection() -> String {
    var contents = ""
    if !commands.isEmpty {
      contents += "<pre>\(commands.map(escaped).joined(separator: "\n"))</pre>"
    }
    if !settings.isEmpty {
      contents += "<h3>Settings that differ from the defaults</h3>\(list(settings, "settings"))"
    }
    if let configuration, !configuration.isEmpty {
      contents +=
        "<details><summary>The whole configuration</summary>"
        + "<pre class=\"configuration\">\(escaped(configuration))</pre></details>"
    }
    return section("repeat", "How to repeat this", contents)
  }

  /// Where the figures come from.
  func provenanceSection() -> String {
    var facts = provenance
    if let place = scene?.place, let edges = place.edges {
      let text = edges.map { decimal($0, digits: edges.allSatisfy { abs($0) <= 360 } ? 6 : 1) }
      facts.insert(
        Fact(
          "Edges in the CRS",
          "left \(text[0]), bottom \(text[1]), right \(text[2]), top \(text[3])"), at: 0)
    }
    if let checksum = scene?.checksum { facts.insert(Fact("Scene checksum", checksum), at: 0) }
    return section("provenance", "Provenance", facts.isEmpty ? "" : list(facts, ""))
  }

  private func list(_ facts: [Fact], _ kind: String) -> String {
    let items = facts.map { "<div><dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd></div>" }
    return "<dl\(kind.isEmpty ? "" : " class=\"\(kind)\"")>\(items.joined(separator: "\n"))</dl>"
  }

  /// How the figures are defined.
  func notesSection() -> String {
    """
    <footer><p><b>Figures.</b> Overall accuracy: share of test pixels mapped right, with Wilson’s 95 % \
    interval, which takes the pixels as independent; neighbouring pixels are not, so the true \
    interval is wider. Average accuracy: mean producer’s accuracy over the classes that occur in the \
    reference. Kappa: agreement beyond chance (Cohen 1960). F1: harmonic mean of producer’s and \
    user’s accuracy. Unlabelled pixels are never counted; labelled pixels that the map leaves \
    unclassified count as errors.</p></footer>
    """
  }
}
