internal import Foundation

extension SceneFormat {
  /// A spectral library of ENVI: a header whose `file type` says so, and the spectra in a .sli file,
  /// one a line. Their classes stand in a table beside it, keyed by the names, if there is one; else
  /// the names are the classes.
  static let enviLibrary = SceneFormat(
    "ENVI spectral library",
    isFormat: { start in
      guard start.isENVIHeader || !start.isTIFF,
        let files = try? ENVIFiles(start.path, start: start)
      else { return false }
      return isLibrary(files.header)
    },
    open: { start, descriptor in
      guard let files = try ENVIFiles(start.path, start: start) else {
        throw SceneError(file: start.path, problem: "has lost its ENVI header meanwhile")
      }
      return try openLibrary(enviSpectra(files, descriptor), descriptor: descriptor)
    })
}

private func isLibrary(_ header: ENVIHeader) -> Bool {
  header.text("file type")?.lowercased().contains("spectral library") ?? false
}

private func enviSpectra(
  _ files: ENVIFiles, _ descriptor: SceneDescriptor
) throws -> SpectralLibrary {
  let header = files.header
  let layout = try ENVILayout(
    header, data: files.data, size: FileStart.size(of: files.data), isLibrary: true)
  // One band of lines and samples: a line is a spectrum, a sample a band.
  guard layout.shape.bands == 1 else {
    throw SceneError(
      file: header.path, variable: "bands",
      problem: "is \(layout.shape.bands); a library has 1, with a line for each spectrum",
      remedy: "Save the library again")
  }
  let (count, bands) = (layout.shape.rows, layout.shape.columns)
  guard count <= 1 << 20, bands <= 1 << 16, count * bands <= 1 << 28 else {
    throw SceneError(
      file: header.path, problem: "claims \(count) spectra of \(bands) bands, more than a library")
  }
  var library = SpectralLibrary(file: files.named, format: "ENVI spectral library")
  library.evidence = ["ENVI: header \(header.path)"] + layout.repairs
  library.storedType = storedTypeName(layout.element)
  let about = ENVIBands(header: header)
  let (table, remarks) = try about.table(bands: bands, descriptor: descriptor)
  library.evidence += remarks
  let place = library.place(of: table)
  let values = try numbers(layout, files, about)
  let names = try names(header, count, &library.evidence)
  let classes = try SpectraClasses(beside: files.data, field: descriptor.labelField)
  if let classes {
    library.classes = classes.field
    library.evidence.append("classes: column \(classes.field) of \(classes.file)")
  } else {
    library.evidence.append("classes: the names, since no table of them lies beside the library")
  }
  for index in 0..<count {
    library.spectra.append(
      SpectralLibrary.Spectrum(
        name: names[index],
        value: try classes.map { try $0.value(of: names[index]) } ?? .text(names[index]),
        colour: nil, table: place,
        values: Array(values[index * bands..<(index + 1) * bands])))
  }
  return library
}

/// The values, with gains and offsets, NaN where the header's ignore value stands.
private func numbers(
  _ layout: ENVILayout, _ files: ENVIFiles, _ about: ENVIBands
) throws -> [Float] {
  let shape = layout.shape
  let cube = try StoredCube(
    RawBlocks(try DiskFile(files.data), file: files.data, layout: layout.raw),
    bands: BandTable(count: 1), georeference: nil, values: try about.values(bands: 1), format: "",
    evidence: [])
  var values = [Float](repeating: 0, count: shape.pixels)
  try values.withUnsafeMutableBufferPointer {
    try cube.read(CubeWindow(whole: shape), into: $0)
  }
  return values
}

private func names(
  _ header: ENVIHeader, _ count: Int, _ evidence: inout [String]
) throws -> [String] {
  let numbered = (1...count).map { "Spectrum \($0)" }
  guard let names = header.texts("spectra names") else {
    evidence.append("warning: the header names no spectra; they are numbered")
    return numbered
  }
  guard names.count == count else {
    throw SceneError(
      file: header.path, variable: "spectra names",
      problem: "has \(names.count) names for \(count) spectra",
      remedy: "Give each spectrum a name without a comma")
  }
  return names
}

/// The classes of spectra in a table beside a library, "library.csv" of "library.sli", by name.
private struct SpectraClasses {
  let file: String
  let field: String
  private var values: [String: VectorSource.Value] = [:]

  /// Nil if there is no such table, or it names no spectra.
  init?(beside library: String, field wanted: String?) throws {
    file = (library as NSString).deletingPathExtension + ".csv"
    guard FileManager.default.fileExists(atPath: file),
      let table = DelimitedText(try wholeFile(file)),
      let names = table.names.firstIndex(where: {
        ["name", "spectra names", "spectrum", "spectra"].contains($0.lowercased())
      })
    else { return nil }
    OutputGate.program.note(file, as: "a table of the library")
    let small = table.names.map { $0.lowercased() }
    let usual = VectorLayer.usualFields.lazy.compactMap { small.firstIndex(of: $0) }.first
    let others = table.names.indices.filter { $0 != names }
    let column =
      wanted.map { small.firstIndex(of: $0.lowercased()) }
      ?? (usual ?? (others.count == 1 ? others[0] : nil))
    guard let column else {
      throw SceneError(
        file: file, variable: wanted, problem: "has no column that is plainly the class",
        remedy: "Name it with `labelField` (--label-field); it has "
          + table.names.joined(separator: ", "))
    }
    field = table.names[column]
    var found: [String: VectorSource.Value] = [:]
    table.forEachLine { _, fields in
      guard fields.count > max(column, names), !fields[column].isEmpty else { return }
      found[classKey(fields[names])] =
        Int(fields[column]).map { .number($0) } ?? .text(fields[column])
    }
    values = found
  }

  /// - Throws: `SceneError` if the table lacks the name.
  func value(of name: String) throws -> VectorSource.Value {
    guard let value = values[classKey(name)] else {
      throw SceneError(
        file: file, variable: field, problem: "has no class for the spectrum \"\(name)\"",
        remedy: "Add a line for it, or take the table away; then names are the classes")
    }
    return value
  }
}
