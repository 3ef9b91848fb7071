/// Spectra with names and classes, as a library's reader finds them.
struct SpectralLibrary: Sendable {
  struct Spectrum: Sendable {
    /// "oak, leaf 3"; empty if it has none.
    var name: String
    /// What it is of; nil if that is not known.
    var value: VectorSource.Value?
    var colour: Colour?
    /// Place in `tables` of its bands.
    var table: Int
    /// A value for each of its bands; NaN for none.
    var values: [Float]
  }

  /// The file, as the user named it.
  let file: String
  /// "ENVI spectral library".
  let format: String
  /// The bands of spectra; most libraries have one table for all.
  var tables: [BandTable] = []
  var spectra: [Spectrum] = []
  /// Where the classes come from: "column class".
  var classes = ""
  var evidence: [String] = []
  /// Number type in the file.
  var storedType = "float64"

  init(file: String, format: String) {
    (self.file, self.format) = (file, format)
  }

  /// The place of a table among those known, added if it is new.
  mutating func place(of table: BandTable) -> Int {
    if let known = tables.firstIndex(of: table) { return known }
    tables.append(table)
    return tables.count - 1
  }
}

/// Opens a library as a scene of one column, a row for each spectrum, whose labels are the classes: so
/// whatever learns from the pixels of a scene learns from a library.
///
/// If the descriptor names a sensor's scene, the spectra are resampled to its bands.
func openLibrary(_ library: SpectralLibrary, descriptor: SceneDescriptor) throws -> OpenedFile {
  guard !library.spectra.isEmpty else {
    throw SceneError(
      file: library.file, problem: "holds no spectra", remedy: "Name a library with spectra")
  }
  let resampled = try descriptor.sensor.map {
    try SensorBands($0, descriptor: descriptor).resampled(library)
  }
  guard let (bands, values, remarks) = try resampled ?? plain(library) else {
    throw SceneError(
      file: library.file,
      problem: "has spectra of \(library.tables.count) sensors: "
        + library.tables.map { counted($0.count, "band") }.joined(separator: ", "),
      remedy: "Name the scene that they are for with --sensor (`sensor`), to whose bands they are "
        + "resampled")
  }
  let shape = CubeShape(rows: library.spectra.count, columns: 1, bands: bands.count)
  try shape.requirePlausible(file: library.file, variable: nil)
  let stated = StoredValues().overlaid(by: descriptor)
  let cube = LibraryCube(
    shape: shape, bands: bands, values: values.map { Float(stated.physical(Double($0))) },
    recognition: Recognition(
      format: library.format,
      evidence: library.evidence + [
        "a row for each of \(counted(library.spectra.count, "spectrum", "spectra"))"
      ] + remarks, storedType: library.storedType, fill: descriptor.fill, scale: stated.scale,
      offset: stated.offset))
  return OpenedFile(
    cube: cube,
    storage: CubeStorage(
      path: "", shape: [shape.rows, 1, shape.bands], axes: ["row", "column", "band"], chunk: nil,
      filters: [], bytes: try FileStart.size(of: library.file)),
    labels: LibraryLabels(library: library, descriptor: descriptor))
}

/// The spectra as they are; nil if they are of several sensors.
private func plain(
  _ library: SpectralLibrary
) throws -> (BandTable, [Float], [String])? {
  guard library.tables.count == 1 else { return nil }
  return (library.tables[0], library.spectra.flatMap(\.values), [])
}

/// "1 spectrum", "2 spectra".
private func counted(_ count: Int, _ one: String, _ many: String) -> String {
  "\(count) \(count == 1 ? one : many)"
}

/// Spectra in memory, one a row.
private struct LibraryCube: GenericCubeReader {
  let shape: CubeShape
  let bands: BandTable
  let values: [Float]
  let recognition: Recognition

  var georeference: Georeference? { nil }

  func fill<Value: PhysicalValue>(
    _ window: CubeWindow, _ buffer: UnsafeMutableBufferPointer<Value>
  ) throws {
    var next = 0
    for row in window.rows {
      for band in window.bands {
        buffer[next] = Value(values[row * shape.bands + band])
        next += 1
      }
    }
  }
}

/// The classes of a library's spectra.
private struct LibraryLabels: LabelSource {
  let library: SpectralLibrary
  let descriptor: SceneDescriptor

  private var name: String { library.classes.isEmpty ? "names" : library.classes }

  func paths() throws -> [String] { [name] }

  func defaultPath() throws -> String { descriptor.labels?.only ?? name }

  func read(_ path: String) throws -> GatheredLabels {
    guard path == name else {
      throw SceneError(
        file: library.file, variable: path, problem: "is no file, and no column of the library",
        remedy: "Name the column of the classes with `labelField` (--label-field)")
    }
    let (classes, rowOf, notes) = try VectorSource.classes(
      of: library.spectra.compactMap { spectrum in
        spectrum.value.map {
          VectorSource.Feature(value: $0, colour: spectrum.colour, geometry: [])
        }
      }, names: [], named: library.file, field: name, unlabelled: descriptor.unlabelled)
    var map = LabelMap(unlabelled: library.spectra.count, columns: 1)
    map.classes = classes
    for (row, spectrum) in library.spectra.enumerated() {
      map.values[row] = UInt16(spectrum.value.flatMap { rowOf[$0] } ?? 0)
    }
    return try GatheredLabels(labels: map.compacted(), notes: notes)
      .listed(by: descriptor, source: library.file)
  }
}
