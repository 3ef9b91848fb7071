extension SceneFormat {
  /// ENVI's headers with their data. A GeoTIFF beside a header is still a GeoTIFF.
  static let envi = SceneFormat(
    "ENVI",
    isFormat: { start in
      try (start.isENVIHeader || !start.isTIFF) && ENVIFiles(start.path, start: start) != nil
    },
    open: { start, descriptor in
      guard let files = try ENVIFiles(start.path, start: start) else {
        throw SceneError(file: start.path, problem: "has lost its ENVI header meanwhile")
      }
      return try openENVI(files, descriptor: descriptor)
    })
}

/// Opens an ENVI image: a header of text beside plain numbers in one of three interleaves.
func openENVI(_ files: ENVIFiles, descriptor: SceneDescriptor) throws -> OpenedFile {
  let header = files.header
  let size = try FileStart.size(of: files.data)
  let layout = try ENVILayout(header, data: files.data, size: size)
  let blocks = RawBlocks(try DiskFile(files.data), file: files.data, layout: layout.raw)
  let bands = ENVIBands(header: header)
  let count = blocks.shape.bands
  try blocks.shape.requirePlausible(file: files.data, variable: nil)
  var (table, remarks) = try bands.table(bands: count, descriptor: descriptor)
  var values = try bands.values(bands: count)
  var format = "ENVI"
  if let sidecar = try EnMAPMetadata(beside: files.data) {
    remarks.append(sidecar.remark(bands: count))
    if sidecar.wavelengths.count == count {
      format = "EnMAP"
      sidecar.describe(&values, element: layout.element)
      if descriptor.wavelength == nil {
        (table.wavelengths, table.widths) = (sidecar.wavelengths, sidecar.widths)
      }
    }
  }
  let beyond = values.fills.first { !layout.element.holds($0) }
  if let beyond {
    remarks.append(
      "warning: `data ignore value` \(beyond) cannot occur in \(blocks.storedType): nothing has it")
  }
  let cube = try StoredCube(
    blocks, bands: table, georeference: bands.georeference,
    values: values.overlaid(by: descriptor), format: format,
    evidence: [
      "ENVI: header \(header.path)",
      "axes \(Axis.text(layout.axes)): interleave \(header.text("interleave") ?? "bsq")",
    ] + layout.repairs + remarks + bands.placeRemarks + bands.unusedKeys())
  return OpenedFile(
    cube: cube,
    storage: CubeStorage(
      path: "", shape: layout.lengths, axes: layout.axes.map(\.rawValue), chunk: nil, filters: [],
      bytes: size),
    labels: NoLabels(file: files.named, descriptor: descriptor),
    proposedBands: bands.proposed(bands: count))
}
