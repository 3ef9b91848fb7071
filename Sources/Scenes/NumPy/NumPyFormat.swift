extension SceneFormat {
  static let numPy = SceneFormat(
    "NumPy", isFormat: { NumPyFile.isFormat($0) },
    open: { try openNumPy($0.path, descriptor: $1) },
    matrices: { NumPyLabels(numPy: try NumPyFile($0.path)) })
}

/// Opens the cube of a NumPy file: the array named, else the only numeric one of three dimensions, in
/// the order row, column, band unless the descriptor states another or the lengths of wavelengths
/// and label maps tell one.
private func openNumPy(_ path: String, descriptor: SceneDescriptor) throws -> OpenedFile {
  let file = try NumPyFile(path)
  var evidence = [
    file.isArchive
      ? "NumPy: a ZIP archive of \(counted(file.arrays.count, "array"))"
      : "NumPy: begins with its sign"
  ]
  let name: CubeName
  if let stated = descriptor.cube {
    name = CubeName(stated) { text in file.arrays.contains { $0.name == text } }
    evidence.append("cube \(stated): named")
  } else if !file.isArchive {
    name = CubeName("") { _ in true }
  } else {
    let (chosen, remark) = try CubeChoice.choose(
      file.arrays.map {
        CubeCandidate(
          name: $0.name, shape: $0.shape, type: $0.storedType, isNumeric: $0.number != nil,
          mayHide: $0.number == nil && $0.shape.count != 1)
      }, kind: "array", wavelengths: NumPyBands(file: file).lengths(descriptor: descriptor),
      file: path)
    name = CubeName(chosen) { _ in true }
    evidence.append(remark)
  }
  let array = try file.array(name.array)
  guard let number = array.number else { throw file.noNumbers(array) }
  guard array.shape.count >= 3, !array.shape.contains(0) else {
    throw SceneError(
      file: path, variable: file.isArchive ? array.name : nil,
      problem: "is \(describe(shape: array.shape)), a cube has 3 dimensions",
      remedy: "Name another array with `cube`: "
        + file.arrays.map(\.description).joined(separator: ", "))
  }
  if file.isPacked {
    let bytes = (product(array.shape) ?? 0) * number.width
    evidence.append("packed, so that the first window unpacks it into memory: \(bytes >> 20) MiB")
  }
  let dimensions = try CubeDimensions(
    of: array.storedShape, names: [], parts: name.parts, isFirstFastest: array.isFirstFastest,
    file: path, variable: array.name)
  let matrices = NumPyLabels(numPy: file)
  let (shown, remark) = try axes(array, dimensions, file, matrices, descriptor)
  evidence.append(remark)
  let blocks = try blocks(array, dimensions, shown, number, file)
  try blocks.shape.requirePlausible(file: path, variable: array.name)
  let (bands, remarks) = try NumPyBands(file: file).table(
    bands: blocks.shape.bands, descriptor: descriptor)
  let cube = try StoredCube(
    blocks, bands: bands, georeference: nil, values: StoredValues().overlaid(by: descriptor),
    format: "NumPy", evidence: evidence + remarks)
  return OpenedFile(
    cube: cube,
    storage: CubeStorage(
      path: array.name, shape: blocks.lengths, axes: blocks.axes.map(\.rawValue), chunk: nil,
      filters: file.isPacked ? ["gzip"] : [], bytes: try FileStart.size(of: path)),
    labels: LabelArrays(matrices: matrices, shape: cube.shape, descriptor: descriptor))
}

/// The axes in the order of the array's dimensions as Python shows them.
private func axes(
  _ array: NPYArray, _ dimensions: CubeDimensions, _ file: NumPyFile, _ matrices: NumPyLabels,
  _ descriptor: SceneDescriptor
) throws -> ([Axis], String) {
  if let stated = try Axis.stated(by: descriptor, file: file.path, variable: array.name) {
    return (stated, "axes \(Axis.text(stated)): named")
  }
  let lengths = array.isFirstFastest ? dimensions.lengths.reversed() : dimensions.lengths
  return try AxisEvidence(
    lengths: lengths, names: [],
    bands: NumPyBands(file: file).lengths(descriptor: descriptor),
    planes: LabelArrays.planes(try matrices.all(), descriptor)
  ).order(file: file.path, variable: array.name)
}

private func blocks(
  _ array: NPYArray, _ dimensions: CubeDimensions, _ axes: [Axis],
  _ number: (element: any HDF5Element.Type, width: Int, isSwapped: Bool), _ file: NumPyFile
) throws -> RawBlocks {
  // Dimensions of which one part is taken are skipped, if they are slower than the cube's.
  let lengths = dimensions.shape
  var offset = 0
  for place in lengths.indices {
    let inside = lengths[(place + 1)...].reduce(1, *)
    offset += dimensions.fixed[place] * inside
    guard
      dimensions.kept.contains(place) || lengths[place] == 1
        || place < dimensions.kept[0]
    else {
      throw SceneError(
        file: file.path, variable: array.name,
        problem: "is \(describe(shape: array.shape)): a part of it does not lie in one piece",
        remedy: "Save the part as an array of its own")
    }
  }
  return RawBlocks(
    try file.source(of: array), file: file.path,
    variable: file.isArchive ? array.name : nil,
    layout: RawLayout(
      lengths: dimensions.lengths, axes: array.isFirstFastest ? axes.reversed() : axes,
      element: number.element, width: number.width, offset: array.offset + offset * number.width,
      isSwapped: number.isSwapped))
}
