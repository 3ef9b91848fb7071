internal import CGDAL
internal import Foundation
internal import Parts

extension SceneFormat {
  /// A spectral library of EnMAP-Box: a layer of a GeoPackage, GeoJSON or other vector file with a
  /// field of profiles, each a JSON text
  ///
  ///     {"y": [0.1, null, …], "x": [450.5, …], "xUnit": "nm", "yUnit": …, "bbl": [1, 0, …]}
  ///
  /// of which only y must be there.
  static let profileLibrary = SceneFormat(
    "EnMAP-Box spectral library",
    isFormat: { start in
      guard start.has("SQLite format 3") || start.bytes.first == 0x7B /* { */ else { return false }
      return (try? ProfileLayer.find(start.path)) ?? false
    },
    open: { start, descriptor in
      try openLibrary(
        try ProfileLayer.read(start.path, descriptor: descriptor), descriptor: descriptor)
    })
}

/// The profile that a text is.
private struct Profile: Decodable {
  var y: [Double?]
  var x: [Double]?
  var xUnit: String?
  var bbl: [Double?]?

  /// Nil for a text that is no profile.
  init?(_ text: String) {
    guard text.utf8.first == 0x7B,
      let found = try? JSONDecoder().decode(Profile.self, from: Data(text.utf8)),
      !found.y.isEmpty
    else { return nil }
    self = found
  }

  private enum CodingKeys: String, CodingKey { case y, x, xUnit, bbl }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    y = try values.decode([Double?].self, forKey: .y)
    // Dates are no wavelengths.
    x = (try? values.decodeIfPresent([Double].self, forKey: .x)) ?? nil
    xUnit = try values.decodeIfPresent(String.self, forKey: .xUnit)
    bbl = (try? values.decodeIfPresent([Double?].self, forKey: .bbl)) ?? nil
  }
}

private enum ProfileLayer {
  private struct Field {
    var index: Int32
    var name: String
  }

  private static let flags = UInt32(GDAL_OF_VECTOR | GDAL_OF_READONLY)

  /// Whether a file has a layer with profiles.
  static func find(_ path: String) throws -> Bool {
    try nativeLibraryLock.withLock {
      let source = try callGDAL(path, "") { GDALOpenEx(path, flags, nil, nil, nil) }
      defer { _ = try? callGDAL(path, "") { GDALClose(source) } }
      return layers(source).contains { !profileFields($0.handle).isEmpty }
    }
  }

  private static func layers(
    _ source: GDALDatasetH
  ) -> [(name: String, handle: OGRLayerH)] {
    (0..<GDALDatasetGetLayerCount(source)).compactMap { index in
      GDALDatasetGetLayer(source, index).map { (String(cString: OGR_L_GetName($0)), $0) }
    }
  }

  private static func fields(_ layer: OGRLayerH) -> [(field: Field, type: OGRFieldType)] {
    let definition = OGR_L_GetLayerDefn(layer)
    return (0..<OGR_FD_GetFieldCount(definition)).compactMap { index in
      guard let field = OGR_FD_GetFieldDefn(definition, index) else { return nil }
      return (
        Field(index: index, name: String(cString: OGR_Fld_GetNameRef(field))),
        OGR_Fld_GetType(field)
      )
    }
  }

  /// Fields in which one of the first features has a profile.
  private static func profileFields(_ layer: OGRLayerH) -> [Field] {
    let possible = fields(layer).filter { $0.type == OFTString || $0.type == OFTBinary }
    guard !possible.isEmpty else { return [] }
    var found: Set<Int32> = []
    OGR_L_ResetReading(layer)
    for _ in 0..<16 {
      guard let feature = OGR_L_GetNextFeature(layer) else { break }
      defer { OGR_F_Destroy(feature) }
      for one in possible where text(feature, one.field, one.type).flatMap(Profile.init) != nil {
        found.insert(one.field.index)
      }
    }
    OGR_L_ResetReading(layer)
    return possible.map(\.field).filter { found.contains($0.index) }
  }

  /// The text in a field; of bytes if they are text, as EnMAP-Box writes JSON into them.
  private static func text(
    _ feature: OGRFeatureH, _ field: Field, _ type: OGRFieldType
  ) -> String? {
    guard OGR_F_IsFieldSetAndNotNull(feature, field.index) != 0 else { return nil }
    guard type == OFTBinary else {
      return OGR_F_GetFieldAsString(feature, field.index).map(foreignText)
    }
    var count: Int32 = 0
    guard let bytes = OGR_F_GetFieldAsBinary(feature, field.index, &count), count > 0 else {
      return nil
    }
    return String(validating: UnsafeBufferPointer(start: bytes, count: Int(count)), as: UTF8.self)
  }

  static func read(_ path: String, descriptor: SceneDescriptor) throws -> SpectralLibrary {
    OutputGate.program.note(path, as: "an input")
    return try nativeLibraryLock.withLock {
      let source = try callGDAL(path, "cannot be opened as vectors") {
        GDALOpenEx(path, flags, nil, nil, nil)
      }
      defer { _ = try? callGDAL(path, "") { GDALClose(source) } }
      noteFiles(of: source)
      let found = layers(source).flatMap { layer in
        profileFields(layer.handle).map { (layer: layer, field: $0) }
      }
      let wanted = descriptor.cube
      let chosen = wanted.map { name in found.first { $0.field.name == name } } ?? found.first
      guard let chosen else {
        throw SceneError(
          file: path, variable: wanted, problem: "there is no such field of profiles",
          remedy: "Its fields of profiles are " + found.map(\.field.name).joined(separator: ", "))
      }
      return try read(
        chosen.layer.handle, chosen.field, path, descriptor,
        others: found.map(\.field.name).filter { $0 != chosen.field.name })
    }
  }

  private static func read(
    _ layer: OGRLayerH, _ field: Field, _ path: String, _ descriptor: SceneDescriptor,
    others: [String]
  ) throws -> SpectralLibrary {
    var library = SpectralLibrary(file: path, format: "EnMAP-Box spectral library")
    library.evidence = ["profiles: field \(field.name)"]
    if !others.isEmpty {
      library.evidence.append("other fields of profiles: \(others.joined(separator: ", "))")
    }
    let all = fields(layer)
    let type = all.first { $0.field.index == field.index }?.type ?? OFTString
    func named(_ names: [String]) -> Field? {
      names.lazy.compactMap { name in
        all.first { $0.field.name.lowercased() == name && $0.field.index != field.index }?.field
      }.first
    }
    let label: Field?
    if let wanted = descriptor.labelField {
      label = all.first { $0.field.name.lowercased() == wanted.lowercased() }?.field
      guard label != nil else {
        let near = nearestName(to: wanted, among: all.map(\.field.name))
        throw SceneError(
          file: path, variable: wanted, problem: "there is no such field",
          remedy: (near.map { "Did you mean `\($0)`? " } ?? "") + "It has "
            + all.map(\.field.name).joined(separator: ", "))
      }
    } else {
      label = named(VectorLayer.usualFields + ["name"])
    }
    let name = named(["name"]) ?? label
    let colour = named(VectorLayer.colourFields)
    library.classes = label?.name ?? ""
    library.evidence.append(
      label.map { "classes: field \($0.name)" }
        ?? "warning: no field is plainly the class; name it with --label-field")
    var empty = 0
    OGR_L_ResetReading(layer)
    while let feature = OGR_L_GetNextFeature(layer) {
      defer { OGR_F_Destroy(feature) }
      guard library.spectra.count < 1 << 20 else {
        throw SceneError(file: path, problem: "has more than 1048576 spectra")
      }
      guard let json = text(feature, field, type), !json.isEmpty else {
        empty += 1
        continue
      }
      guard let profile = Profile(json) else {
        throw SceneError(
          file: path, variable: field.name,
          problem: "feature \(OGR_F_GetFID(feature)) holds no profile in JSON with y",
          remedy: "Save the library in EnMAP-Box with a field of type JSON or text")
      }
      var table = try bands(profile, OGR_F_GetFID(feature), path, descriptor, &library)
      let good = table.good
      table.good = good.map { _ in true }
      func words(_ field: Field?) -> String? {
        field.flatMap { text(feature, $0, OFTString) }
      }
      let value = words(label).flatMap { text -> VectorSource.Value? in
        text.isEmpty || ClassTable.surelyMeansNone(text)
          ? nil : Int(text).map { .number($0) } ?? .text(text)
      }
      library.spectra.append(
        SpectralLibrary.Spectrum(
          name: words(name) ?? "", value: value,
          colour: words(colour).flatMap { Colour(hexadecimal: $0) },
          table: library.place(of: table),
          values: zip(profile.y, good).map { value, isGood in
            isGood ? value.map { Float($0) } ?? .nan : .nan
          }))
    }
    if empty > 0 { library.evidence.append("left out: \(empty) features without a profile") }
    return library
  }

  /// The bands of a profile, and which of them its own list calls bad.
  private static func bands(
    _ profile: Profile, _ number: Int64, _ path: String, _ descriptor: SceneDescriptor,
    _ library: inout SpectralLibrary
  ) throws -> BandTable {
    let count = profile.y.count
    for (key, length) in [("x", profile.x?.count), ("bbl", profile.bbl?.count)] {
      guard let length, length != count else { continue }
      throw SceneError(
        file: path, variable: key,
        problem: "feature \(number) has \(length) of it for \(count) values",
        remedy: "Save the library in EnMAP-Box again")
    }
    let (table, remarks) = try BandLists.table(
      bands: count,
      wavelengths: BandLists.stated(
        descriptor.wavelength, bands: count, file: path, key: "wavelength") ?? profile.x,
      units: descriptor.wavelengthUnits ?? profile.xUnit,
      widths: BandLists.stated(descriptor.fwhm, bands: count, file: path, key: "fwhm"),
      good: profile.bbl.map { $0.map { $0 ?? 0 } }, file: path, variable: "x")
    for remark in remarks where !library.evidence.contains(remark) {
      library.evidence.append(remark)
    }
    return table
  }
}
