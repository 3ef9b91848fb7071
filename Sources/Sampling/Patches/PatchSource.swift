public import Scenes

/// The ground around the labelled pixels, standardised, in memory; patches are cut from it.
///
/// Only blocks of 32 × 32 pixels that a window touches are held, so memory grows with the labelled
/// ground and not with the scene. A missing value counts as the band's mean: 0.
// Nothing is written after `init`, so that reading from any thread is safe.
public final class PatchSource: @unchecked Sendable {
  /// Rows × columns × bands of the scene.
  public let shape: CubeShape
  /// Side r of a patch, in pixels; odd.
  public let window: Int
  public let standardisation: Standardisation
  /// Missing or infinite values in the blocks held, which count as the band's mean.
  public let maskedValues: Int
  /// Those of the pixels asked for that have no valid value in any band, ascending. They can be
  /// neither learnt nor judged.
  public let invalidPixels: [Int]

  private let blocks: TouchedBlocks
  private let values: UnsafeMutablePointer<Float>

  /// Reads the blocks around some pixels.
  ///
  /// - Parameters:
  ///   - pixels: those that patches will be asked for; row · columns + column.
  ///   - window: side r of a patch: odd, and r/2 less than the scene's rows and columns, as the
  ///     border is mirrored once.
  /// - Throws: `SamplingError` where the window, a pixel or the standardisation does not fit the
  ///   scene; what the scene's reader throws.
  public init(
    scene: some SpectraReader, pixels: [Int], window: Int, standardisation: Standardisation
  ) throws {
    let shape = scene.shape
    guard window > 0, window % 2 == 1 else {
      throw SamplingError("a window of \(window) pixels", remedy: "Windows are odd: 1, 3, 5, …")
    }
    guard window / 2 < min(shape.rows, shape.columns) else {
      throw SamplingError(
        "a window of \(window)×\(window) pixels is too large for a scene of "
          + "\(shape.rows)×\(shape.columns) pixels, whose border is mirrored once",
        remedy: "Ask for a window of at most \(2 * min(shape.rows, shape.columns) - 1)")
    }
    guard standardisation.bands == shape.bands else {
      throw SamplingError(
        "the standardisation has \(standardisation.bands) bands, the scene \(shape.bands)")
    }
    try check(pixels, shape)
    let blocks = TouchedBlocks(shape: shape, pixels: pixels, radius: window / 2)
    let blockValues = TouchedBlocks.size * TouchedBlocks.size * shape.bands
    let values = UnsafeMutablePointer<Float>.allocate(
      capacity: max(1, blocks.touched.count * blockValues))
    var masked = 0
    var invalid: Set<Int> = []
    do {
      try blocks.forEach(of: scene) { index, spectra in
        let target = values + index * blockValues
        for row in spectra.rows {
          for column in spectra.columns {
            let place =
              (row - spectra.rows.lowerBound) * TouchedBlocks.size + column
              - spectra.columns.lowerBound
            let missing = standardisation.apply(
              spectra.at(row: row, column: column), to: target + place * shape.bands)
            masked += missing
            if missing == shape.bands { invalid.insert(row * shape.columns + column) }
          }
        }
      }
    } catch {
      values.deallocate()
      throw error
    }
    self.shape = shape
    self.window = window
    self.standardisation = standardisation
    self.blocks = blocks
    self.values = values
    maskedValues = masked
    invalidPixels = Set(pixels).intersection(invalid).sorted()
  }

  deinit { values.deallocate() }

  /// Bytes that the blocks take.
  public var byteCount: Int {
    blocks.touched.count * TouchedBlocks.size * TouchedBlocks.size * shape.bands * 4
  }

  /// Values in one patch: r × r × bands.
  public var patchCount: Int { window * window * shape.bands }

  /// Writes the patches of some pixels: N × r × r × bands, rows before columns, bands last, the
  /// scene's border mirrored (row −1 is row 1).
  ///
  /// - Parameters:
  ///   - pixels: among those that the source was made for.
  ///   - augmentation: how patches vary; nil for patches as they are.
  ///   - seed: of this batch's variation; patch i depends on it and on i alone.
  ///   - threads: how many write at once; the result does not depend on it.
  ///   - buffer: N · `patchCount` values.
  public func gather(
    _ pixels: some RandomAccessCollection<Int>, augmentation: Augmentation? = nil,
    seed: UInt64 = 0, threads: Int = 1, into buffer: UnsafeMutableBufferPointer<Float>
  ) {
    let pixels = Array(pixels)
    precondition(
      buffer.count == pixels.count * patchCount,
      "\(buffer.count) values for \(pixels.count) patches of \(patchCount)")
    guard let base = buffer.baseAddress, !pixels.isEmpty else { return }
    let parts = max(1, min(threads, pixels.count))
    // Each part writes patches of its own, so nothing is thrown and the order does not matter.
    nonisolated(unsafe) let target = base
    concurrently(parts) { part in
      for index in pixels.count * part / parts..<pixels.count * (part + 1) / parts {
        let variation =
          augmentation.map { Variation($0, seed: seed, index: index) } ?? Variation()
        write(pixels[index], variation, to: target + index * patchCount)
      }
    }
  }

  private func write(
    _ pixel: Int, _ variation: Variation, to patch: UnsafeMutablePointer<Float>
  ) {
    precondition((0..<shape.pixels).contains(pixel), "pixel \(pixel) of \(shape) values")
    var variation = variation
    let (row, column) = pixel.quotientAndRemainder(dividingBy: shape.columns)
    let symmetry = variation.symmetry
    var target = patch
    for y in 0..<window {
      for x in 0..<window {
        let from = symmetry.source(row: y, column: x, side: window)
        let source = spectrum(
          row: mirrored(row + from.row - window / 2, count: shape.rows),
          column: mirrored(column + from.column - window / 2, count: shape.columns))
        variation.copy(source, to: target, count: shape.bands)
        target += shape.bands
      }
    }
  }

  private func spectrum(row: Int, column: Int) -> UnsafePointer<Float> {
    let size = TouchedBlocks.size
    let slot = Int(blocks.slot[row / size * blocks.across + column / size])
    precondition(slot >= 0, "row \(row), column \(column) is not near a pixel of this source")
    let place = (slot * size + row % size) * size + column % size
    return UnsafePointer(values + place * shape.bands)
  }
}

extension Standardisation {
  /// Standardises one spectrum; a value that is missing, infinite or beyond range becomes 0.
  ///
  /// - Returns: how many bands were missing or infinite.
  package func apply(
    _ spectrum: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>
  ) -> Int {
    var missing = 0
    mean.withUnsafeBufferPointer { mean in
      deviation.withUnsafeBufferPointer { deviation in
        for band in 0..<mean.count {
          let value = spectrum[band]
          if !value.isFinite { missing += 1 }
          let standard = (value - mean[band]) / deviation[band]
          target[band] = standard.isFinite ? standard : 0
        }
      }
    }
    return missing
  }
}
