/// A cube on a grid of wavelengths.
struct GridCube: CubeReader {
  private let cube: any CubeReader
  /// Bands of the cube that are needed, and shares by their places among these.
  private let needed: [Int]
  private let shares: GridShares
  private let grid: WavelengthGrid
  private let remark: String
  let bands: BandTable

  /// - Parameters:
  ///   - kept: bands of the cube that may be taken.
  ///   - file: names the cube in messages.
  /// - Throws: `SceneError` if the grid makes no sense, the cube has no wavelengths, or fewer than two
  ///   bands of the grid lie within them.
  init(_ cube: any CubeReader, kept: [Int], grid: WavelengthGrid, file: String) throws {
    guard grid.isSensible else {
      throw SceneError(
        file: file, variable: "grid",
        problem: "from \(grid.from) to \(grid.to) nm in steps of \(grid.step) is no grid",
        remedy: "Give from, to and step in nm, as {from: 400, to: 2450, step: 25}")
    }
    guard let wavelengths = cube.bands.wavelengths else {
      throw SceneError(
        file: file,
        problem: "does not say the wavelengths of its bands, by which it is put on the grid of "
          + grid.words,
        remedy:
          "State them with `wavelength` in a scene descriptor. A scene without wavelengths can "
          + "only meet itself")
    }
    let usable = kept.sorted { wavelengths[$0] < wavelengths[$1] }
    let shares = GridShares(
      grid, of: usable.enumerated().map { ($0.offset, wavelengths[$0.element]) })
    let range =
      "\(Int((usable.first.map { wavelengths[$0] } ?? 0).rounded())) to "
      + "\(Int((usable.last.map { wavelengths[$0] } ?? 0).rounded())) nm"
    guard shares.covered > 1 else {
      throw SceneError(
        file: file,
        problem:
          "has no wavelengths in common with the grid: its bands lie at \(range), the grid is "
          + grid.words,
        remedy: "Use a scene of these wavelengths, or another grid")
    }
    self.cube = cube
    self.grid = grid
    self.shares = shares
    needed = usable
    let count = grid.wavelengths.count
    remark =
      shares.covered == count
      ? "on a grid of \(grid.words)"
      : "warning: its wavelengths (\(range)) cover \(shares.covered) of the grid's \(grid.words); "
        + "nothing is known of the others"
    bands = BandTable(count: count, wavelengths: grid.wavelengths)
  }

  var shape: CubeShape {
    CubeShape(rows: cube.shape.rows, columns: cube.shape.columns, bands: bands.count)
  }
  var georeference: Georeference? { cube.georeference }
  var recognition: Recognition {
    var recognition = cube.recognition
    recognition.evidence.append(remark)
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
    let columns = window.columns.count
    let line = UnsafeMutableBufferPointer<Value>.allocate(capacity: columns * needed.count)
    let whole = UnsafeMutableBufferPointer<Value>.allocate(capacity: bands.count)
    defer {
      line.deallocate()
      whole.deallocate()
    }
    guard let spectra = line.baseAddress, let target = whole.baseAddress else { return }
    var next = 0
    for row in window.rows {
      try read(CubeWindow(rows: row..<row + 1, columns: window.columns, bands: needed), line)
      for column in 0..<columns {
        shares.apply(UnsafePointer(spectra + column * needed.count), to: target)
        for band in window.bands {
          buffer[next] = target[band]
          next += 1
        }
      }
    }
  }
}
