public import Scenes

/// The colours of a split's sides in its picture, which people who see few colours can tell apart
/// (Okabe and Ito, 2008).
public enum SplitColours {
  public static let train = Colour(red: 0xE6, green: 0x9F, blue: 0x00)
  public static let validation = Colour(red: 0xCC, green: 0x79, blue: 0xA7)
  public static let test = Colour(red: 0x56, green: 0xB4, blue: 0xE9)
}

extension Split {
  /// The sides over the scene in dark grey: training pixels orange, validation pixels pink, test pixels
  /// blue; labelled pixels that serve no side stay as the scene is.
  ///
  /// Where the scene is thinned out, training pixels win over validation pixels, and these over test
  /// pixels. A small scene is enlarged to about `longestSide`.
  ///
  /// - Parameters:
  ///   - scene: of the split's shape.
  ///   - longestSide: pixels of the picture's longer side at most, from 1.
  /// - Throws: `SceneError` if the scene cannot be read, `SamplingError` if it has another shape.
  public func picture(over scene: Scene, longestSide: Int = 1024) throws -> Picture {
    guard scene.shape.rows == rows, scene.shape.columns == columns else {
      throw SamplingError(
        "the split is of a scene of \(rows)×\(columns) pixels, the scene has "
          + "\(scene.shape.rows)×\(scene.shape.columns)")
    }
    var ground = try falseColour(of: scene, longestSide: longestSide)
    // Without colours of its own the ground leaves those of the sides to be seen.
    for index in stride(from: 0, to: ground.pixels.count, by: 3) {
      let sum = ground.pixels[index..<(index + 3)].reduce(0) { $0 + Int($1) }
      for channel in index..<(index + 3) { ground.pixels[channel] = UInt8(sum / 6) }
    }
    let step = max(1, (max(rows, columns) + longestSide - 1) / max(1, longestSide))
    for (pixels, colour) in [
      (test, SplitColours.test), (validation, SplitColours.validation),
      (train, SplitColours.train),
    ] {
      for pixel in pixels {
        ground[x: pixel % columns / step, y: pixel / columns / step] = colour
      }
    }
    let zoom = max(1, longestSide / max(ground.width, ground.height))
    guard zoom > 1 else { return ground }
    var large = Picture(
      width: ground.width * zoom, height: ground.height * zoom,
      filled: Colour(red: 0, green: 0, blue: 0))
    for y in 0..<large.height {
      for x in 0..<large.width { large[x: x, y: y] = ground[x: x / zoom, y: y / zoom] }
    }
    return large
  }
}
