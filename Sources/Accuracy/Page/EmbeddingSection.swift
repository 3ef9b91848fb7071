import Scenes

extension Report {
  /// Figures and pictures of the embedding, before and after fine-tuning side by side.
  func embeddingSection() -> String {
    guard let states = embedding?.states, !states.isEmpty else { return "" }
    let pictures = states.compactMap { state in
      state.picture.map { scatter($0, named: state.name) }
    }
    let keys = Set(states.flatMap { $0.picture?.points.map(\.label) ?? [] }).sorted().map {
      "<li>\(swatch(classes.colour(of: $0).hexadecimal))\(code(of: $0)) "
        + "\(escaped(classes.name(of: $0)))</li>"
    }
    let legend = keys.isEmpty ? "" : "<ul class=\"keys\">\(keys.joined())</ul>"
    return section(
      "embedding", "Embedding",
      lead:
        "How the metric places test pixels: a class should lie together, and apart from others. "
        + "The pictures are t-SNE projections, in which near pixels stay near and distances "
        + "otherwise mean little; numbered rings are class prototypes.",
      "<div class=\"pair\">\(pictures.joined())</div>\(legend)\(figuresTable(states))"
        + (embedding?.comparison.map(comparisonTable) ?? ""))
  }

  private func comparisonTable(_ comparison: EmbeddingSummary.Comparison) -> String {
    let rows = comparison.rows.map { row in
      "<tr><th>\(escaped(row.metric.map { "\($0): " } ?? ""))\(escaped(row.title))</th>"
        + [
          percent(row.precisionAt1), percent(row.mapAtR),
          decimal(row.withinByBetween, digits: 3),
        ].map { "<td class=\"num\">\($0)</td>" }.joined() + "</tr>"
    }
    let head = ["precision@1", "MAP@R", "within / between"]
      .map { "<th class=\"num\">\($0)</th>" }.joined()
    let sample =
      comparison.learnedFrom < comparison.trainingPixels
      ? "a sample of \(grouped(comparison.learnedFrom)) of the "
        + "\(grouped(comparison.trainingPixels)) training pixels"
      : "the \(grouped(comparison.trainingPixels)) training pixels"
    return "<h3>Other metrics of the same features</h3>"
      + "<p>Closed-form metrics, learned from what the network makes of \(sample), and judged on "
      + "\(grouped(comparison.testPixels)) test pixels. The last column is the mean distance within "
      + "classes over that between them: less is better.</p>"
      + "<div class=\"scroll\"><table class=\"plain\"><thead><tr><th></th>\(head)</tr></thead>"
      + "<tbody>\(rows.joined())</tbody></table></div>"
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
    return
      "<div class=\"scroll\"><table class=\"plain\"><thead><tr><th></th>\(head)</tr></thead><tbody>\(body.joined())"
      + "</tbody></table></div>"
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
    let dots = picture.points.filter { !$0.isPrototype }.compactMap { point in
      mark(point, radius: 2.2, "fill-opacity=\".85\"", place, left...right, low...high)
    }
    // Prototypes last, so that none is hidden.
    let rings = picture.points.filter(\.isPrototype).compactMap { point -> String? in
      mark(point, radius: 5.5, "class=\"ring\"", place, left...right, low...high).map {
        "\($0)<text class=\"halo\" x=\"\(place(point.x, left, right))\" "
          + "y=\"\(place(point.y, low, high))\" dx=\"9\" dy=\".35em\">\(code(of: point.label))</text>"
      }
    }
    return "<figure class=\"chart\"><figcaption>\(escaped(name))</figcaption>"
      + "<svg class=\"plot\" viewBox=\"0 0 \(short(side)) \(short(side))\" role=\"img\" "
      + "aria-label=\"t-SNE of test pixels, \(escaped(name))\">"
      + "<rect class=\"field\" x=\".5\" y=\".5\" width=\"\(short(side - 1))\" "
      + "height=\"\(short(side - 1))\"/><g class=\"dots\">\(dots.joined())</g>"
      + "\(rings.joined())</svg></figure>"
  }

  private func mark(
    _ point: EmbeddingSummary.Picture.Point, radius: Double, _ attributes: String,
    _ place: (Double, Double, Double) -> String, _ x: ClosedRange<Double>, _ y: ClosedRange<Double>
  ) -> String? {
    guard point.x.isFinite, point.y.isFinite else { return nil }
    return "<circle cx=\"\(place(point.x, x.lowerBound, x.upperBound))\" "
      + "cy=\"\(place(point.y, y.lowerBound, y.upperBound))\" r=\"\(short(radius))\" "
      + "fill=\"\(classes.colour(of: point.label).hexadecimal)\" \(attributes)/>"
  }
}
