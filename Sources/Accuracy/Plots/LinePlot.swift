/// A plot of lines, drawn as SVG in the one style of the report.
struct LinePlot {
  struct Series {
    var name: String
    /// A colour as CSS writes it.
    var colour: String
    /// Points in order of x; the line breaks at a point that is nil or not finite.
    var points: [(x: Double, y: Double)?]
    /// Class of the edge around the line, see `Colour.edge`.
    var edge: String?
    /// What stands at the end of the line, such as a class's number.
    var endLabel: String?
    /// Half width of a band around the line, as many as points; empty for none.
    var spread: [Double] = []
    var isDashed = false
  }

  var title: String
  /// What the axes are, with units.
  var x: String
  var y: String
  var series: [Series]
  var width = 560.0
  var height = 280.0
  /// Whether x counts something.
  var isWhole = false
  /// Whether the y axis may be logarithmic, if the values span a factor above 50.
  var mayBeLogarithmic = false
  /// What y cannot go beyond, as 0 and 100 of per cent.
  var bounds: ClosedRange<Double>?
  /// A value of x to be marked, and what it is; the label is at the end where the lines are not.
  var mark: (x: Double, label: String, isLow: Bool)?

  /// Whether the plot takes a line of the page; its letters are larger on a narrow screen.
  private var isWide: Bool { width > 700 }

  /// The SVG element.
  func svg() -> String {
    let points = series.flatMap { $0.points.compactMap { $0 } }
    let spreads = series.flatMap { line in
      zip(line.points, line.spread).flatMap { point, half in
        point.map { half.isFinite ? [$0.y - half, $0.y + half] : [] } ?? []
      }
    }
    let values = (points.map(\.y) + spreads).filter(\.isFinite)
    let least = values.min() ?? 0
    let logarithmic = mayBeLogarithmic && least > 0 && (values.max() ?? 0) > 50 * least
    let across = AxisScale(
      spanning: points.map(\.x), count: isWide ? 9 : 6, isTight: true, isWhole: isWhole)
    let up =
      logarithmic ? AxisScale(logarithmic: values) : AxisScale(spanning: values, within: bounds)
    let frame = Frame(
      width: width, height: height, across: across, up: up,
      ends: series.compactMap(\.endLabel?.count).max() ?? 0)
    let caption = escaped("\(title): \(y) against \(x)")
    return """
      <svg class="plot\(isWide ? " wide" : "")" viewBox="0 0 \(short(width)) \(short(height))" \
      role="img" aria-label="\(caption)">\(grid(frame, logarithmic))\(marking(frame))\
      \(series.map { drawing($0, frame) }.joined())\(endLabels(frame))</svg>
      """
  }

  /// The plot under its title, with a legend if there is more than one line.
  func figure(legendLimit: Int = 40) -> String {
    let named = series.prefix(legendLimit)
    let more = series.count - named.count
    var keys = named.map {
      "<li><svg class=\"key\" viewBox=\"0 0 22 8\">\(edge($0, "M1 4H21"))<path d=\"M1 4H21\" "
        + "style=\"stroke:\($0.colour)\"\(dash($0))/></svg>\(escaped($0.name))</li>"
    }
    if more > 0 { keys.append("<li>and \(more) more</li>") }
    let legend = series.count > 1 ? "<ul class=\"keys\">\(keys.joined())</ul>" : ""
    return "<figure class=\"chart\"><figcaption>\(escaped(title))</figcaption>\(svg())\(legend)"
      + "</figure>"
  }

  private struct Frame {
    let left = 62.0
    let top = 12.0
    let right: Double
    let bottom: Double
    let across: AxisScale
    let up: AxisScale

    /// - Parameter ends: letters of the longest label at the lines' ends.
    init(width: Double, height: Double, across: AxisScale, up: AxisScale, ends: Int) {
      right = width - max(26, 10 * Double(ends) + 8)
      bottom = height - 44
      self.across = across
      self.up = up
    }

    func x(_ value: Double) -> Double { left + (right - left) * across.position(value) }
    func y(_ value: Double) -> Double { bottom - (bottom - top) * up.position(value) }
  }

  private func grid(_ frame: Frame, _ logarithmic: Bool) -> String {
    var parts: [String] = []
    for tick in frame.up.ticks {
      let y = short(frame.y(tick.value))
      parts.append(
        "<path class=\"grid\" d=\"M\(short(frame.left)) \(y)H\(short(frame.right))\"/>"
          + "<text class=\"tick\" x=\"\(short(frame.left - 8))\" y=\"\(y)\" dy=\".35em\" "
          + "text-anchor=\"end\">\(tick.label)</text>")
    }
    let base = frame.bottom
    for tick in frame.across.ticks {
      let x = short(frame.x(tick.value))
      parts.append(
        "<path class=\"axis\" d=\"M\(x) \(short(base))v5\"/><text class=\"tick\" x=\"\(x)\" "
          + "y=\"\(short(base + (isWide ? 22 : 18)))\" text-anchor=\"middle\">\(tick.label)</text>")
    }
    parts.append(
      "<path class=\"axis\" d=\"M\(short(frame.left)) \(short(base))H\(short(frame.right))\"/>")
    let middle = short((frame.left + frame.right) / 2)
    let centre = short((frame.top + base) / 2)
    parts.append(
      "<text class=\"label\" x=\"\(middle)\" y=\"\(short(height - 6))\" text-anchor=\"middle\">"
        + "\(escaped(x))</text><text class=\"label\" transform=\"translate(13 \(centre)) "
        + "rotate(-90)\" text-anchor=\"middle\">\(escaped(y))\(logarithmic ? ", log scale" : "")"
        + "</text>")
    return parts.joined()
  }

  private func marking(_ frame: Frame) -> String {
    guard let mark, (0...1).contains(frame.across.position(mark.x)) else { return "" }
    let x = frame.x(mark.x)
    let y = mark.isLow ? frame.bottom - 8 : frame.top + 9
    let isLate = frame.across.position(mark.x) > 0.6
    return "<path class=\"mark\" d=\"M\(short(x)) \(short(frame.top))V\(short(frame.bottom))\"/>"
      + "<text class=\"tick\" x=\"\(short(x + (isLate ? -5 : 5)))\" y=\"\(short(y))\" "
      + "text-anchor=\"\(isLate ? "end" : "start")\">\(escaped(mark.label))</text>"
  }

  private func drawing(_ line: Series, _ frame: Frame) -> String {
    var bands = ""
    var path = ""
    var dots = ""
    for run in runs(line, isLogarithmic: frame.up.isLogarithmic) {
      let places = run.map { (frame.x($0.x), frame.y($0.y)) }
      if places.count == 1 {
        dots +=
          "<circle cx=\"\(short(places[0].0))\" cy=\"\(short(places[0].1))\" r=\"2.5\" "
          + "style=\"fill:\(line.colour)\"/>"
      }
      path += "M" + places.map { "\(short($0.0)) \(short($0.1))" }.joined(separator: "L")
      if run.allSatisfy({ $0.half > 0 }) && !frame.up.isLogarithmic {
        let upper = run.map { "\(short(frame.x($0.x))) \(short(frame.y($0.y + $0.half)))" }
        let lower = run.reversed().map {
          "\(short(frame.x($0.x))) \(short(frame.y($0.y - $0.half)))"
        }
        bands +=
          "<path d=\"M\((upper + lower).joined(separator: "L"))Z\" "
          + "style=\"fill:\(line.colour)\" opacity=\".12\"/>"
      }
    }
    return
      "\(bands)\(edge(line, path))<path class=\"line\" d=\"\(path)\" "
      + "style=\"stroke:\(line.colour)\"\(dash(line))/>\(dots)"
  }

  private func edge(_ line: Series, _ path: String) -> String {
    line.edge.map { "<path class=\"edge \($0)\" d=\"\(path)\"/>" } ?? ""
  }

  /// The lines' labels right of their ends, moved apart if they would lie on each other.
  private func endLabels(_ frame: Frame) -> String {
    let apart = isWide ? 16.0 : 12
    var labels = series.compactMap { line -> (text: String, y: Double)? in
      guard let label = line.endLabel,
        let last = line.points.last(where: { $0?.y.isFinite == true }), let last
      else { return nil }
      return (label, frame.y(last.y))
    }.sorted { $0.y < $1.y }
    guard Double(labels.count) * apart <= frame.bottom - frame.top else { return "" }
    for index in labels.indices.dropFirst() {
      labels[index].y = max(labels[index].y, labels[index - 1].y + apart)
    }
    var floor = frame.bottom
    for index in labels.indices.reversed() {
      labels[index].y = min(labels[index].y, floor)
      floor = labels[index].y - apart
    }
    return labels.map {
      "<text class=\"name\" x=\"\(short(frame.right + 5))\" y=\"\(short($0.y))\" dy=\".35em\">"
        + "\(escaped($0.text))</text>"
    }.joined()
  }

  /// The line's unbroken pieces.
  private func runs(_ line: Series, isLogarithmic: Bool) -> [[(x: Double, y: Double, half: Double)]]
  {
    var runs: [[(x: Double, y: Double, half: Double)]] = [[]]
    for (index, point) in line.points.enumerated() {
      if let point, point.x.isFinite, point.y.isFinite, !isLogarithmic || point.y > 0 {
        let half = line.spread.indices.contains(index) ? line.spread[index] : 0
        runs[runs.count - 1].append((point.x, point.y, half.isFinite ? half : 0))
      } else {
        runs.append([])
      }
    }
    return runs.filter { !$0.isEmpty }
  }

  private func dash(_ line: Series) -> String { line.isDashed ? " stroke-dasharray=\"5 4\"" : "" }
}

/// A coordinate with at most two decimals.
func short(_ value: Double) -> String {
  let rounded = (value * 100).rounded() / 100
  return rounded == rounded.rounded() && abs(rounded) < 1e9 ? "\(Int(rounded))" : "\(rounded)"
}
