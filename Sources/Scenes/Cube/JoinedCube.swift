/// Bands of several cubes of the same pixels as one cube.
final class JoinedCube: GenericCubeReader {
  let shape: CubeShape
  let bands: BandTable
  let georeference: Georeference?
  let recognition: Recognition
  private let parts: [StoredCube]
  private let errors: [StoredCube?]
  /// For each band: the part that it is in, and its number there.
  private let places: [(part: Int, band: Int)]
  private let emptyValue: [Double]

  /// - Parameters:
  ///   - errors: for each part a cube as large as it, whose odd numbers mark values that are
  ///     invalid; nil if there is none.
  ///   - emptyValue: for each part, the physical value that means "no data" where all bands of a
  ///     pixel have it.
  init(
    parts: [StoredCube], errors: [StoredCube?], places: [(part: Int, band: Int)], bands: BandTable,
    georeference: Georeference?, recognition: Recognition, emptyValue: [Double]
  ) {
    self.parts = parts
    self.errors = errors
    self.places = places
    self.bands = bands
    self.georeference = georeference
    self.recognition = recognition
    self.emptyValue = emptyValue
    shape = CubeShape(
      rows: parts[0].shape.rows, columns: parts[0].shape.columns, bands: places.count)
  }

  func fill<Value: PhysicalValue>(
    _ window: CubeWindow, _ buffer: UnsafeMutableBufferPointer<Value>
  ) throws {
    guard let base = buffer.baseAddress else { return }
    // By strips, so that what is held beside the caller's buffer stays small.
    let line = window.columns.count * window.bands.count
    let height = max(1, (1 << 22) / line)
    for top in stride(from: window.rows.lowerBound, to: window.rows.upperBound, by: height) {
      var strip = window
      strip.rows = top..<min(window.rows.upperBound, top + height)
      let target = UnsafeMutableBufferPointer(
        start: base + (top - window.rows.lowerBound) * line, count: strip.count)
      try join(strip, into: target)
      try maskEmpty(strip, target)
    }
  }

  private func join<Value: PhysicalValue>(
    _ window: CubeWindow, into target: UnsafeMutableBufferPointer<Value>
  ) throws {
    let stride = window.bands.count
    let pixels = window.rows.count * window.columns.count
    for part in parts.indices {
      let wanted = window.bands.indices.filter { places[window.bands[$0]].part == part }
      guard !wanted.isEmpty else { continue }
      var own = window
      own.bands = wanted.map { places[window.bands[$0]].band }
      let values = UnsafeMutableBufferPointer<Value>.allocate(capacity: own.count)
      defer { values.deallocate() }
      try Value.read(own, of: parts[part], into: values)
      if let codes = errors[part] {
        let code = UnsafeMutableBufferPointer<Value>.allocate(capacity: own.count)
        defer { code.deallocate() }
        try Value.read(own, of: codes, into: code)
        for index in 0..<own.count where Int(exactly: code[index]).map({ $0 & 1 == 1 }) ?? false {
          values[index] = .nan
        }
      }
      for pixel in 0..<pixels {
        for (index, place) in wanted.enumerated() {
          target[pixel * stride + place] = values[pixel * wanted.count + index]
        }
      }
    }
  }

  /// If all bands asked for are empty, the others tell whether the pixel is.
  private func maskEmpty<Value: PhysicalValue>(
    _ window: CubeWindow, _ target: UnsafeMutableBufferPointer<Value>
  ) throws {
    let stride = window.bands.count
    func isEmpty(_ values: UnsafeMutableBufferPointer<Value>, _ pixel: Int, _ bands: [Int]) -> Bool
    {
      bands.indices.allSatisfy {
        let value = values[pixel * bands.count + $0]
        return value.isNaN || value == Value(emptyValue[places[bands[$0]].part])
      }
    }
    let columns = window.columns.count
    let isComplete = Set(window.bands).count == shape.bands
    for row in 0..<window.rows.count {
      var empty = (row * columns..<(row + 1) * columns).filter { isEmpty(target, $0, window.bands) }
      if !isComplete, let first = empty.first, let last = empty.last {
        let left = window.columns.lowerBound - row * columns
        let all = CubeWindow(
          rows: window.rows.lowerBound + row..<window.rows.lowerBound + row + 1,
          columns: left + first..<left + last + 1, bands: Array(0..<shape.bands))
        let values = UnsafeMutableBufferPointer<Value>.allocate(capacity: all.count)
        defer { values.deallocate() }
        try join(all, into: values)
        empty = empty.filter { isEmpty(values, $0 - first, all.bands) }
      }
      for pixel in empty {
        for band in 0..<stride { target[pixel * stride + band] = .nan }
      }
    }
  }
}
