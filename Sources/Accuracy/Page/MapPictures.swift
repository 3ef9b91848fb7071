package import Scenes

/// The pictures of a report that are made of maps. Pixels without a class are transparent, so that
/// they take the ground of a light or a dark page.
package enum MapPictures {
  /// Stands for "transparent": nearly white, and no class's default.
  static let unlabelled = Colour(red: 0xEE, green: 0xF0, blue: 0xF3)
  static let untested = Colour(red: 0xD9, green: 0xDD, blue: 0xE3)
  static let correct = Colour(red: 0x9A, green: 0xA3, blue: 0xAE)
  static let wrong = Colour(red: 0xD0, green: 0x2B, blue: 0x20)
  static let training = Colour(red: 0x2F, green: 0x6D, blue: 0xB5)

  /// Rows and columns that a picture of at most `longestSide` shows of a map, and how far they are
  /// apart: nearest neighbours, so that classes are never mixed.
  struct Thinning {
    let step: Int
    let rows: Int
    let columns: Int

    init(rows: Int, columns: Int, longestSide: Int = 1400) {
      step = max(1, (max(rows, columns) + longestSide - 1) / longestSide)
      self.rows = (rows + step - 1) / step
      self.columns = (columns + step - 1) / step
    }
  }

  /// A picture of a rows × columns scene from the colour of each pixel; nil without pixels.
  static func picture(rows: Int, columns: Int, _ colour: (_ pixel: Int) -> Colour) -> Picture? {
    guard rows > 0, columns > 0 else { return nil }
    let thin = Thinning(rows: rows, columns: columns)
    var picture = Picture(width: thin.columns, height: thin.rows, filled: unlabelled)
    for y in 0..<thin.rows {
      for x in 0..<thin.columns {
        picture[x: x, y: y] = colour(y * thin.step * columns + x * thin.step)
      }
    }
    return picture
  }

  /// Classes in their colours.
  package static func classes(_ map: LabelMap, _ table: ClassTable) -> Picture? {
    let colours = (0...Int(map.values.max() ?? 0)).map {
      $0 == 0 ? unlabelled : table.colour(of: $0)
    }
    return picture(rows: map.rows, columns: map.columns) { colours[Int(map.values[$0])] }
  }

  /// Test pixels right and wrong, and the pixels that were trained on.
  static func errors(
    reference: LabelMap, map: LabelMap, training: [Int], test: [Int]?
  ) -> Picture? {
    guard reference.rows == map.rows, reference.columns == map.columns else { return nil }
    var colours = reference.values.indices.map { pixel in
      reference.values[pixel] == 0
        ? unlabelled
        : test != nil ? untested : verdict(reference.values[pixel], map.values[pixel])
    }
    for pixel in test ?? [] where colours.indices.contains(pixel) && reference.values[pixel] > 0 {
      colours[pixel] = verdict(reference.values[pixel], map.values[pixel])
    }
    for pixel in training where colours.indices.contains(pixel) {
      colours[pixel] = Self.training
    }
    return picture(rows: map.rows, columns: map.columns) { colours[$0] }
  }

  /// Confidence from `floor` (dark) to 1 (light); transparent if there is none.
  package static func confidence(
    _ values: [Float], rows: Int, columns: Int, floor: Double
  ) -> Picture? {
    guard values.count == rows * columns else { return nil }
    return picture(rows: rows, columns: columns) { pixel in
      let value = Double(values[pixel])
      return value.isFinite ? Viridis.colour(at: (value - floor) / (1 - floor)) : unlabelled
    }
  }

  /// Where the confidence's colours start: below all but 2 % of the pixels, in steps of 0.1.
  package static func confidenceFloor(_ values: [Float]) -> Double {
    let finite = values.filter(\.isFinite).sorted()
    guard !finite.isEmpty else { return 0 }
    let low = Double(finite[finite.count / 50])
    return min(0.9, max(0, (low * 10).rounded(.down) / 10))
  }

  /// The picture with every pixel a square of pixels, so that small scenes stay crisp even if
  /// a viewer, a printer or a slide smooths what it enlarges.
  static func enlarged(_ picture: Picture, toward longestSide: Int = 640) -> Picture {
    let factor = longestSide / max(picture.width, picture.height)
    guard factor > 1 else { return picture }
    var large = Picture(
      width: factor * picture.width, height: factor * picture.height, filled: unlabelled)
    for y in 0..<large.height {
      for x in 0..<large.width {
        large[x: x, y: y] = picture[x: x / factor, y: y / factor]
      }
    }
    return large
  }

  /// The picture turned a quarter to the left: its right edge becomes the upper one.
  static func turned(_ picture: Picture) -> Picture {
    var turned = Picture(width: picture.height, height: picture.width, filled: unlabelled)
    for y in 0..<turned.height {
      for x in 0..<turned.width { turned[x: x, y: y] = picture[x: picture.width - 1 - y, y: x] }
    }
    return turned
  }

  private static func verdict(_ reference: UInt16, _ map: UInt16) -> Colour {
    reference == map ? correct : wrong
  }
}
