extension SceneFormat {
  /// HDF5, and what is HDF5 inside: NetCDF-4, MATLAB since 7.3, HDF-EOS5, the products of agencies.
  static let hdf5 = SceneFormat(
    "HDF5", isFormat: { $0.isHDF5 },
    open: { start, descriptor in
      let file = try HDF5File.open(start.path)
      if let prisma = try openPRISMA(file, descriptor: descriptor) { return prisma }
      let product = try HDF5Product.recognise(file, start: start.bytes)
      return try openHDF5(file, product: product, descriptor: descriptor)
    },
    matrices: { start in
      let file = try HDF5File.open(start.path)
      let product = try HDF5Product.recognise(file, start: start.bytes)
      return HDF5Labels(
        hdf5: file, isReversed: product.isReversed, masks: Set(product.masks),
        isPlaced: product.isPlacedByConvention)
    })
}

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
  let place: Placement
  switch product.grid {
  case .conventional: place = layout.placement(in: file, mappings: [])
  case .described(let paths): place = layout.placement(in: file, mappings: paths)
  case .known(let georeference): place = Placement(georeference: georeference)
  }
  evidence += place.remarks
  let mask = layout.dataset.path == product.cube ? product.mask : nil
  if let mask { evidence.append("no data: pixels that are not 0 in \(mask)") }
  var values = try StoredValues(of: blocks.dataset.path, in: file).overlaid(by: descriptor)
  if let remark = values.settleValidRange(by: blocks) { evidence.append(remark) }
  evidence += StoredValues.unusedAttributes(of: blocks.dataset.path, in: file)
  if values.element != nil { evidence.append("sign: the file says that its numbers have another") }
  let stored = try StoredCube(
    blocks, bands: bands, georeference: place.georeference, values: values,
    format: product.format,
    evidence: evidence)
  let cube: any CubeReader =
    try mask.map { try MaskedCube(stored, mask: file.dataset($0)) } ?? stored
  return OpenedFile(
    cube: cube, storage: blocks.storage,
    labels: LabelArrays(
      matrices: HDF5Labels(
        hdf5: file, isReversed: product.isReversed,
        masks: Set(product.masks + [layout.dataset.path]),
        isPlaced: product.isPlacedByConvention),
      shape: cube.shape, georeference: place.georeference, descriptor: descriptor),
    lookupTable: product.lookupTable)
}
