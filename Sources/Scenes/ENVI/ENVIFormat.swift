/// Opens an ENVI image: a header of text beside plain numbers in one of three interleaves.
func openENVI(_ files: ENVIFiles, descriptor: SceneDescriptor) throws -> OpenedFile {
  let header = files.header
  let size = try FileStart.size(of: files.data)
  let layout = try ENVILayout(header, data: files.data, size: size)
  let blocks = try ENVIBlocks(files.data, layout: layout)
  let bands = ENVIBands(header: header)
  let count = blocks.shape.bands
  try blocks.shape.requirePlausible(file: files.data, variable: nil)
  let (table, remarks) = try bands.table(bands: count, descriptor: descriptor)
  let cube = try StoredCube(
    blocks, bands: table,
    georeference: bands.georeference,
    values: bands.values(bands: count).overlaid(by: descriptor), format: "ENVI",
    evidence: [
      "ENVI: header \(header.path)",
      "axes \(Axis.text(layout.axes)): interleave \(header.text("interleave") ?? "bsq")",
    ] + layout.repairs + remarks)
  return OpenedFile(
    cube: cube,
    storage: CubeStorage(
      path: "", shape: layout.lengths, axes: layout.axes.map(\.rawValue), chunk: nil, filters: [],
      bytes: size),
    labels: NoLabels(file: files.named, descriptor: descriptor),
    proposedBands: bands.proposed(bands: count))
}
