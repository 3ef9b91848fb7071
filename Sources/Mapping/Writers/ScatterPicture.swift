package import Scenes

/// Points in two dimensions in their classes' colours, class prototypes as numbered rings, with the
/// classes' codes and names below: a report's picture of an embedding, as PNG.
package struct ScatterPicture {
  package struct Point {
    /// Any units, the same in both; y grows downwards.
    package let x: Double
    package let y: Double
    /// Number of its class, from 1.
    package let label: Int
    package let isPrototype: Bool

    package init(x: Double, y: Double, label: Int, isPrototype: Bool) {
      (self.x, self.y, self.label, self.isPrototype) = (x, y, label, isPrototype)
    }
  }

  private let points: [Point]
  private let classes: ClassTable
  private let caption: String

  private static let side = 720
  private static let margin = 10
  /// From the field's frame to the outermost points.
  private static let inset = 18.0
  private static let dot = 3.2
  private static let ring = 8.0
  private static let grey = Colour(red: 160, green: 160, blue: 160)
  private static let ink = Colour(red: 32, green: 32, blue: 32)
  private static let paper = Colour(red: 255, green: 255, blue: 255)

  /// - Parameter points: those that are not finite are left out.
  package init(_ points: [Point], classes: ClassTable, caption: String) {
    self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
    self.classes = classes
    self.caption = caption
  }

  /// - Throws: `SceneError` if the machine has no font.
  package func drawn() throws -> Picture {
    let letterer = try Letterer(size: 14)
    let title = letterer.line(caption)
    let shown = Set(points.map(\.label)).sorted()
    // The legend's classes are those that are shown, by code and name.
    let table = ClassTable(
      entries: shown.map { label in
        ClassTable.Entry(
          code: label, name: "\(code(of: label))  \(classes.name(of: label))",
          colour: classes.colour(of: label))
      })
    let legend = try MapLegend(table, mapWidth: max(Self.side, title.width) + 2 * Self.margin)
    let top = Self.margin + title.height + Self.margin / 2
    var picture = Picture(
      width: legend.width, height: top + Self.side + legend.height, filled: Self.paper)
    picture.write(title, x: Self.margin, y: Self.margin)
    draw(on: &picture, left: (legend.width - Self.side) / 2, top: top, letterer)
    for y in 0..<legend.height {
      for (x, ink) in legend.row(y).enumerated() {
        picture[x: x, y: top + Self.side + y] =
          switch ink {
          case .shade(let shade): Colour(red: 255 - shade, green: 255 - shade, blue: 255 - shade)
          case .value(let value): table.colour(of: Int(value))
          }
      }
    }
    return picture
  }

  private func code(of label: Int) -> String { "\(classes.code(of: label) ?? label)" }

  private func draw(on picture: inout Picture, left: Int, top: Int, _ letterer: Letterer) {
    for place in 0..<Self.side {
      for (x, y) in [(place, 0), (place, Self.side - 1), (0, place), (Self.side - 1, place)] {
        picture[x: left + x, y: top + y] = Self.grey
      }
    }
    let (xs, ys) = (points.map(\.x), points.map(\.y))
    guard let west = xs.min(), let east = xs.max(), let north = ys.min(), let south = ys.max()
    else { return }
    let room = Double(Self.side) - 2 * Self.inset
    let scale = room / max(east - west, south - north, 1e-300)
    let place = { (point: Point) in
      (
        Double(left) + Double(Self.side) / 2 + (point.x - (west + east) / 2) * scale,
        Double(top) + Double(Self.side) / 2 + (point.y - (north + south) / 2) * scale
      )
    }
    for point in points where !point.isPrototype {
      let (x, y) = place(point)
      picture.disc(x, y, radius: Self.dot, classes.colour(of: point.label), strength: 0.85)
    }
    // Prototypes last, so that none is hidden.
    for point in points where point.isPrototype {
      let (x, y) = place(point)
      picture.disc(x, y, radius: Self.ring, Self.ink)
      picture.disc(x, y, radius: Self.ring - 1.5, Self.paper)
      picture.disc(x, y, radius: Self.ring - 2.5, classes.colour(of: point.label))
      let number = letterer.line(code(of: point.label))
      // To the left if there is no room to the right.
      let right = Int(x + Self.ring) + 2
      picture.write(
        number,
        x: right + number.width < left + Self.side - 1
          ? right : Int(x - Self.ring) - 2 - number.width,
        y: Int(y) - number.height / 2, halo: true)
    }
  }
}

extension Picture {
  /// A disc with soft edges; what lies outside of the picture is left out.
  ///
  /// - Parameters:
  ///   - x, y, radius: in pixels; whole numbers are the pixels' upper left corners.
  ///   - strength: how much of what is below it hides, 0 to 1.
  fileprivate mutating func disc(
    _ x: Double, _ y: Double, radius: Double, _ colour: Colour, strength: Double = 1
  ) {
    let reach = radius + 1
    for row in max(0, Int(y - reach))..<max(0, min(height, Int(y + reach) + 1)) {
      for column in max(0, Int(x - reach))..<max(0, min(width, Int(x + reach) + 1)) {
        let (dx, dy) = (Double(column) + 0.5 - x, Double(row) + 0.5 - y)
        let covered = min(max(radius + 0.5 - (dx * dx + dy * dy).squareRoot(), 0), 1)
        blend(colour, covered * strength, x: column, y: row)
      }
    }
  }

  /// Letters, with a white edge if they stand on colours.
  fileprivate mutating func write(_ line: Lettering, x: Int, y: Int, halo: Bool = false) {
    let (white, black) = (
      Colour(red: 255, green: 255, blue: 255), Colour(red: 0, green: 0, blue: 0)
    )
    let edge = halo ? [(-1, 0, white), (1, 0, white), (0, -1, white), (0, 1, white)] : []
    for (dx, dy, colour) in edge + [(0, 0, black)] {
      for row in 0..<line.height {
        for column in 0..<line.width {
          blend(
            colour, Double(line.ink[row * line.width + column]) / 255, x: x + dx + column,
            y: y + dy + row)
        }
      }
    }
  }

  private mutating func blend(_ colour: Colour, _ share: Double, x: Int, y: Int) {
    guard share > 0, 0..<width ~= x, 0..<height ~= y else { return }
    let below = self[x: x, y: y]
    func mixed(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8((Double(a) + (Double(b) - Double(a)) * share).rounded())
    }
    self[x: x, y: y] = Colour(
      red: mixed(below.red, colour.red), green: mixed(below.green, colour.green),
      blue: mixed(below.blue, colour.blue))
  }
}
