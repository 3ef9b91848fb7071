extension SceneFormat {
  static let matlab5 = SceneFormat(
    "MATLAB 5", isFormat: { $0.isMATLAB5 },
    open: { try openMATLAB5($0.path, descriptor: $1) },
    matrices: { MATLABLabels(matlab: try MATLABFile($0.path)) })
}

/// Opens the cube of a MATLAB file before 7.3: the variable named, else the only numeric one of
/// three dimensions, in the order row, column, band unless the descriptor states another or the
/// lengths of wavelengths and label maps tell one.
func openMATLAB5(_ path: String, descriptor: SceneDescriptor) throws -> OpenedFile {
  let file = try MATLABFile(path)
  var evidence = ["MATLAB 5: the sign IM or MI after a header of 126 bytes"]
  let name: CubeName
  if let stated = descriptor.cube {
    name = CubeName(stated) { text in file.variables.contains { $0.name == text } }
    evidence.append("cube \(stated): named")
  } else {
    let candidates = file.variables.map {
      CubeCandidate(
        name: $0.name, shape: $0.dimensions, type: $0.type, isNumeric: $0.element != nil,
        mayHide: $0.kind == .complex && $0.dimensions.count > 2 || $0.kind == .object)
    }
    let (chosen, remark) = try CubeChoice.choose(
      candidates, kind: "variable",
      wavelengths: MATLABBands(file: file).lengths(descriptor: descriptor), file: path)
    name = CubeName(chosen) { _ in true }
    evidence.append(remark)
  }
  let variable = try file.variable(name.array)
  guard let element = variable.element, variable.dimensions.count >= 3,
    !variable.dimensions.contains(0)
  else {
    throw SceneError(
      file: path, variable: variable.name,
      problem: "is \(variable.description), which is no cube of numbers",
      remedy: "Name another variable with `cube`: " + listed(file.variables))
  }
  if variable.isCompressed || variable.isPart {
    let bytes = (product(variable.dimensions) ?? 0) * MATLABFile.width(element)
    evidence.append(
      "compressed as one piece, which the first window unpacks into memory: \(bytes >> 20) MiB")
  }
  let dimensions = try CubeDimensions(
    of: variable.dimensions, names: [], parts: name.parts, isFirstFastest: true, file: path,
    variable: variable.name)
  let order = try axes(of: variable, dimensions, in: file, descriptor, &evidence)
  let blocks = MATLABBlocks(
    matlab: file, array: variable, dimensions: dimensions, element: element,
    axes: order.reversed())
  try blocks.shape.requirePlausible(file: path, variable: variable.name)
  let (bands, remarks) = try MATLABBands(file: file).table(
    bands: blocks.shape.bands, descriptor: descriptor)
  let place = CFGeoreference.find(
    file: file, array: "/\(variable.name)", rows: .init(count: blocks.shape.rows),
    columns: .init(count: blocks.shape.columns))
  let cube = try StoredCube(
    blocks, bands: bands, georeference: place.georeference,
    values: StoredValues().overlaid(by: descriptor),
    format: "MATLAB 5", evidence: evidence + remarks + place.remarks)
  return OpenedFile(
    cube: cube,
    storage: CubeStorage(
      path: variable.name, shape: dimensions.lengths, axes: order.map(\.rawValue), chunk: nil,
      filters: variable.isCompressed ? ["gzip"] : [], bytes: try FileStart.size(of: path)),
    labels: LabelArrays(
      matrices: MATLABLabels(matlab: file), shape: cube.shape,
      georeference: place.georeference, descriptor: descriptor))
}

private func listed(_ variables: [MATLABVariable]) -> String {
  variables.map(\.description).joined(separator: ", ")
}

private func axes(
  of variable: MATLABVariable, _ dimensions: CubeDimensions, in file: MATLABFile,
  _ descriptor: SceneDescriptor, _ evidence: inout [String]
) throws -> [Axis] {
  if let stated = try Axis.stated(by: descriptor, file: file.path, variable: variable.name) {
    evidence.append("axes \(Axis.text(stated)): named")
    return stated
  }
  let matrices = try MATLABLabels(matlab: file).all()
  let found = AxisEvidence(
    lengths: dimensions.lengths, names: [],
    bands: MATLABBands(file: file).lengths(descriptor: descriptor),
    planes: LabelArrays.planes(matrices, descriptor), reason: "as MATLAB's users keep cubes")
  let (axes, remark) = try found.order(file: file.path, variable: variable.name)
  evidence.append(remark)
  return axes
}

/// Blocks of three dimensions of a numeric variable.
struct MATLABBlocks: StoredBlocks {
  let matlab: MATLABFile
  let array: MATLABVariable
  let dimensions: CubeDimensions
  let element: any HDF5Element.Type
  /// The slowest first: the opposite order of MATLAB's.
  let axes: [Axis]

  var file: String { matlab.path }
  var variable: String? { array.name }
  var lengths: [Int] { dimensions.lengths.reversed() }
  var chunk: [Int]? { nil }

  func read(start: [Int], count: [Int], into target: UnsafeMutableRawPointer) throws {
    try matlab.read(
      array, start: dimensions.starts(start.reversed()),
      count: dimensions.counts(count.reversed()), into: target)
  }
}
