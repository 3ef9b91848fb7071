/// A cube with the bands of another, found by wavelength.
struct MatchedCube: GenericCubeReader {
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

  func fill<Value: PhysicalValue>(
    _ window: CubeWindow, _ buffer: UnsafeMutableBufferPointer<Value>
  ) throws {
    let sources = window.bands.map { match.sources[$0] }
    if sources.allSatisfy({ $0.share == 0 }) {
      var own = window
      own.bands = sources.map(\.first)
      return try Value.read(own, of: cube, into: buffer)
    }
    let needed = Set(sources.flatMap { [$0.first, $0.second] }).sorted()
    let place = Dictionary(uniqueKeysWithValues: needed.enumerated().map { ($1, $0) })
    let pairs = sources.map { (place[$0.first] ?? 0, place[$0.second] ?? 0, Value($0.share)) }
    let columns = window.columns.count
    let line = UnsafeMutableBufferPointer<Value>.allocate(capacity: columns * needed.count)
    defer { line.deallocate() }
    for row in window.rows {
      let own = CubeWindow(rows: row..<row + 1, columns: window.columns, bands: needed)
      try Value.read(own, of: cube, into: line)
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
