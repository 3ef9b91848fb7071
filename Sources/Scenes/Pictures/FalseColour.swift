/// A picture of a scene from three of its bands, each stretched so that 2 % of its pixels are
/// black and 2 % are full; black if there is no data.
///
/// The bands are the descriptor's, else those that the file proposes, else those nearest to 860,
/// 650 and 550 nm (650, 550 and 450 nm if the scene ends before), else at ¾, ½ and ¼ of the
/// bands.
///
/// - Parameters:
///   - scene: larger ones are thinned out while they are read, a line of the picture at a time.
///   - longestSide: pixels of the picture's longer side at most, from 1.
/// - Throws: `SceneError` if the bands are not in the scene, or the file cannot be read.
public func falseColour(of scene: Scene, longestSide: Int) throws -> Picture {
  let bands = try falseColourBands(of: scene)
  let shape = scene.cube.shape
  let step = max(1, (max(shape.rows, shape.columns) + longestSide - 1) / max(1, longestSide))
  let width = (shape.columns + step - 1) / step
  let height = (shape.rows + step - 1) / step
  var values = [Float](repeating: .nan, count: width * height * 3)
  var line = [Float](repeating: 0, count: shape.columns * 3)
  for y in 0..<height {
    let row = min(shape.rows - 1, y * step + step / 2)
    let window = CubeWindow(rows: row..<row + 1, columns: 0..<shape.columns, bands: bands)
    try line.withUnsafeMutableBufferPointer { try scene.cube.read(window, into: $0) }
    for x in 0..<width {
      let column = min(shape.columns - 1, x * step + step / 2)
      for channel in 0..<3 { values[(y * width + x) * 3 + channel] = line[column * 3 + channel] }
    }
  }
  var picture = Picture(
    width: width, height: height, filled: Colour(red: 0, green: 0, blue: 0))
  for channel in 0..<3 {
    let places = stride(from: channel, to: values.count, by: 3)
    let sorted = places.map { values[$0] }.filter(\.isFinite).sorted()
    guard let last = sorted.last else { continue }
    let low = sorted[sorted.count * 2 / 100]
    let high = sorted[min(sorted.count - 1, sorted.count * 98 / 100)]
    let range = high > low ? high - low : max(last - low, 1)
    for place in places where values[place].isFinite {
      picture.pixels[place] = UInt8(max(0, min(255, (values[place] - low) / range * 255)))
    }
  }
  return picture
}

/// Red, green and blue band, 0-based in the file.
func falseColourBands(of scene: Scene) throws -> [Int] {
  let table = scene.cube.bands
  if let stated = scene.descriptor.falseColour {
    return try stated.map { value in
      if value >= 300, let band = table.nearest(to: value) { return band }
      guard let number = Int(exactly: value), 1...table.count ~= number else {
        throw SceneError(
          file: scene.file, variable: "falseColour",
          problem: "\(value) is neither a band from 1 to \(table.count) nor a wavelength in nm",
          remedy: "Correct `falseColour` in the scene descriptor")
      }
      return number - 1
    }
  }
  if let proposed = scene.proposedBands { return proposed }
  // Where wavelengths are known, only bands that are used are shown: bad ones are noise.
  if let last = scene.bands.wavelengths?.max() {
    return (last >= 800 ? [860.0, 650, 550] : [650.0, 550, 450])
      .compactMap { scene.bands.nearest(to: $0).map { scene.keptBands[$0] } }
  }
  let kept = scene.keptBands
  return [kept[kept.count * 3 / 4], kept[kept.count / 2], kept[kept.count / 4]]
}
