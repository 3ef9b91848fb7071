import Scenes

extension Report {
  /// Figures and pictures of the embedding, before and after fine-tuning side by side.
  func embeddingSection() -> String {
    guard let states = embedding?.states, !states.isEmpty else { return "" }
    let pictures = states.compactMap { state in
      state.picture.map { scatter($0, named: state.name) }
    }
    let keys = Set(states.flatMap { $0.picture?.points.map(\.label) ?? [] }).sorted().map {
      "<li>\(swatch(classes.colour(of: $0).hexadecimal))\(escaped(classes.name(of: $0)))</li>"
    }
    let legend = keys.isEmpty ? "" : "<ul class=\"keys\">\(keys.joined())</ul>"
    return section(
      "embedding", "Embedding",
      lead:
        "How the metric places test pixels: a class should lie together, and apart from others. "
        + "The pictures are t-SNE projections, in which near pixels stay near and distances "
        + "otherwise mean little; rings are class prototypes.",
      "<div class=\"pair\">\(pictures.joined())</div>\(legend)\(figuresTable(states))")
  }

  private func figuresTable(_ states: [EmbeddingSummary.State]) -> String {
    let known = states.filter { $0.figures != nil }
    guard !known.isEmpty else { return "" }
    let rows: [(String, (EmbeddingSummary.Figures) -> String)] = [
      ("Pixels", { grouped($0.points) }),
      ("Nearest neighbour of the same class (precision@1)", { percent($0.precisionAt1) }),
      ("R-precision", { percent($0.rPrecision) }), ("MAP@R", { percent($0.mapAtR) }),
      ("Normalised mutual information", { decimal($0.normalisedMutualInformation, digits: 4) }),
      ("Adjusted mutual information", { decimal($0.adjustedMutualInformation, digits: 4) }),
      ("Mean distance within classes", { decimal($0.within, digits: 3) }),
      ("Mean distance between classes", { decimal($0.between, digits: 3) }),
      ("Silhouette", { decimal($0.silhouette, digits: 4) }),
    ]
    let head = known.map { "<th class=\"num\">\(escaped($0.name))</th>" }.joined()
    let body = rows.map { name, value in
      "<tr><th>\(name)</th>"
        + known.compactMap { state in
          state.figures.map { "<td class=\"num\">\(value($0))</td>" }
        }.joined() + "</tr>"
    }
    return "<table class=\"plain\"><thead><tr><th></th>\(head)</tr></thead><tbody>\(body.joined())"
      + "</tbody></table>"
  }

  private func scatter(_ picture: EmbeddingSummary.Picture, named name: String) -> String {
    let side = 440.0
    let xs = picture.points.map(\.x).filter(\.isFinite)
    let ys = picture.points.map(\.y).filter(\.isFinite)
    guard let left = xs.min(), let right = xs.max(), let low = ys.min(), let high = ys.max() else {
      return ""
    }
    let span = max(right - left, high - low, 1e-12)
    let place = { (value: Double, lower: Double, upper: Double) in
      short(12 + (side - 24) * (0.5 + (value - (lower + upper) / 2) / span))
    }
    // Prototypes last, so that none is hidden.
    let marks = picture.points.sorted { !$0.isPrototype && $1.isPrototype }.compactMap { point in
      guard point.x.isFinite, point.y.isFinite else { return String?.none }
      let at = "cx=\"\(place(point.x, left, right))\" cy=\"\(place(point.y, low, high))\""
      let colour = classes.colour(of: point.label).hexadecimal
      return point.isPrototype
        ? "<circle \(at) r=\"6\" fill=\"\(colour)\" stroke=\"#1a222c\" stroke-width=\"2\"/>"
        : "<circle \(at) r=\"2.2\" fill=\"\(colour)\" fill-opacity=\".8\"/>"
    }
    return "<figure class=\"chart\"><figcaption>\(escaped(name))</figcaption>"
      + "<svg class=\"plot\" viewBox=\"0 0 \(short(side)) \(short(side))\" role=\"img\" "
      + "aria-label=\"t-SNE of test pixels, \(escaped(name))\">"
      + "<rect x=\".5\" y=\".5\" width=\"\(short(side - 1))\" height=\"\(short(side - 1))\" "
      + "fill=\"#fbfcfd\" stroke=\"#dde2e8\"/>\(marks.joined())</svg></figure>"
  }
}
