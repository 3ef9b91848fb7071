/// What an ENVI header says of the bands and of the numbers, for its own image or for the GeoTIFF
/// that it accompanies.
struct ENVIBands {
  let header: ENVIHeader

  /// - Throws: `SceneError` if a list holds something other than numbers, or nm are called µm.
  func table(bands: Int, descriptor: SceneDescriptor) throws -> (
    table: BandTable, remarks: [String]
  ) {
    let file = header.path
    var wavelengths = try header.numbers("wavelength")
    var units = descriptor.wavelengthUnits ?? header.text("wavelength units")
    var named: [String] = []
    if wavelengths == nil, let found = namedWavelengths(bands: bands) {
      (wavelengths, units) = (found, "nm")
      named.append("wavelengths: from the names of the bands")
    }
    let (table, remarks) = try BandLists.table(
      bands: bands,
      wavelengths: BandLists.stated(
        descriptor.wavelength, bands: bands, file: file, key: "wavelength") ?? wavelengths,
      units: units,
      widths: BandLists.stated(descriptor.fwhm, bands: bands, file: file, key: "fwhm")
        ?? header.numbers("fwhm"),
      good: header.numbers("bbl"), file: file, variable: "wavelength units")
    return (table, named + remarks)
  }

  /// In nm, if each of `band names` holds a length, such as "Band 1 (400.5 Nanometers)".
  private func namedWavelengths(bands: Int) -> [Double]? {
    guard let names = header.texts("band names"), names.count == bands else { return nil }
    let found = names.compactMap { name in
      BandNotes.described(name).flatMap { length in
        WavelengthUnit(length.unit).map { $0.nanometres(length.value) }
      }
    }
    return found.count == bands ? found : nil
  }

  /// Keys that change what the data mean and are not honoured, or that look mistyped, one remark a
  /// line.
  func unusedKeys() -> [String] {
    let reasons = [
      "data reflectance gain values": "values stay as they are stored",
      "data reflectance offset values": "values stay as they are stored",
      "scale factor": "`reflectance scale factor` is what values are divided by",
      "scale": "`reflectance scale factor` is what values are divided by",
      "offset": "`data offset values` has one for each band",
      "nodata": "`data ignore value` is what means no data",
      "no data value": "`data ignore value` is what means no data",
      "geo points": "the image has no place: bring it onto a grid with gdalwarp",
      "rpc info": "the image is not rectified: bring it onto a grid with gdalwarp",
      "complex function": "the values are no complex numbers",
    ]
    let known = [
      "lines", "samples", "bands", "header offset", "data type", "interleave", "byte order",
      "wavelength", "wavelength units", "fwhm", "bbl", "data ignore value", "data gain values",
      "data offset values", "reflectance scale factor", "map info", "coordinate system string",
      "band names", "default bands",
    ]
    return header.keys.compactMap { key in
      guard header.text(key) != nil, !known.contains(key) else { return nil }
      if let reason = reasons[key] {
        return "warning: `\(key)` of the header is not used: \(reason)"
      }
      let near = known.first { $0.count > 4 && isMistyped(key, for: $0) }
      return near.map { "warning: `\(key)` of the header is not known; is it `\($0)`?" }
    }
  }

  /// Whether the two differ by one letter more, less or other, or by two that are exchanged.
  private func isMistyped(_ key: String, for known: String) -> Bool {
    let (one, other) = (Array(key), Array(known))
    guard abs(one.count - other.count) <= 1 else { return false }
    let same = zip(one, other).prefix { $0 == $1 }.count
    let rest = (one.dropFirst(same), other.dropFirst(same))
    let isSwapped =
      rest.0.count >= 2 && rest.0.count == rest.1.count
      && rest.0.prefix(2).reversed() == Array(rest.1.prefix(2))
      && rest.0.dropFirst(2).elementsEqual(rest.1.dropFirst(2))
    return isSwapped || rest.0.dropFirst().elementsEqual(rest.1)
      || rest.0.elementsEqual(rest.1.dropFirst())
      || rest.0.dropFirst().elementsEqual(rest.1.dropFirst())
  }

  /// `data gain values` and `data offset values` for each band, else `reflectance scale factor`,
  /// by which stored numbers are divided.
  ///
  /// - Throws: `SceneError` if a list is of another length, or the factor is 0.
  func values(bands: Int) throws -> StoredValues {
    var values = StoredValues()
    values.fills = try header.numbers("data ignore value")?.filter { !$0.isNaN } ?? []
    let gains = try numbers("data gain values", bands: bands)
    let offsets = try numbers("data offset values", bands: bands)
    if let gains {
      (values.scale, values.bandScales) = Self.common(gains, otherwise: 1)
    } else if let divisors = try numbers("reflectance scale factor", bands: bands) {
      guard !divisors.contains(where: { $0 == 0 || !$0.isFinite }) else {
        throw SceneError(
          file: header.path, variable: "reflectance scale factor",
          problem: "is \(header.text("reflectance scale factor") ?? "")",
          remedy: "Correct the header, or take the line out")
      }
      (values.scale, values.bandScales) = Self.common(divisors.map { 1 / $0 }, otherwise: 1)
    }
    if let offsets {
      (values.offset, values.bandOffsets) = Self.common(offsets, otherwise: 0)
    }
    return values
  }

  /// - Throws: `SceneError` if there is neither one number nor one for each band.
  private func numbers(_ key: String, bands: Int) throws -> [Double]? {
    guard let numbers = try header.numbers(key) else { return nil }
    guard numbers.count == bands || numbers.count == 1 else {
      throw SceneError(
        file: header.path, variable: key,
        problem: "has \(numbers.count) values, the image \(bands) bands",
        remedy: "List one value for each band, or one for all")
    }
    return numbers
  }

  /// One number if all are equal, else all of them.
  static func common(_ list: [Double], otherwise: Double) -> (Double, [Double]?) {
    guard let first = list.first else { return (otherwise, nil) }
    return list.allSatisfy { $0 == first } ? (first, nil) : (otherwise, list)
  }

  /// `default bands`, if it names three of the image.
  func proposed(bands: Int) -> [Int]? {
    guard let numbers = try? header.numbers("default bands"), numbers.count == 3 else { return nil }
    let proposed = numbers.compactMap { Int(exactly: $0) }.filter { 1...bands ~= $0 }
    return proposed.count == 3 ? proposed.map { $0 - 1 } : nil
  }

  /// From `map info`; the system from `coordinate system string`, which says more.
  var georeference: Georeference? {
    guard let info = header.text("map info").flatMap({ MapInfo($0) }) else { return nil }
    return Georeference(
      transform: info.transform, crs: header.text("coordinate system string") ?? info.crs)
  }

  /// What of the place is stated and cannot be used, one remark a line.
  var placeRemarks: [String] {
    guard let text = header.text("map info") else { return [] }
    guard let info = MapInfo(text) else {
      return ["warning: `map info` cannot be read, so that the image has no place: \(text)"]
    }
    let projection = text.prefix { $0 != "," }
    guard info.crs == nil, header.text("coordinate system string") == nil,
      projection.lowercased() != "arbitrary"
    else { return [] }
    return [
      "warning: the coordinate system of `map info` is not known (\(projection)): give it as "
        + "`coordinate system string`"
    ]
  }
}
