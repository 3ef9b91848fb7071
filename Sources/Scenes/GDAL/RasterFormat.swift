internal import Foundation

/// Opens any raster that GDAL knows as a cube of its bands, with what stands beside the GeoTIFF of
/// EnMAP and DESIS.
func openRaster(
  _ path: String, start: FileStart, descriptor: SceneDescriptor
) throws -> OpenedFile {
  let blocks: RasterBlocks
  do {
    blocks = try RasterBlocks(path)
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
  var evidence = ["\(format): opened by GDAL's driver \(blocks.driver)"]
  if start.isTIFF, let sidecar = try EnMAPMetadata(beside: path),
    sidecar.wavelengths.count == count
  {
    format = "EnMAP"
    evidence.append("EnMAP: \(count) bands in \(sidecar.path)")
    (metadata.wavelengths, metadata.widths) = (sidecar.wavelengths, sidecar.widths)
    metadata.units = "nm"
    let values = metadata.values
    (metadata.values.scale, metadata.values.bandScales) =
      ENVIBands.common(sidecar.gains, otherwise: values.scale)
    (metadata.values.offset, metadata.values.bandOffsets) =
      ENVIBands.common(sidecar.offsets, otherwise: values.offset)
  } else if start.isTIFF, let header = ENVIFiles.headerFile(of: path) {
    let bands = ENVIBands(header: try ENVIHeader(header))
    let (table, remarks) = try bands.table(bands: count, descriptor: descriptor)
    format = (path as NSString).lastPathComponent.hasPrefix("DESIS") ? "DESIS" : format
    evidence += ["\(format): header \(header)"] + remarks
    if table.wavelengths != nil {
      (metadata.wavelengths, metadata.widths) = (table.wavelengths, table.widths)
      metadata.units = "nm"
    }
    if !table.good.allSatisfy({ $0 }) { metadata.good = table.good.map { $0 ? 1 : 0 } }
    let values = try bands.values(bands: count)
    let fills = metadata.values.fills
    metadata.values = values
    metadata.values.fills = fills + values.fills.filter { !fills.contains($0) }
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
  let cube = try StoredCube(
    blocks, bands: bands,
    georeference: metadata.georeference, values: metadata.values.overlaid(by: descriptor),
    format: format, evidence: evidence + remarks)
  return OpenedFile(
    cube: cube,
    storage: CubeStorage(
      path: "", shape: blocks.lengths, axes: blocks.axes.map(\.rawValue), chunk: blocks.chunk,
      filters: blocks.compression.map { [$0] } ?? [],
      bytes: (try? FileStart.size(of: path)) ?? 0),
    labels: NoLabels(file: path, descriptor: descriptor))
}
