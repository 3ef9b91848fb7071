import Scenes

/// Mean and deviation of each band, from training pixels alone: a map that knew the test pixels'
/// spectra would be judged by them too kindly.
public struct Standardisation: Codable, Equatable, Sendable {
  /// Mean of each band, in the cube's units.
  public var mean: [Float]
  /// Standard deviation of each band; 1 for a constant band, which then contributes 0.
  public var deviation: [Float]
  /// Bands (0-based, of those kept) that do not vary over the training pixels.
  public var constantBands: [Int]

  public init(mean: [Float], deviation: [Float], constantBands: [Int] = []) {
    precondition(
      mean.count == deviation.count, "\(mean.count) means, \(deviation.count) deviations")
    self.mean = mean
    self.deviation = deviation
    self.constantBands = constantBands
  }

  /// Of the pixels of several scenes together.
  ///
  /// - Parameter parts: at least one, of the same bands; each with its number of pixels.
  package init(pooling parts: [(standardisation: Standardisation, pixels: Int)]) {
    let total = Double(parts.reduce(0) { $0 + $1.pixels })
    var (mean, deviation, constant): ([Float], [Float], [Int]) = ([], [], [])
    for band in parts[0].standardisation.mean.indices {
      func pooled(_ value: (Standardisation) -> Double) -> Double {
        parts.reduce(0) { $0 + value($1.standardisation) * Double($1.pixels) } / max(1, total)
      }
      let middle = pooled { Double($0.mean[band]) }
      let variance = pooled {
        let own = $0.constantBands.contains(band) ? 0 : Double($0.deviation[band])
        let shift = Double($0.mean[band]) - middle
        return own * own + shift * shift
      }
      let spread = Float(variance.squareRoot())
      mean.append(Float(middle))
      deviation.append(spread.isNormal ? spread : 1)
      if !spread.isNormal { constant.append(band) }
    }
    self.init(mean: mean, deviation: deviation, constantBands: constant)
  }

  /// Number of bands.
  public var bands: Int { mean.count }

  /// Mean and population deviation over some pixels, missing values left out.
  ///
  /// Each block of the scene that holds one of the pixels is read once. Sums are in double precision
  /// and taken from the band's first value, so that a large offset costs no digits.
  /// - Throws: `SamplingError` if a pixel lies outside of the scene, a band has no value in any of
  ///   the pixels, or no band varies over them; what the scene's reader throws.
  public static func estimate(
    scene: some SpectraReader, pixels: [Int]
  ) throws -> Standardisation {
    try check(pixels, scene.shape)
    let bands = scene.shape.bands
    let blocks = TouchedBlocks(shape: scene.shape, pixels: pixels, radius: 0)
    var moments = Moments(bands: bands)
    let members = blocks.members(of: pixels)
    let columns = scene.shape.columns
    try blocks.forEach(of: scene) { index, spectra in
      for pixel in members[index] {
        moments.add(spectra.at(row: pixel / columns, column: pixel % columns))
      }
    }
    return try moments.standardisation(pixels: pixels.count)
  }
}

extension Standardisation {
  /// Standardises one spectrum; a value that is missing, infinite or beyond range becomes 0.
  ///
  /// - Returns: how many bands were missing or infinite.
  package func apply(
    _ spectrum: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>
  ) -> Int {
    // Without a branch, so that several bands are worked on at once; memory is the limit then.
    var missing: Int32 = 0
    mean.withUnsafeBufferPointer { mean in
      deviation.withUnsafeBufferPointer { deviation in
        for band in 0..<mean.count {
          let value = spectrum[band]
          missing &+= abs(value) <= .greatestFiniteMagnitude ? 0 : 1
          let standard = (value - mean[band]) / deviation[band]
          target[band] = abs(standard) <= .greatestFiniteMagnitude ? standard : 0
        }
      }
    }
    return Int(missing)
  }
}

/// Running sums of each band.
private struct Moments {
  private var origin: [Double]
  private var count: [Int]
  private var sum: [Double]
  private var squares: [Double]

  init(bands: Int) {
    origin = Array(repeating: 0, count: bands)
    count = Array(repeating: 0, count: bands)
    sum = origin
    squares = origin
  }

  mutating func add(_ spectrum: UnsafeMutablePointer<Float>) {
    for band in origin.indices where spectrum[band].isFinite {
      let value = Double(spectrum[band])
      if count[band] == 0 { origin[band] = value }
      let shifted = value - origin[band]
      count[band] += 1
      sum[band] += shifted
      squares[band] += shifted * shifted
    }
  }

  func standardisation(pixels: Int) throws -> Standardisation {
    let empty = count.indices.filter { count[$0] == 0 }
    guard empty.isEmpty else {
      throw SamplingError(
        "no value in any of \(counted(pixels, "training pixel")) for \(empty.count) of "
          + "\(counted(count.count, "band")): "
          + "band \(empty.prefix(5).map { String($0 + 1) }.joined(separator: ", "))"
          + (empty.count > 5 ? ", …" : ""),
        remedy: "Drop these bands in the scene's descriptor, or correct its fill value")
    }
    var mean: [Float] = []
    var deviation: [Float] = []
    var constant: [Int] = []
    for band in count.indices {
      let n = Double(count[band])
      let shift = sum[band] / n
      let spread = Float(max(0, squares[band] / n - shift * shift).squareRoot())
      mean.append(Float(origin[band] + shift))
      if spread.isNormal {
        deviation.append(spread)
      } else {
        deviation.append(1)
        constant.append(band)
      }
    }
    guard pixels < 2 || constant.count < count.count else {
      throw SamplingError(
        "none of the \(counted(count.count, "band")) varies over the \(pixels) training pixels: band 1 is "
          + "\(mean[0]) in all of them",
        remedy: "Name the image of the scene; this may be a mask, or its fill value is not known")
    }
    return Standardisation(mean: mean, deviation: deviation, constantBands: constant)
  }
}

/// Refuses pixels that a scene does not have.
func check(_ pixels: [Int], _ shape: CubeShape) throws {
  if let pixel = pixels.first(where: { !(0..<shape.pixels).contains($0) }) {
    throw SamplingError("pixel \(pixel) lies outside of the scene of \(shape) values")
  }
}
