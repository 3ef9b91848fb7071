internal import Foundation

extension SceneFormat {
  /// GeoTIFF, and whatever else GDAL reads: the last resort.
  static let raster = SceneFormat(
    "GeoTIFF and GDAL's other rasters", isFormat: { _ in true },
    open: { start, descriptor in
      try start.requireReadableFormat()
      return try openRaster(start.path, start: start, descriptor: descriptor)
    })
}

/// Opens any raster that GDAL knows as a cube of its bands, with what stands beside the GeoTIFF of
/// EnMAP and DESIS.
func openRaster(
  _ path: String, start: FileStart, descriptor: SceneDescriptor
) throws -> OpenedFile {
  let blocks: RasterBlocks
  do {
    blocks = try RasterBlocks(path, part: descriptor.cube)
  } catch var error as SceneError {
    error.remedy =
      error.remedy
      ?? "Formats are told by content: HDF5, NetCDF, MATLAB, ENVI with its header, and what GDAL "
      + "reads; the file may be cut off at its very start"
    throw error
  }
  try blocks.shape.requirePlausible(file: path, variable: nil)
  var metadata = try RasterMetadata(blocks)
  let count = blocks.shape.bands
  var format = blocks.driver == "GTiff" ? "GeoTIFF" : blocks.driver
  var evidence = ["\(format): opened by GDAL's driver \(blocks.driver)"] + blocks.remarks
  if let sidecar = try EnMAPMetadata(beside: path) {
    evidence.append(sidecar.remark(bands: count))
    if sidecar.wavelengths.count == count {
      format = "EnMAP"
      (metadata.wavelengths, metadata.widths) = (sidecar.wavelengths, sidecar.widths)
      metadata.units = "nm"
      sidecar.describe(&metadata.values, element: blocks.element)
    }
  } else if start.isTIFF, let header = ENVIFiles.headerFile(of: path) {
    let bands = ENVIBands(header: try ENVIHeader(header))
    if let other = bands.header.otherSize(than: blocks.shape) {
      evidence.append("warning: \(header) is of another image (\(other)) and not used")
    } else {
      format = (path as NSString).lastPathComponent.hasPrefix("DESIS") ? "DESIS" : format
      evidence.append("\(format): header \(header)")
      evidence += try bands.describe(&metadata, bands: count, descriptor: descriptor)
    }
  }
  let (bands, remarks) = try BandLists.table(
    bands: count,
    wavelengths: BandLists.stated(
      descriptor.wavelength, bands: count, file: path, key: "wavelength")
      ?? metadata.wavelengths,
    units: descriptor.wavelengthUnits ?? metadata.units,
    widths: BandLists.stated(descriptor.fwhm, bands: count, file: path, key: "fwhm")
      ?? metadata.widths,
    good: metadata.good, file: path, variable: "wavelength")
  let mask = try RasterMask(blocks)
  if mask != nil { evidence.append("pixels masked by the file's mask or alpha band") }
  let cube = try StoredCube(
    blocks, bands: bands,
    georeference: metadata.georeference, values: metadata.values.overlaid(by: descriptor),
    format: format, evidence: evidence + metadata.remarks + remarks)
  return OpenedFile(
    cube: mask.map { MaskedCube(cube, by: $0) } ?? cube,
    storage: CubeStorage(
      path: "", shape: blocks.lengths, axes: blocks.axes.map(\.rawValue), chunk: blocks.chunk,
      filters: blocks.compression.map { [$0] } ?? [],
      bytes: (try? FileStart.size(of: path)) ?? 0),
    labels: NoLabels(file: path, descriptor: descriptor))
}

extension ENVIBands {
  /// Lays what the header beside a GeoTIFF states over what the GeoTIFF says of itself.
  ///
  /// - Returns: what is not honoured, one remark a line.
  fileprivate func describe(
    _ metadata: inout RasterMetadata, bands: Int, descriptor: SceneDescriptor
  ) throws -> [String] {
    var (table, remarks) = try table(bands: bands, descriptor: descriptor)
    if table.wavelengths != nil {
      (metadata.wavelengths, metadata.widths) = (table.wavelengths, table.widths)
      metadata.units = "nm"
    }
    if !table.good.allSatisfy({ $0 }) { metadata.good = table.good.map { $0 ? 1 : 0 } }
    let stated = try values(bands: bands)
    func take<Value: Equatable>(
      _ key: WritableKeyPath<StoredValues, Value>, unless neutral: Value, _ name: String
    ) {
      let (own, other) = (metadata.values[keyPath: key], stated[keyPath: key])
      guard other != neutral, own != other else { return }
      if own != neutral {
        remarks.append("warning: \(name) of the header, not the GeoTIFF's own, is used")
      }
      metadata.values[keyPath: key] = other
    }
    if header.text("data gain values") != nil || header.text("reflectance scale factor") != nil {
      take(\.scale, unless: 1, "scale")
      take(\.bandScales, unless: nil, "scale")
    }
    if header.text("data offset values") != nil {
      take(\.offset, unless: 0, "offset")
      take(\.bandOffsets, unless: nil, "offset")
    }
    metadata.values.fills += stated.fills.filter { !metadata.values.fills.contains($0) }
    return remarks + unusedKeys()
  }
}
