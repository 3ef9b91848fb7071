import Scenes

extension Report {
  /// The report as one self-contained page: styles, plots and pictures inside, no scripts, no
  /// links; made to be read on a screen, printed, and taken apart for a talk.
  ///
  /// - Throws: `SceneError` if a picture cannot be encoded.
  public func html() throws -> String {
    let sections = [
      headlineSection(), honestSection(), try mapsSection(), decisionSection(), matrixSection(),
      classesSection(),
      stratifiedSection(), spectraSection(), embeddingSection(), trainingSection(), splitSections(),
      repeatSection(), provenanceSection(), notesSection(),
    ]
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="generator" content="\(OwnMark.software)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(escaped(title)) – accuracy report</title>
      <style>
      \(pageStyle)
      </style>
      </head>
      <body>
      <main>
      \(sections.filter { !$0.isEmpty }.joined(separator: "\n"))
      </main>
      </body>
      </html>

      """
  }
}

/// A section of the page under its heading; nothing where it has no contents.
func section(_ id: String, _ heading: String, lead: String? = nil, _ contents: String) -> String {
  if contents.isEmpty { return "" }
  let lead = lead.map { "<p class=\"lead\">\($0)</p>" } ?? ""
  return "<section id=\"\(id)\"><h2>\(escaped(heading))</h2>\(lead)\n\(contents)</section>"
}

/// A small square in a class's colour.
func swatch(_ colour: String) -> String {
  "<span class=\"swatch\" style=\"background:\(colour)\"></span>"
}
