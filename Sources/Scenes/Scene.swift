/// A hyperspectral scene: its cube, which of its bands are used, and its label maps.
///
/// Opening reads metadata only; pixels and labels are read on demand.
public struct Scene: Sendable {
  /// The file, as the user named it.
  public let file: String
  public let descriptor: SceneDescriptor
  /// All bands of the file; `read` gives the kept ones.
  public let cube: any CubeReader
  /// Bands that are used, 0-based in the file, ascending: all but the bad and the dropped ones.
  public let keptBands: [Int]
  /// The kept bands.
  public let bands: BandTable
  /// Rows × columns × kept bands.
  public let shape: CubeShape
  public let georeference: Georeference?
  /// Whether a label map is there, or named by the descriptor.
  public let hasLabels: Bool
  /// Paths of all datasets that may be label maps.
  public let labelPaths: [String]
  /// How the file stores the cube, for `SceneSummary`.
  let storage: CubeStorage
  /// Bands that the file proposes for red, green and blue, 0-based.
  let proposedBands: [Int]?
  private let labels: any LabelSource
  private let lookupTable: (@Sendable () throws -> GeographicLookupTable)?

  /// Opens a scene, in whatever format its content shows.
  ///
  /// - Parameters:
  ///   - path: the file; of ENVI the header or the data.
  ///   - descriptor: what the file does not say by itself.
  /// - Throws: `SceneError` that names file, variable, values and remedy.
  public static func open(_ path: String, descriptor: SceneDescriptor = .init()) throws -> Scene {
    let scene = try Scene(
      path: path, descriptor: descriptor, opened: openScene(path, descriptor: descriptor))
    return try descriptor.grid.map { try scene.on($0) } ?? scene
  }

  /// The kept bands on a grid of wavelengths, as a model that serves scenes of several sensors reads
  /// them.
  private func on(_ grid: WavelengthGrid) throws -> Scene {
    var descriptor = self.descriptor
    (descriptor.drop, descriptor.shape) = (nil, nil)
    return try Scene(
      path: file, descriptor: descriptor,
      opened: OpenedFile(
        cube: GridCube(cube, kept: keptBands, grid: grid, file: file), storage: storage,
        labels: labels, lookupTable: lookupTable, proposedBands: nil))
  }

  /// The scene with the bands that `wavelengths` name, found by wavelength, as a model that was
  /// trained on another sensor's bands needs them.
  ///
  /// - Parameters:
  ///   - wavelengths: in nanometres, in the order wanted.
  ///   - matching: how far a band may be from the wavelength that it stands for.
  /// - Throws: `SceneError` with a table of the bands that have no match.
  public func matching(_ wavelengths: [Double], _ matching: BandMatching) throws -> Scene {
    var usable = cube.bands
    usable.good = (0..<usable.count).map { keptBands.contains($0) }
    let match = try BandMatch(
      of: wavelengths, in: usable, matching, file: file, reference: "the model")
    var descriptor = self.descriptor
    (descriptor.drop, descriptor.shape) = (nil, nil)
    let found = MatchedCube(cube, match: match, wavelengths: wavelengths)
    return try Scene(
      path: file, descriptor: descriptor,
      opened: OpenedFile(
        cube: found, storage: storage, labels: labels, lookupTable: lookupTable,
        proposedBands: nil))
  }

  /// What the scene's file contradicts itself in, or does not say and was assumed, one sentence a
  /// line. What there is to say of its labels comes with `gatherLabels()`.
  public func warnings() -> [String] {
    let mark = "warning: "
    return cube.recognition.evidence.filter { $0.hasPrefix(mark) }.map {
      String($0.dropFirst(mark.count))
    }
  }

  init(path: String, descriptor: SceneDescriptor, opened: OpenedFile) throws {
    file = path
    self.descriptor = descriptor
    let cube = opened.cube
    self.cube = cube
    labels = opened.labels
    storage = opened.storage
    proposedBands = opened.proposedBands
    lookupTable = opened.lookupTable
    let whole = cube.shape
    if let expected = descriptor.shape, expected != [whole.rows, whole.columns, whole.bands] {
      throw SceneError(
        file: path, variable: storage.variable,
        problem: "is \(whole), the descriptor \(descriptor.name.map { "\($0) " } ?? "")expects "
          + describe(shape: expected),
        remedy: "Take the file that the descriptor is of, or correct `shape` or `axes` in it")
    }
    let dropped = descriptor.drop?.numbers ?? []
    if let beyond = dropped.first(where: { $0 > whole.bands }) {
      throw SceneError(
        file: path, variable: storage.variable,
        problem: "has \(counted(whole.bands, "band")); band \(beyond) is to be dropped",
        remedy: "Correct `drop` in the scene descriptor; bands count from 1")
    }
    keptBands = cube.bands.goodIndices.filter { !dropped.contains($0 + 1) }
    guard !keptBands.isEmpty else {
      throw SceneError(
        file: path, variable: storage.variable,
        problem: "no band is left: all \(whole.bands) are bad or dropped",
        remedy: "Correct `drop` in the scene descriptor, or the file's bad-band list")
    }
    bands = cube.bands.selecting(keptBands)
    shape = CubeShape(rows: whole.rows, columns: whole.columns, bands: keptBands.count)
    georeference = cube.georeference
    labelPaths = try labels.paths()
    hasLabels = (try? labels.defaultPath()) != nil
  }

  /// Reads a rectangle of the kept bands, mirrored beyond the scene.
  ///
  /// - Parameters:
  ///   - rows: may begin and end outside of the scene, by less than its rows; see `mirrored`.
  ///   - columns: likewise.
  ///   - buffer: rows × columns × kept bands, written in pixel order; fill, invalid and infinite
  ///     values are NaN.
  /// - Throws: `SceneError` if the rectangle goes too far out, or the file cannot be read.
  public func read(
    rows: Range<Int>, columns: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws {
    try requireReach(rows, shape.rows, "rows")
    try requireReach(columns, shape.columns, "columns")
    let bands = shape.bands
    precondition(
      buffer.count == rows.count * columns.count * bands,
      "a buffer of \(buffer.count) values for \(rows.count)×\(columns.count)×\(bands)")
    guard !buffer.isEmpty else { return }
    let sourceRows = rows.map { mirrored($0, count: shape.rows) }
    let sourceColumns = columns.map { mirrored($0, count: shape.columns) }
    let window = CubeWindow(
      rows: sourceRows.min()!..<sourceRows.max()! + 1,
      columns: sourceColumns.min()!..<sourceColumns.max()! + 1, bands: keptBands)
    if window.rows == rows && window.columns == columns {
      return try cube.read(window, into: buffer)
    }
    let inside = UnsafeMutableBufferPointer<Float>.allocate(capacity: window.count)
    defer { inside.deallocate() }
    try cube.read(window, into: inside)
    for (i, row) in sourceRows.enumerated() {
      let line = (row - window.rows.lowerBound) * window.columns.count
      for (j, column) in sourceColumns.enumerated() {
        let from = inside.baseAddress! + (line + column - window.columns.lowerBound) * bands
        (buffer.baseAddress! + (i * columns.count + j) * bands).update(from: from, count: bands)
      }
    }
  }

  private func requireReach(_ range: Range<Int>, _ count: Int, _ axis: String) throws {
    // Beyond this a mirrored index would leave the scene on its other side.
    guard range.lowerBound > -count, range.upperBound < 2 * count else {
      throw SceneError(
        file: file,
        problem: "\(axis) \(range.lowerBound) to \(range.upperBound - 1) go beyond the scene's "
          + "\(count) \(axis) by as much again",
        remedy: "Use a window smaller than the scene (\(shape))")
    }
  }

  /// Reads the label map: the descriptor's, one of a usual name, or the only one.
  ///
  /// - Throws: `SceneError` that lists those there are.
  public func readLabels() throws -> LabelMap {
    try gatherLabels().labels
  }

  /// Reads the label map as `readLabels()` does, with what is to be told of it.
  public func gatherLabels() throws -> GatheredLabels {
    try labels.read(labels.defaultPath())
  }

  /// Reads the label map in a dataset of the scene's file, or in another file: "FILE" or
  /// "FILE:variable".
  ///
  /// - Throws: `SceneError` if there is none of that name, it does not lie on the scene or has
  ///   another shape (saying whether its transpose fits), or is no label map.
  public func readLabels(_ variable: String) throws -> LabelMap {
    var named = descriptor
    named.labels = LabelPlaces([variable])
    let placed = PlacedLabels(
      scene: file, own: labels, shape: shape, georeference: georeference,
      lookupTable: { try readLookupTable() }, descriptor: named)
    return try (placed.map { try $0.read($0.defaultPath()) } ?? labels.read(variable)).labels
  }

  /// Path of the label map that `readLabels()` reads.
  public func labelPath() throws -> String {
    try labels.defaultPath()
  }

  /// Whether the image is in sensor geometry and its file says where its pixels lie on the ground.
  public var hasLookupTable: Bool { lookupTable != nil }

  /// Reads where the pixels of an image in sensor geometry lie on the ground.
  ///
  /// - Returns: nil if the file has no such table.
  /// - Throws: `SceneError` if it cannot be read.
  public func readLookupTable() throws -> GeographicLookupTable? {
    try lookupTable?()
  }
}
