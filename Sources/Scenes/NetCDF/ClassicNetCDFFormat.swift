/// Opens the cube of a NetCDF file from before version 4: the variable named, else the only
/// numeric one of three dimensions; what the dimensions are tell their names.
func openClassicNetCDF(_ path: String, descriptor: SceneDescriptor) throws -> OpenedFile {
  let file = try ClassicNetCDF(path)
  var evidence = ["NetCDF-3: its signature"]
  let variable = try cube(of: file, descriptor: descriptor, &evidence)
  let blocks = try ClassicNetCDFBlocks(
    file, variable, axes: axes(of: variable, in: file, descriptor: descriptor, &evidence))
  let (bands, remarks) = try ClassicNetCDFBands(file: file).table(
    bands: blocks.shape.bands, descriptor: descriptor)
  let cubePath = "/\(variable.name)"
  let cube = try StoredCube(
    blocks, bands: bands,
    georeference: CFGeoreference.find(file: file, cube: cubePath, shape: blocks.shape),
    values: StoredValues(of: cubePath, in: file).overlaid(by: descriptor), format: "NetCDF-3",
    evidence: evidence + remarks)
  return OpenedFile(
    cube: cube,
    storage: CubeStorage(
      path: variable.name, shape: variable.shape, axes: blocks.axes.map(\.rawValue), chunk: nil,
      filters: [], bytes: try FileStart.size(of: path)),
    labels: LabelArrays(
      matrices: ClassicNetCDFLabels(netCDF: file), shape: cube.shape, descriptor: descriptor))
}

private func cube(
  of file: ClassicNetCDF, descriptor: SceneDescriptor, _ evidence: inout [String]
) throws -> ClassicNetCDF.Variable {
  if let name = descriptor.cube {
    let variable = try file.variable(name)
    guard variable.shape.count == 3, variable.element != nil else {
      throw SceneError(
        file: file.path, variable: name,
        problem: "is \(variable.description), which is no cube of numbers",
        remedy: "Name another variable with `cube`: "
          + file.variables.map(\.description).joined(separator: ", "))
    }
    evidence.append("cube \(variable.name): named")
    return variable
  }
  let candidates = file.variables.filter { $0.shape.count == 3 && $0.element != nil }
  if let only = candidates.first, candidates.count == 1 {
    evidence.append("cube \(only.name): the only numeric variable of three dimensions")
    return only
  }
  let listed = (candidates.isEmpty ? file.variables : candidates).map(\.description)
    .joined(separator: ", ")
  throw SceneError(
    file: file.path,
    problem: candidates.isEmpty
      ? "has no numeric variable of three dimensions, so no cube"
      : "has \(candidates.count) variables that could be the cube",
    remedy: candidates.isEmpty ? "It has \(listed)" : "Name one with `cube`: \(listed)")
}

private func axes(
  of variable: ClassicNetCDF.Variable, in file: ClassicNetCDF, descriptor: SceneDescriptor,
  _ evidence: inout [String]
) throws -> [Axis] {
  if let stated = try Axis.stated(by: descriptor, file: file.path, variable: variable.name) {
    evidence.append("axes \(Axis.text(stated)): named")
    return stated
  }
  let names = variable.dimensions.joined(separator: ", ")
  guard let found = Axis.order(dimensions: variable.dimensions) else {
    evidence.append(
      "axes \(Axis.text(Axis.pixelOrder)): assumed, for dimensions are called \(names); `axes` "
        + "states another order")
    return Axis.pixelOrder
  }
  evidence.append("axes \(Axis.text(found)): dimensions \(names)")
  return found
}
