internal import CGDAL
internal import Foundation

/// What GDAL tells of a raster's bands, its numbers and its place.
struct RasterMetadata {
  var wavelengths: [Double]?
  var widths: [Double]?
  var units: String?
  var good: [Double]?
  var values = StoredValues()
  var georeference: Georeference?
  /// What is not honoured, one remark a line.
  var remarks: [String] = []

  init(_ blocks: RasterBlocks) throws {
    var notes: [BandNotes] = []
    var fills: [Double?] = []
    var scales: [Double] = []
    var offsets: [Double] = []
    for place in blocks.places {
      try blocks.datasets.with(place.page, "cannot be described") { dataset in
        guard let band = GDALGetRasterBand(dataset, place.band) else { return Void?.none }
        notes.append(BandNotes(band))
        fills.append(Self.noData(of: band))
        var isStated: Int32 = 0
        let scale = GDALGetRasterScale(band, &isStated)
        scales.append(isStated != 0 ? scale : 1)
        let offset = GDALGetRasterOffset(band, &isStated)
        offsets.append(isStated != 0 ? offset : 0)
        return ()
      }
    }
    (values.scale, values.bandScales) = ENVIBands.common(scales, otherwise: 1)
    (values.offset, values.bandOffsets) = ENVIBands.common(offsets, otherwise: 0)
    take(fills, blocks)
    take(notes)
    try blocks.datasets.with(0, "cannot be described") { dataset in
      takeLists(of: dataset, bands: blocks.places.count)
      takePlace(of: dataset)
      return ()
    }
  }

  private static func noData(of band: GDALRasterBandH) -> Double? {
    var isStated: Int32 = 0
    let fill =
      switch GDALGetRasterDataType(band) {
      case GDT_Int64: Double(GDALGetRasterNoDataValueAsInt64(band, &isStated))
      case GDT_UInt64: Double(GDALGetRasterNoDataValueAsUInt64(band, &isStated))
      default: GDALGetRasterNoDataValue(band, &isStated)
      }
    // NaN is no data in any case.
    return isStated == 0 || fill.isNaN ? nil : fill
  }

  private mutating func take(_ fills: [Double?], _ blocks: RasterBlocks) {
    if let first = fills.first, fills.allSatisfy({ $0 == first }) {
      values.fills = first.map { [$0] } ?? []
    } else {
      values.bandFills = fills
      let stated = Set(fills.compactMap { $0 }).sorted().prefix(5).map { "\($0)" }
      remarks.append("no-data values by band: \(stated.joined(separator: ", "))")
    }
    let beyond = fills.compactMap { $0 }.first { !blocks.element.holds($0) }
    if let beyond {
      remarks.append(
        "warning: the no-data value \(beyond) cannot occur in \(blocks.storedType): nothing has it")
    }
  }

  /// Lists of what the bands state each for itself.
  private mutating func take(_ notes: [BandNotes]) {
    let bands = notes.count
    let stated = notes.compactMap(\.wavelength)
    let units = notes.map { $0.wavelength?.unit ?? $0.units }
    let isOne = units.allSatisfy { $0?.lowercased() == units[0]?.lowercased() }
    if stated.count == bands {
      wavelengths = stated.map(\.value)
      self.units = units[0]
      if !isOne {
        // Each in its own unit; a unit that is not known makes the list no use.
        let converted = zip(stated, units).map { length, unit in
          WavelengthUnit(unit).map { $0 == .unstated ? Double.nan : $0.nanometres(length.value) }
        }
        wavelengths = converted.map { $0 ?? .nan }
        self.units = "nm"
        remarks.append("wavelengths in several units")
      }
      if notes.contains(where: \.isDescribed) {
        remarks.append("wavelengths: from the descriptions of the bands")
      }
    } else if !stated.isEmpty {
      remarks.append(
        "warning: wavelengths not used: \(stated.count) of \(bands) bands state one")
    } else {
      let numbers = notes.compactMap(\.plainNumber)
      let isRising = zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
      if numbers.count == bands, bands > 2, isRising, numbers.allSatisfy({ 300...20_000 ~= $0 }) {
        wavelengths = numbers
        self.units = "nm"
        remarks.append("warning: the bands are named by numbers, which are taken for nm")
      }
    }
    let widths = notes.compactMap(\.width)
    if widths.count == bands {
      // A width is in the unit stated beside it, else in that of the wavelength.
      let factors = zip(widths, units).map { width, unit in
        width.unit.flatMap { stated in
          WavelengthUnit(stated).flatMap { own in
            WavelengthUnit(isOne ? unit : "nm").map { own.nanometres(1) / $0.nanometres(1) }
          }
        } ?? 1
      }
      self.widths = zip(widths, factors).map { $0.value * $1 }
    } else if !widths.isEmpty {
      remarks.append("warning: widths not used: \(widths.count) of \(bands) bands state one")
    }
    let good = notes.compactMap(\.good)
    if good.count == bands {
      self.good = good
    } else if !good.isEmpty {
      remarks.append("warning: bad bands not used: \(good.count) of \(bands) bands have a flag")
    }
  }

  /// Lists that stand in the metadata of the whole file, of its own or of ENVI's domain.
  private mutating func takeLists(of dataset: GDALDatasetH, bands: Int) {
    for domain in [nil, "ENVI"] {
      let items = metadata(of: dataset, domain: domain)
      func list(_ names: [String]) -> [Double]? {
        for name in names {
          guard let text = items[name] ?? items[name.replacingOccurrences(of: "_", with: " ")]
          else { continue }
          let numbers = text.split { "{}[](), ;\n\t".contains($0) }.map { Double($0) }
          if numbers.count > 1, !numbers.contains(nil) { return numbers.compactMap { $0 } }
        }
        return nil
      }
      if wavelengths == nil, let found = list(BandLists.wavelengthNames) {
        wavelengths = found
        units = items["wavelength_units"] ?? items["wavelength units"] ?? items["wavelength_unit"]
        remarks.removeAll { $0.contains("wavelengths not used") }
      }
      widths = widths ?? list(BandLists.widthNames)
      good = good ?? list(BandLists.goodNames)
    }
  }

  /// What stands in a GeoTIFF and in the files beside it of its place, and is not used: GDAL takes the
  /// sidecar's before the file's own before a world file's. Only inside `callGDAL`.
  private static func otherPlaces(of dataset: GDALDatasetH, than used: [Double]) -> [String] {
    guard let name = GDALGetDescription(dataset),
      let driver = GDALGetDatasetDriver(dataset).flatMap({ GDALGetDriverShortName($0) }),
      String(cString: driver) == "GTiff"
    else { return [] }
    let sources = [("INTERNAL", "the file itself"), ("WORLDFILE", "its world file")]
    return sources.compactMap { source, words in
      guard let options = CSLAddString(nil, "GEOREF_SOURCES=\(source)") else { return nil }
      defer { CSLDestroy(options) }
      let constant = UnsafeRawPointer(options).assumingMemoryBound(to: UnsafePointer<CChar>?.self)
      guard
        let other = GDALOpenEx(
          name, UInt32(GDAL_OF_RASTER | GDAL_OF_READONLY), nil, constant, nil)
      else { return nil }
      defer { GDALClose(other) }
      var found = [Double](repeating: 0, count: 6)
      let pixel = abs(used[1]) + abs(used[2]) + abs(used[4]) + abs(used[5])
      guard GDALGetGeoTransform(other, &found) == CE_None,
        zip(found, used).contains(where: { abs($0 - $1) > pixel * 0.05 })
      else { return nil }
      return
        "warning: \(words) gives another place (\(found[0]), \(found[3])) than the one that is "
        + "used (\(used[0]), \(used[3]))"
    }
  }

  private mutating func takePlace(of dataset: GDALDatasetH) {
    var transform = [Double](repeating: 0, count: 6)
    if GDALGetGeoTransform(dataset, &transform) == CE_None {
      let determinant = transform[1] * transform[5] - transform[2] * transform[4]
      if determinant != 0, transform.allSatisfy(\.isFinite) {
        georeference = Georeference(
          transform: transform, crs: GDALGetSpatialRef(dataset).flatMap { wellKnownText(of: $0) })
        remarks += Self.otherPlaces(of: dataset, than: transform)
      } else {
        remarks.append("warning: its geotransform \(transform) gives no place")
      }
      return
    }
    let points = GDALGetGCPCount(dataset)
    let means =
      points > 0
      ? "\(points) ground control points"
      : !metadata(of: dataset, domain: "RPC").isEmpty
        ? "RPC coefficients"
        : !metadata(of: dataset, domain: "GEOLOCATION").isEmpty ? "a geolocation array" : nil
    if let means {
      remarks.append(
        "warning: placed by \(means) only, which are not used: bring it onto a grid with gdalwarp")
    }
  }
}

extension HDF5Element {
  /// Whether a stored number of this type can equal `value`.
  static func holds(_ value: Double) -> Bool { stored(value) != nil }
}
