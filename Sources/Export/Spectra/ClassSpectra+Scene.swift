package import Accuracy
package import Scenes

extension ClassSpectra {
  /// Mean and deviation of each class's labelled pixels, in the scene's units, read by strips of
  /// rows so that a large scene does not fill the memory.
  package init(of scene: Scene, labels: LabelMap) throws {
    let shape = scene.shape
    let count = labels.counts().count
    var sums = [Double](repeating: 0, count: count * shape.bands)
    var squares = sums
    var valid = [Int](repeating: 0, count: count * shape.bands)
    let rows = max(1, (32 << 20) / (shape.columns * shape.bands * 4))
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(
      capacity: rows * shape.columns * shape.bands)
    defer { buffer.deallocate() }
    for start in stride(from: 0, to: shape.rows, by: rows) {
      let strip = start..<min(start + rows, shape.rows)
      let pixels = (strip.lowerBound * shape.columns)..<(strip.upperBound * shape.columns)
      guard labels.values[pixels].contains(where: { $0 > 0 }) else { continue }
      let part = UnsafeMutableBufferPointer(rebasing: buffer.prefix(pixels.count * shape.bands))
      try scene.read(rows: strip, columns: 0..<shape.columns, into: part)
      for pixel in pixels where labels.values[pixel] > 0 {
        let place = Int(labels.values[pixel]) * shape.bands
        let spectrum = (pixel - pixels.lowerBound) * shape.bands
        for band in 0..<shape.bands where part[spectrum + band].isFinite {
          let value = Double(part[spectrum + band])
          sums[place + band] += value
          squares[place + band] += value * value
          valid[place + band] += 1
        }
      }
    }
    let present = labels.counts()
    self.init(
      wavelengths: scene.bands.wavelengths,
      spectra: (1..<max(count, 2)).filter { $0 < count && present[$0] > 0 }.map { label in
        let places = (label * shape.bands)..<((label + 1) * shape.bands)
        let means = places.map { sums[$0] / Double(valid[$0]) }
        return ClassSpectra.Spectrum(
          label: label, mean: means,
          deviation: zip(places, means).map { place, mean in
            max(0, squares[place] / Double(valid[place]) - mean * mean).squareRoot()
          })
      }, quantity: "Measured value, in the file’s unit")
  }
}
