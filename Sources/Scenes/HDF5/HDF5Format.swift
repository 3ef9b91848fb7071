/// Opens the cube of an HDF5 file and what belongs to it.
func openHDF5(
  _ file: HDF5File, product: HDF5Product, descriptor: SceneDescriptor
) throws -> OpenedFile {
  let layout = try HDF5CubeLayout(file: file, descriptor: descriptor, product: product)
  let blocks = try HDF5Blocks(layout, file: file)
  let found = try HDF5Bands.table(
    file: file, cube: layout.dataset, bands: layout.shape.bands, descriptor: descriptor)
  var bands = found.table
  var evidence = product.evidence + layout.evidence + found.remarks
  if let wavelengths = bands.wavelengths, !product.badWindows.isEmpty {
    for band in wavelengths.indices
    where product.badWindows.contains(where: { $0.contains(wavelengths[band]) }) {
      bands.good[band] = false
    }
    let windows = product.badWindows.map { "\(Int($0.lowerBound))–\(Int($0.upperBound)) nm" }
    evidence.append("bad bands: \(windows.joined(separator: ", "))")
  }
  let georeference: Georeference? =
    switch product.grid {
    case .conventional:
      CFGeoreference.find(file: file, cube: layout.dataset.path, shape: layout.shape)
    case .described(let paths):
      CFGeoreference.find(
        file: file, cube: layout.dataset.path, shape: layout.shape, mappings: paths)
    case .known(let georeference): georeference
    }
  let mask = layout.dataset.path == product.cube ? product.mask : nil
  if let mask { evidence.append("no data: pixels that are not 0 in \(mask)") }
  let stored = try StoredCube(
    blocks, bands: bands, georeference: georeference,
    values: StoredValues(of: blocks.dataset.path, in: file).overlaid(by: descriptor),
    format: product.format,
    evidence: evidence)
  let cube: any CubeReader =
    try mask.map { try MaskedCube(stored, mask: file.dataset($0)) } ?? stored
  return OpenedFile(
    cube: cube, storage: blocks.storage,
    labels: LabelArrays(
      matrices: HDF5Labels(
        hdf5: file, isReversed: product.isReversed, masks: Set(product.masks)),
      shape: cube.shape, descriptor: descriptor),
    lookupTable: product.lookupTable)
}
