package import Sampling

/// Mean spectra of square windows; of one pixel, the spectra themselves.
package struct WindowMeans: FeatureSource {
  let reader: any SpectraReader
  package let window: Int
  /// Of each band, which stands for missing values.
  let mean: [Float]

  /// - Parameters:
  ///   - window: side, odd.
  ///   - mean: of each band.
  package init(reader: any SpectraReader, window: Int, mean: [Float]) {
    self.reader = reader
    self.window = window
    self.mean = mean
  }

  package var columns: Int { mean.count }

  package func features(of pixels: [Int]) throws -> FeatureMatrix {
    let source = try patches(reader, pixels)
    let count = window * window
    var means = [Float](repeating: 0, count: pixels.count * columns)
    let batch = max(1, (1 << 22) / source.patchCount)
    var buffer = [Float](repeating: 0, count: min(batch, pixels.count) * source.patchCount)
    for start in stride(from: 0, to: pixels.count, by: batch) {
      let range = start..<min(start + batch, pixels.count)
      try buffer.withUnsafeMutableBufferPointer { buffer in
        let part = UnsafeMutableBufferPointer(
          rebasing: buffer.prefix(range.count * source.patchCount))
        try source.gather(pixels[range], into: part)
        for index in range {
          let patch = (index - start) * source.patchCount
          for place in 0..<count {
            for band in 0..<columns {
              means[index * columns + band] += part[patch + place * columns + band]
            }
          }
          for band in 0..<columns {
            means[index * columns + band] =
              means[index * columns + band] / Float(count) + mean[band]
          }
        }
      }
    }
    return FeatureMatrix(columns: columns, values: means)
  }

  /// Centred and not scaled, so that a missing value is the band's mean.
  private func patches(_ reader: some SpectraReader, _ pixels: [Int]) throws -> PatchSource {
    try PatchSource(
      scene: reader, pixels: pixels, window: window,
      standardisation: Standardisation(
        mean: mean, deviation: Array(repeating: 1, count: mean.count)))
  }
}

extension FeatureKind {
  package static let spectra = FeatureKind("spectra", "The pixel's spectrum.") {
    WindowMeans(reader: $0.reader, window: 1, mean: $0.mean)
  }

  package static let window = FeatureKind(
    "window", "The mean spectrum of the window around the pixel.", hasWindow: true
  ) { WindowMeans(reader: $0.reader, window: $0.window, mean: $0.mean) }
}
