/// A cube with the bands of another, found by wavelength.
struct MatchedCube: CubeReader {
  let cube: any CubeReader
  let match: BandMatch
  let bands: BandTable

  /// - Parameter wavelengths: of the bands that this cube shall have.
  init(_ cube: any CubeReader, match: BandMatch, wavelengths: [Double]) {
    self.cube = cube
    self.match = match
    bands = BandTable(count: wavelengths.count, wavelengths: wavelengths)
  }

  var shape: CubeShape {
    CubeShape(rows: cube.shape.rows, columns: cube.shape.columns, bands: bands.count)
  }
  var georeference: Georeference? { cube.georeference }
  var recognition: Recognition {
    var recognition = cube.recognition
    recognition.evidence.append("\(bands.count) bands found by wavelength")
    return recognition
  }

  func read(_ window: CubeWindow, into buffer: UnsafeMutableBufferPointer<Float>) throws {
    try read(window, into: buffer) { try cube.read($0, into: $1) }
  }

  func read(_ window: CubeWindow, into buffer: UnsafeMutableBufferPointer<Double>) throws {
    try read(window, into: buffer) { try cube.read($0, into: $1) }
  }

  private func read<Value: BinaryFloatingPoint>(
    _ window: CubeWindow, into buffer: UnsafeMutableBufferPointer<Value>,
    _ read: (CubeWindow, UnsafeMutableBufferPointer<Value>) throws -> Void
  ) throws {
    let sources = window.bands.map { match.sources[$0] }
    if sources.allSatisfy({ $0.share == 0 }) {
      var own = window
      own.bands = sources.map(\.first)
      return try read(own, buffer)
    }
    let needed = Set(sources.flatMap { [$0.first, $0.second] }).sorted()
    let place = Dictionary(uniqueKeysWithValues: needed.enumerated().map { ($1, $0) })
    let pairs = sources.map { (place[$0.first] ?? 0, place[$0.second] ?? 0, Value($0.share)) }
    let columns = window.columns.count
    let line = UnsafeMutableBufferPointer<Value>.allocate(capacity: columns * needed.count)
    defer { line.deallocate() }
    for row in window.rows {
      try read(CubeWindow(rows: row..<row + 1, columns: window.columns, bands: needed), line)
      let target = (row - window.rows.lowerBound) * columns
      for column in 0..<columns {
        let source = column * needed.count
        for (band, pair) in pairs.enumerated() {
          let value =
            pair.2 == 0
            ? line[source + pair.0]
            : line[source + pair.0] * (1 - pair.2) + line[source + pair.1] * pair.2
          buffer[(target + column) * pairs.count + band] = value
        }
      }
    }
  }
}
