import Scenes

extension Report {
  /// The report as one self-contained page: styles, plots and pictures inside, no scripts, no links
  /// but to files beside it; made to be read on a screen, printed, and taken apart for a talk.
  ///
  /// - Throws: `SceneError` if a picture cannot be encoded.
  public func html() throws -> String {
    let sections = [
      headlineSection(), honestSection(), try mapsSection(), decisionSection(), matrixSection(),
      classesSection(), stratifiedSection(), spectraSection(), embeddingSection(),
      trainingSection(), splitSections(), repeatSection(), provenanceSection(), notesSection(),
    ].filter { !$0.isEmpty }.joined(separator: "\n")
    return page(
      "\(title) – accuracy report", "\(headerSection())\n\(contents(of: sections))\n\(sections)")
  }
}

/// A whole page from what its body holds.
func page(_ title: String, style: String = "", _ body: String) -> String {
  """
  <!DOCTYPE html>
  <html lang="en">
  <head>
  <meta charset="utf-8">
  <meta name="generator" content="\(OwnMark.software)">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>\(escaped(title))</title>
  <style>
  \(pageStyle)\(style)
  </style>
  </head>
  <body>
  <main>
  \(body)
  </main>
  </body>
  </html>

  """
}

/// Links to the sections that have a heading; nothing for fewer than three.
func contents(of sections: String) -> String {
  let links = sections.matches(of: #/<section id="([^"]+)"><h2>(.*?)</h2>/#).map {
    "<a href=\"#\($0.1)\">\($0.2)</a>"
  }
  return links.count < 3
    ? "" : "<nav class=\"contents\" aria-label=\"Contents\">\(links.joined())</nav>"
}

/// A section of the page under its heading; nothing if it has no contents.
func section(_ id: String, _ heading: String, lead: String? = nil, _ contents: String) -> String {
  if contents.isEmpty { return "" }
  let lead = lead.map { "<p class=\"lead\">\($0)</p>" } ?? ""
  return "<section id=\"\(id)\"><h2>\(escaped(heading))</h2>\(lead)\n\(contents)</section>"
}

/// A small square in a class's colour.
func swatch(_ colour: String) -> String {
  "<span class=\"swatch\" style=\"background:\(colour)\"></span>"
}
