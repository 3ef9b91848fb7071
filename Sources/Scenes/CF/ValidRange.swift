extension StoredValues {
  /// Tells by a few rows whether a valid range is in the units of the stored or of the unpacked
  /// numbers, where packing makes them differ and the range as it was understood leaves hardly
  /// anything.
  ///
  /// - Returns: what was found against the convention; nil if nothing was.
  mutating func settleValidRange(by blocks: any StoredBlocks) -> String? {
    guard isPacked, let range = valid ?? validPhysical else { return nil }
    var plain = self
    (plain.valid, plain.validPhysical) = (nil, nil)
    (plain.scale, plain.offset, plain.bandScales, plain.bandOffsets) = (1, 0, nil, nil)
    var physical = self
    (physical.valid, physical.validPhysical) = (nil, nil)
    guard let stored = Self.sample(of: blocks, plain),
      let unpacked = Self.sample(of: blocks, physical), !stored.isEmpty
    else { return nil }
    let asStored = stored.count { range.contains($0) }
    let asUnpacked = unpacked.count { range.contains($0) }
    let text = "\(range.lowerBound) to \(range.upperBound)"
    if valid != nil, asStored * 20 < asUnpacked {
      (valid, validPhysical) = (nil, Self.widened(range))
      return "warning: valid range \(text) leaves hardly a stored number: taken for scaled values"
    }
    if validPhysical != nil, asUnpacked * 20 < asStored {
      (valid, validPhysical) = (range, nil)
      return "warning: valid range \(text) leaves hardly a scaled value: taken for stored numbers"
    }
    return nil
  }

  /// Numbers of three rows, up to 64 columns and 16 bands; nil if they cannot be read.
  private static func sample(of blocks: any StoredBlocks, _ values: StoredValues) -> [Double]? {
    let shape = blocks.shape
    guard
      let cube = try? StoredCube(
        blocks, bands: BandTable(count: shape.bands), georeference: nil, values: values,
        format: "", evidence: [])
    else { return nil }
    let bands = Array(
      stride(from: 0, to: shape.bands, by: max(1, shape.bands / 16)).prefix(16))
    let first = max(0, shape.columns / 2 - 32)
    let columns = first..<min(shape.columns, first + 64)
    var found: [Double] = []
    for row in Set([shape.rows / 4, shape.rows / 2, shape.rows * 3 / 4]) {
      let window = CubeWindow(rows: row..<row + 1, columns: columns, bands: bands)
      var values = [Double](repeating: 0, count: window.count)
      let isRead: Void? = try? values.withUnsafeMutableBufferPointer {
        try cube.read(window, into: $0)
      }
      guard isRead != nil else { return nil }
      found += values.filter { !$0.isNaN }
    }
    return found
  }
}
