extension Report {
  /// The commands and the configuration that make this map again.
  func repeatSection() -> String {
    var contents = ""
    if !commands.isEmpty {
      contents += "<pre>\(commands.map(escaped).joined(separator: "\n"))</pre>"
    }
    if let configuration, !configuration.isEmpty {
      contents +=
        "<h3>Configuration</h3><pre class=\"configuration\">\(escaped(configuration))</pre>"
    }
    return section("repeat", "How to repeat this", contents)
  }

  /// Where the figures come from.
  func provenanceSection() -> String {
    var facts = provenance
    if let checksum = scene?.checksum { facts.insert(Fact("Scene checksum", checksum), at: 0) }
    let items = facts.map { "<div><dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd></div>" }
    return section(
      "provenance", "Provenance", items.isEmpty ? "" : "<dl>\(items.joined(separator: "\n"))</dl>")
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
