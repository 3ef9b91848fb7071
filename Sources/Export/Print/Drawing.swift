internal import Scenes

/// A figure for print: shapes, words and pictures on a sheet, in points of 1/72 inch from the upper
/// left corner.
struct Drawing {
  enum Anchor: String {
    case start, middle, end
  }

  struct Stroke {
    var colour: Colour
    var width: Double
  }

  struct Words {
    var text: String
    /// Of the baseline.
    var x: Double
    var y: Double
    var size: Double
    var anchor: Anchor
    var colour: Colour
    /// Whether it reads upwards.
    var isUpright: Bool
  }

  enum Element {
    /// Straight lines from point to point.
    case path([(x: Double, y: Double)], isClosed: Bool, fill: Colour?, stroke: Stroke?)
    case words(Words)
    /// A picture whose pixels stay sharp.
    case picture(Picture, x: Double, y: Double, width: Double, height: Double)
  }

  static let ink = Colour(red: 0x22, green: 0x22, blue: 0x22)
  static let soft = Colour(red: 0x66, green: 0x66, blue: 0x66)
  static let paper = Colour(red: 0xFF, green: 0xFF, blue: 0xFF)

  var width: Double
  var height: Double
  /// What the figure is.
  var title: String
  private(set) var elements: [Element] = []

  init(width: Double, height: Double, title: String) {
    self.width = width
    self.height = height
    self.title = title
  }

  mutating func add(_ element: Element) { elements.append(element) }

  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: Colour? = nil,
    stroke: Stroke? = nil
  ) {
    add(
      .path(
        [(x, y), (x + width, y), (x + width, y + height), (x, y + height)], isClosed: true,
        fill: fill, stroke: stroke))
  }

  mutating func line(
    _ points: [(x: Double, y: Double)], _ colour: Colour = ink, width: Double = 0.75
  ) {
    add(.path(points, isClosed: false, fill: nil, stroke: Stroke(colour: colour, width: width)))
  }

  mutating func words(
    _ text: String, _ x: Double, _ y: Double, size: Double = 9, anchor: Anchor = .start,
    colour: Colour = ink, isUpright: Bool = false
  ) {
    add(
      .words(
        Words(
          text: text, x: x, y: y, size: size, anchor: anchor, colour: colour,
          isUpright: isUpright)))
  }
}

/// Widths of Helvetica's letters in thousandths of their size, from the blank to the tilde; of any
/// other letter about the mean.
enum Helvetica {
  private static let widths = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ]

  static func width(_ text: String, size: Double) -> Double {
    let sum = text.unicodeScalars.reduce(0) { sum, letter in
      let place = Int(letter.value) - 32
      return sum + (widths.indices.contains(place) ? widths[place] : 556)
    }
    return Double(sum) / 1000 * size
  }
}

/// A number with two digits behind the point at most, as files of drawings have it.
func short(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  let (whole, rest) = (abs(hundredths) / 100, abs(hundredths) % 100)
  let sign = hundredths < 0 ? "-" : ""
  if rest == 0 { return "\(sign)\(whole)" }
  return rest % 10 == 0
    ? "\(sign)\(whole).\(rest / 10)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
}
