internal import Foundation

extension SceneFormat {
  /// A spectral library as a table of text. Either a line is a spectrum, and the names of its columns
  /// are wavelengths beside `name`, `class`, …; or a column is a spectrum, and the first one holds
  /// the wavelengths:
  ///
  ///     name,class,450.5,460,470            wavelength,oak 1,oak 2
  ///     oak 1,oak,0.04,0.05,0.05            450.5,0.04,0.05
  static let tableLibrary = SceneFormat(
    "table of spectra",
    isFormat: { start in
      guard !start.bytes.contains(0), let table = headTable(start) else { return false }
      return SpectraTable(table.names) != nil
    },
    open: { start, descriptor in
      guard let table = DelimitedText(try wholeFile(start.path)),
        let layout = SpectraTable(table.names)
      else { throw SceneError(file: start.path, problem: "has lost its first line meanwhile") }
      return try openLibrary(
        try layout.read(table, file: start.path, descriptor), descriptor: descriptor)
    })
}

/// The first line of a file, which may be longer than what a `FileStart` holds.
private func headTable(_ start: FileStart) -> DelimitedText? {
  guard String(validating: start.bytes.dropLast(3), as: UTF8.self) != nil else { return nil }
  guard !start.bytes.contains(0x0A), start.bytes.count >= 4096,
    let handle = FileHandle(forReadingAtPath: start.path)
  else { return DelimitedText(start.bytes) }
  defer { try? handle.close() }
  return DelimitedText([UInt8]((try? handle.read(upToCount: 1 << 20)) ?? Data()))
}

private struct SpectraTable {
  private enum Layout {
    /// Columns that hold values, with their wavelengths.
    case lines([(column: Int, wavelength: Double)])
    /// Unit of the first column.
    case columns(unit: String?)
  }

  private let layout: Layout
  private let names: [String]

  /// Nil if the first line is that of no such table.
  init?(_ names: [String]) {
    self.names = names
    let found = names.enumerated().compactMap { column, name in
      Self.wavelength(name).map { (column: column, wavelength: $0) }
    }
    let small = names.map { $0.lowercased() }
    if found.count >= 2, found.count < names.count, small.contains(where: Self.isName) {
      layout = .lines(found)
    } else if names.count >= 2, let unit = Self.unit(small[0]) {
      layout = .columns(unit: unit.isEmpty ? nil : unit)
    } else {
      return nil
    }
  }

  private static func isName(_ name: String) -> Bool {
    (["name", "spectrum", "id", "sample"] + VectorLayer.usualFields).contains(name)
  }

  /// "450.5", "450.5 nm", "X450.5" as R writes it.
  private static func wavelength(_ name: String) -> Double? {
    var text = Substring(name.lowercased())
    if text.first == "x" || text.hasPrefix("wl") { text = text.drop { !$0.isNumber } }
    if text.hasSuffix("nm") { text = text.dropLast(2) }
    guard let number = Double(text.trimmingCharacters(in: .whitespaces)), number.isFinite,
      number > 0
    else { return nil }
    return number
  }

  /// The unit in "wavelength (nm)" and "wavelength_um"; empty if none is named; nil for another
  /// word.
  private static func unit(_ name: String) -> String? {
    let words = name.split { !$0.isLetter && $0 != "µ" && $0 != "μ" }.map(String.init)
    guard let first = words.first,
      BandLists.wavelengthNames.contains(first) || ["nm", "lambda", "band"].contains(first)
    else { return nil }
    if first == "nm" { return "nm" }
    return words.dropFirst().first { WavelengthUnit($0) != nil } ?? ""
  }

  func read(
    _ table: DelimitedText, file: String, _ descriptor: SceneDescriptor
  ) throws -> SpectralLibrary {
    var library = SpectralLibrary(file: file, format: "table of spectra")
    OutputGate.program.note(file, as: "an input")
    switch layout {
    case .lines(let columns): try readLines(table, columns, file, descriptor, &library)
    case .columns(let unit): try readColumns(table, unit, file, descriptor, &library)
    }
    return library
  }

  private func bands(
    _ wavelengths: [Double], _ unit: String?, _ file: String, _ descriptor: SceneDescriptor,
    _ library: inout SpectralLibrary
  ) throws -> Int {
    let (table, remarks) = try BandLists.table(
      bands: wavelengths.count,
      wavelengths: BandLists.stated(
        descriptor.wavelength, bands: wavelengths.count, file: file, key: "wavelength")
        ?? wavelengths, units: descriptor.wavelengthUnits ?? unit,
      widths: BandLists.stated(
        descriptor.fwhm, bands: wavelengths.count, file: file, key: "fwhm"), good: nil,
      file: file, variable: "wavelength")
    library.evidence += remarks
    return library.place(of: table)
  }

  private func readLines(
    _ table: DelimitedText, _ columns: [(column: Int, wavelength: Double)], _ file: String,
    _ descriptor: SceneDescriptor, _ library: inout SpectralLibrary
  ) throws {
    let isNanometres = names.contains { $0.lowercased().hasSuffix("nm") }
    let place = try bands(
      columns.map(\.wavelength), isNanometres ? "nm" : nil, file, descriptor, &library)
    let small = names.map { $0.lowercased() }
    let values = Set(columns.map(\.column))
    let name = small.firstIndex { ["name", "spectrum", "id", "sample"].contains($0) }
    let usual = VectorLayer.usualFields.lazy.compactMap { small.firstIndex(of: $0) }.first
    let wanted = descriptor.labelField.map { field in
      small.firstIndex { $0 == field.lowercased() }
    }
    guard let label = wanted ?? (usual ?? name) else {
      throw SceneError(
        file: file, variable: descriptor.labelField, problem: "there is no such column",
        remedy: "It has "
          + names.indices.filter { !values.contains($0) }.map { names[$0] }
          .joined(separator: ", ") + " and wavelengths")
    }
    let colour = small.firstIndex { VectorLayer.colourFields.contains($0) }
    library.classes = names[label]
    library.evidence.append("classes: column \(names[label])")
    try table.forEachLine { line, fields in
      guard fields.count == names.count else {
        throw wrong(file, line, "has \(fields.count) fields, the first line \(names.count)")
      }
      let text = fields[label]
      library.spectra.append(
        SpectralLibrary.Spectrum(
          name: name.map { fields[$0] } ?? text,
          value: text.isEmpty || ClassTable.surelyMeansNone(text)
            ? nil : Int(text).map { .number($0) } ?? .text(text),
          colour: colour.flatMap { Colour(hexadecimal: fields[$0]) }, table: place,
          values: try columns.map { try number(fields[$0.column], file, line) }))
    }
  }

  private func readColumns(
    _ table: DelimitedText, _ unit: String?, _ file: String, _ descriptor: SceneDescriptor,
    _ library: inout SpectralLibrary
  ) throws {
    var wavelengths: [Double] = []
    var values = names.dropFirst().map { _ in [Float]() }
    try table.forEachLine { line, fields in
      guard fields.count == names.count, let wavelength = Double(fields[0]), wavelength.isFinite
      else {
        throw wrong(
          file, line, "has no wavelength and \(names.count - 1) values after it")
      }
      wavelengths.append(wavelength)
      for (index, text) in fields.dropFirst().enumerated() {
        values[index].append(try number(text, file, line))
      }
    }
    guard !wavelengths.isEmpty else { return }
    let place = try bands(wavelengths, unit, file, descriptor, &library)
    library.evidence.append("classes: the names of the columns")
    for (name, values) in zip(names.dropFirst(), values) {
      library.spectra.append(
        SpectralLibrary.Spectrum(
          name: name, value: .text(name), colour: nil, table: place, values: values))
    }
  }

  /// An empty field is no value.
  private func number(_ text: String, _ file: String, _ line: Int) throws -> Float {
    if text.isEmpty || text.lowercased() == "na" { return .nan }
    guard let number = Float(text) else {
      throw wrong(file, line, "\"\(text.prefix(40))\" is no number")
    }
    return number.isFinite ? number : .nan
  }

  private func wrong(_ file: String, _ line: Int, _ problem: String) -> SceneError {
    SceneError(file: file, problem: "line \(line): \(problem)", remedy: "Correct the table")
  }
}
