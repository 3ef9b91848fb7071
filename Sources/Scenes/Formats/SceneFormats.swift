/// Opens a scene's file in the format that its content shows; its name tells nothing.
///
/// - Throws: `SceneError` that names what is wrong with the file in that format.
func openSceneFile(_ path: String, descriptor: SceneDescriptor) throws -> OpenedFile {
  let start = try FileStart(path)
  if start.isHDF5 { return try openHDF5(path, start: start, descriptor: descriptor) }
  if start.isClassicNetCDF { return try openClassicNetCDF(path, descriptor: descriptor) }
  if start.isMATLAB5 { return try openMATLAB5(path, descriptor: descriptor) }
  if start.isENVIHeader || !start.isTIFF, let pair = try ENVIFiles(path, start: start) {
    return try openENVI(pair, descriptor: descriptor)
  }
  try start.requireReadableFormat()
  return try openRaster(path, start: start, descriptor: descriptor)
}

private func openHDF5(
  _ path: String, start: FileStart, descriptor: SceneDescriptor
) throws -> OpenedFile {
  let file = try HDF5File.open(path)
  if let prisma = try openPRISMA(file, descriptor: descriptor) { return prisma }
  let product = try HDF5Product.recognise(file, start: start.bytes)
  return try openHDF5(file, product: product, descriptor: descriptor)
}
