import Scenes

extension PatchSource {
  /// Writes the patches of some pixels: N × r × r × bands, rows before columns, bands last, the
  /// scene's border mirrored (row −1 is row 1).
  ///
  /// - Parameters:
  ///   - pixels: among those that the source was made for.
  ///   - augmentation: how patches vary; nil for patches as they are.
  ///   - seed: of this batch's variation; patch i depends on it and on i alone.
  ///   - threads: how many write at once; the result does not depend on it.
  ///   - buffer: N · `patchCount` values.
  /// - Throws: `SceneError` if ground that is held on the disk cannot be read.
  public func gather(
    _ pixels: some RandomAccessCollection<Int>, augmentation: Augmentation? = nil,
    seed: UInt64 = 0, threads: Int = 1, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws {
    let pixels = Array(pixels)
    precondition(
      buffer.count == pixels.count * patchCount,
      "\(buffer.count) values for \(pixels.count) patches of \(patchCount)")
    guard let base = buffer.baseAddress, !pixels.isEmpty else { return }
    let parts = max(1, min(threads, pixels.count))
    // Each part writes patches of its own, so the order does not matter.
    nonisolated(unsafe) let target = base
    try concurrently(parts) { part in
      let scratch: UnsafeMutableBufferPointer<Float>? =
        isInMemory ? nil : .allocate(capacity: patchCount)
      defer { scratch?.deallocate() }
      for index in pixels.count * part / parts..<pixels.count * (part + 1) / parts {
        let variation =
          augmentation.map { Variation($0, seed: seed, index: index) } ?? Variation()
        let ground = try ground(around: pixels[index], scratch?.baseAddress)
        write(
          ground, variation, to: target + index * patchCount, around: pixels[index])
      }
    }
  }

  /// A window's spectra, wherever they lie.
  private struct WindowGround {
    /// Inside the scene.
    let rows: ClosedRange<Int>
    let columns: ClosedRange<Int>
    /// The spectra of rows × columns; nil if they lie in the memory of the source.
    let values: UnsafeMutablePointer<Float>?
  }

  /// - Parameter scratch: room for a patch where the ground is held on the disk.
  private func ground(
    around pixel: Int, _ scratch: UnsafeMutablePointer<Float>?
  ) throws -> WindowGround {
    precondition((0..<shape.pixels).contains(pixel), "pixel \(pixel) of \(shape) values")
    let (row, column) = pixel.quotientAndRemainder(dividingBy: shape.columns)
    let half = window / 2
    let ground = WindowGround(
      rows: max(0, row - half)...min(shape.rows - 1, row + half),
      columns: max(0, column - half)...min(shape.columns - 1, column + half), values: scratch)
    guard var target = scratch else { return ground }
    for row in ground.rows {
      // Within a block, the pixels of a row lie one behind the other.
      var column = ground.columns.lowerBound
      while column <= ground.columns.upperBound {
        let end = min(
          ground.columns.upperBound + 1,
          (column / TouchedBlocks.size + 1) * TouchedBlocks.size)
        let first = number(row, column)
        try spectra.read(first..<first + end - column, into: target)
        target += (end - column) * shape.bands
        column = end
      }
    }
    return ground
  }

  private func write(
    _ ground: WindowGround, _ variation: Variation, to patch: UnsafeMutablePointer<Float>,
    around pixel: Int
  ) {
    var variation = variation
    let (row, column) = pixel.quotientAndRemainder(dividingBy: shape.columns)
    let symmetry = variation.symmetry
    var target = patch
    for y in 0..<window {
      for x in 0..<window {
        let from = symmetry.source(row: y, column: x, side: window)
        let source = spectrum(
          ground, row: mirrored(row + from.row - window / 2, count: shape.rows),
          column: mirrored(column + from.column - window / 2, count: shape.columns))
        variation.copy(source, to: target, count: shape.bands)
        target += shape.bands
      }
    }
  }

  private func spectrum(
    _ ground: WindowGround, row: Int, column: Int
  ) -> UnsafePointer<Float> {
    if let values = ground.values {
      let place =
        (row - ground.rows.lowerBound) * ground.columns.count + column - ground.columns.lowerBound
      return UnsafePointer(values + place * shape.bands)
    }
    return spectra.inMemory(number(row, column))!
  }

  private func number(_ row: Int, _ column: Int) -> Int {
    guard let number = pixels.number(row: row, column: column) else {
      preconditionFailure("row \(row), column \(column) is not near a pixel of this source")
    }
    return number
  }
}
