/// What an ENVI header says of the bands and of the numbers, for its own image or for the GeoTIFF
/// that it accompanies.
struct ENVIBands {
  let header: ENVIHeader

  /// - Throws: `SceneError` if a list holds something other than numbers, or the units of the
  ///   wavelengths are no length.
  func table(bands: Int, descriptor: SceneDescriptor) throws -> (
    table: BandTable, remarks: [String]
  ) {
    let file = header.path
    var wavelengths = try header.numbers("wavelength")
    var units = descriptor.wavelengthUnits ?? header.text("wavelength units")
    if units?.lowercased() == "index" { (wavelengths, units) = (nil, nil) }
    return try BandLists.table(
      bands: bands,
      wavelengths: BandLists.stated(
        descriptor.wavelength, bands: bands, file: file, key: "wavelength") ?? wavelengths,
      units: units,
      widths: BandLists.stated(descriptor.fwhm, bands: bands, file: file, key: "fwhm")
        ?? header.numbers("fwhm"),
      good: header.numbers("bbl"), file: file, variable: "wavelength units")
  }

  /// `data gain values` and `data offset values` for each band, else `reflectance scale factor`,
  /// by which stored numbers are divided.
  ///
  /// - Throws: `SceneError` where a list is of another length.
  func values(bands: Int) throws -> StoredValues {
    var values = StoredValues()
    values.fills = try header.numbers("data ignore value")?.prefix(1).filter { !$0.isNaN } ?? []
    let gains = try numbers("data gain values", bands: bands)
    let offsets = try numbers("data offset values", bands: bands)
    if let gains {
      (values.scale, values.bandScales) = Self.common(gains, otherwise: 1)
    } else if let divisor = try header.numbers("reflectance scale factor")?.first, divisor != 0 {
      values.scale = 1 / divisor
    }
    if let offsets {
      (values.offset, values.bandOffsets) = Self.common(offsets, otherwise: 0)
    }
    return values
  }

  /// - Throws: `SceneError` where there is neither one number nor one for each band.
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

  /// One number where all are equal, else all of them.
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
}
