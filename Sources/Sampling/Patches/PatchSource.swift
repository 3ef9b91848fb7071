public import Scenes

/// The ground around some pixels, standardised; patches are cut from it.
///
/// Only what windows touch is held, in memory or, if that would be much, in a file without a
/// name: memory grows neither with the scene nor with the number of pixels. A missing value counts
/// as the band's mean: 0.
// Nothing is written after `init`, so that reading from any thread is safe.
public final class PatchSource: @unchecked Sendable {
  /// Bytes of ground that are held in memory: a third of what all of Facet is to stay below with
  /// any scene, 1.5 GB.
  public static let memoryLimit = 1 << 29

  /// Rows × columns × bands of the scene.
  public let shape: CubeShape
  /// Side r of a patch, in pixels; odd.
  public let window: Int
  public let standardisation: Standardisation
  /// Missing or infinite values in the windows, which count as the band's mean.
  public let maskedValues: Int
  /// Those of the pixels asked for or looked at that have no valid value in any band, ascending.
  /// They can be neither learnt nor judged.
  public let invalidPixels: [Int]

  let pixels: WindowPixels
  let spectra: HeldSpectra

  /// Reads the blocks around some pixels.
  ///
  /// - Parameters:
  ///   - scene: what reads the spectra.
  ///   - pixels: those that patches will be asked for; row · columns + column.
  ///   - others: pixels that are looked at for a valid value, without being held.
  ///   - window: side r of a patch: odd, and r/2 less than the scene's rows and columns, as the
  ///     border is mirrored once.
  ///   - standardisation: mean and spread of each band, by which patches are scaled.
  ///   - limit: bytes of ground that may be held in memory; changes nothing in the patches.
  /// - Throws: `SamplingError` if the window, a pixel or the standardisation does not fit the
  ///   scene; `SceneError` if there is no room on the disk for what exceeds the limit; what the
  ///   scene's reader throws.
  public init(
    scene: some SpectraReader, pixels: [Int], lookingAt others: [Int] = [], window: Int,
    standardisation: Standardisation, memoryLimit limit: Int = PatchSource.memoryLimit
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
    try check(others, shape)
    let held = WindowPixels(shape: shape, pixels: pixels, radius: window / 2)
    let spectra = try HeldSpectra(count: held.count, bands: shape.bands, limit: limit)
    let blocks = TouchedBlocks(shape: shape, pixels: pixels, radius: window / 2, others: others)
    let asked = blocks.members(of: pixels + others)
    var masked = 0
    var invalid: Set<Int> = []
    try blocks.forEach(of: scene) { index, values in
      let block = blocks.touched[index]
      try spectra.fill(held.numbers(inBlock: block)) { start in
        var target = start
        held.forEach(inBlock: block) { row, column in
          masked += standardisation.apply(values.at(row: row, column: column), to: target)
          target += shape.bands
        }
      }
      for pixel in asked[index] {
        let (row, column) = pixel.quotientAndRemainder(dividingBy: shape.columns)
        if !values.hasValue(row: row, column: column) { invalid.insert(pixel) }
      }
    }
    self.shape = shape
    self.window = window
    self.standardisation = standardisation
    self.pixels = held
    self.spectra = spectra
    maskedValues = masked
    invalidPixels = invalid.sorted()
  }

  /// Bytes that the ground takes, in memory or on the disk.
  public var byteCount: Int { pixels.count * shape.bands * MemoryLayout<Float>.stride }

  /// Whether the ground is held in memory.
  public var isInMemory: Bool { spectra.isInMemory }

  /// Values in one patch: r × r × bands.
  public var patchCount: Int { window * window * shape.bands }
}
