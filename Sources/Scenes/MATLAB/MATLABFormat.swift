/// Opens the cube of a MATLAB file before 7.3: the variable named, else the only numeric one of
/// three dimensions, in the order row, column, band unless the descriptor states another.
func openMATLAB5(_ path: String, descriptor: SceneDescriptor) throws -> OpenedFile {
  let file = try MATLABFile(path)
  var evidence = ["MATLAB 5: the sign IM or MI after a header of 126 bytes"]
  let variable: MATLABVariable
  if let name = descriptor.cube {
    variable = try file.variable(name)
    evidence.append("cube \(name): named")
  } else {
    variable = try onlyCube(of: file)
    evidence.append("cube \(variable.name): the only numeric variable of three dimensions")
  }
  guard let element = variable.element, variable.dimensions.count == 3,
    !variable.dimensions.contains(0)
  else {
    throw SceneError(
      file: path, variable: variable.name,
      problem: "is \(variable.description), which is no cube of numbers",
      remedy: "Name another variable with `cube`: " + listed(file.variables))
  }
  if variable.isCompressed {
    let bytes = (product(variable.dimensions) ?? 0) * MATLABFile.width(element)
    evidence.append(
      "compressed as one piece, which the first window unpacks into memory: \(bytes >> 20) MiB")
  }
  let order = try axes(descriptor, path, variable.name, &evidence)
  let blocks = MATLABBlocks(
    matlab: file, array: variable, element: element, axes: order.reversed())
  try blocks.shape.requirePlausible(file: path, variable: variable.name)
  let (bands, remarks) = try MATLABBands(file: file).table(
    bands: blocks.shape.bands, descriptor: descriptor)
  let cube = try StoredCube(
    blocks, bands: bands, georeference: nil, values: StoredValues().overlaid(by: descriptor),
    format: "MATLAB 5", evidence: evidence + remarks)
  return OpenedFile(
    cube: cube,
    storage: CubeStorage(
      path: variable.name, shape: variable.dimensions, axes: order.map(\.rawValue), chunk: nil,
      filters: variable.isCompressed ? ["gzip"] : [], bytes: try FileStart.size(of: path)),
    labels: LabelArrays(
      matrices: MATLABLabels(matlab: file), shape: cube.shape, descriptor: descriptor))
}

private func listed(_ variables: [MATLABVariable]) -> String {
  variables.map(\.description).joined(separator: ", ")
}

private func onlyCube(of file: MATLABFile) throws -> MATLABVariable {
  let candidates = file.variables.filter { $0.dimensions.count == 3 && $0.element != nil }
  if candidates.count == 1 { return candidates[0] }
  guard !candidates.isEmpty else {
    throw SceneError(
      file: file.path, problem: "has no numeric variable of three dimensions, so no cube",
      remedy: "It has \(listed(file.variables))")
  }
  throw SceneError(
    file: file.path, problem: "has \(candidates.count) variables that could be the cube",
    remedy: "Name one with `cube`: \(listed(candidates))")
}

private func axes(
  _ descriptor: SceneDescriptor, _ path: String, _ variable: String, _ evidence: inout [String]
) throws -> [Axis] {
  if let stated = try Axis.stated(by: descriptor, file: path, variable: variable) {
    evidence.append("axes \(Axis.text(stated)): named")
    return stated
  }
  evidence.append("axes \(Axis.text(Axis.pixelOrder)): as MATLAB's users keep cubes")
  return Axis.pixelOrder
}

/// Blocks of a numeric variable of three dimensions.
struct MATLABBlocks: StoredBlocks {
  let matlab: MATLABFile
  let array: MATLABVariable
  let element: any HDF5Element.Type
  /// The slowest first: the opposite order of MATLAB's.
  let axes: [Axis]

  var file: String { matlab.path }
  var variable: String? { array.name }
  var lengths: [Int] { array.dimensions.reversed() }
  var chunk: [Int]? { nil }

  func read(start: [Int], count: [Int], into target: UnsafeMutableRawPointer) throws {
    try matlab.read(array, start: start.reversed(), count: count.reversed(), into: target)
  }
}
