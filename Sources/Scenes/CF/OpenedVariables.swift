/// Opens the cube of a file of variables: the one named, else the only numeric one of three
/// dimensions. Names of dimensions, else their lengths, tell the axes.
///
/// - Parameters:
///   - format: what the file was recognised as.
///   - signs: the signs of it.
///   - bytes: of the whole file.
func openVariables(
  _ file: any VariableFile, format: String, evidence signs: [String], bytes: Int,
  filters: [String] = [], descriptor: SceneDescriptor
) throws -> OpenedFile {
  let path = file.path
  var evidence = signs
  let name: CubeName
  if let stated = descriptor.cube {
    name = CubeName(stated) { file.exists("/\($0.drop { $0 == "/" })") }
    evidence.append("cube \(stated): named")
  } else {
    let candidates = file.variables.map {
      CubeCandidate(
        name: $0.name, shape: $0.shape, type: $0.element.map(storedTypeName) ?? "text",
        isNumeric: $0.element != nil, dimensions: $0.dimensions)
    }
    let (chosen, remark) = try CubeChoice.choose(
      candidates, kind: "variable",
      wavelengths: VariableBands(file: file).lengths(descriptor: descriptor), file: path)
    name = CubeName(chosen) { _ in true }
    evidence.append(remark)
  }
  let variable = try file.variable(name.array)
  guard variable.shape.count >= 3, variable.element != nil else {
    throw SceneError(
      file: path, variable: name.array,
      problem: "is \(variable.description), which is no cube of numbers",
      remedy: "Name another variable with `cube`: "
        + file.variables.map(\.description).joined(separator: ", "))
  }
  let dimensions = try CubeDimensions(
    of: variable.shape, names: variable.dimensions, parts: name.parts, file: path,
    variable: variable.name)
  let blocks = try VariableBlocks(
    file, variable, dimensions,
    axes: axes(of: variable, dimensions, in: file, descriptor: descriptor, &evidence))
  let (bands, remarks) = try VariableBands(file: file).table(
    bands: blocks.shape.bands, descriptor: descriptor)
  let cubePath = "/\(variable.name)"
  let (row, column) = (
    blocks.axes.firstIndex(of: .row) ?? 0, blocks.axes.firstIndex(of: .column) ?? 1
  )
  let place = CFGeoreference.find(
    file: file, array: cubePath,
    rows: .init(count: blocks.shape.rows, name: variable.dimensions[dimensions.kept[row]]),
    columns: .init(count: blocks.shape.columns, name: variable.dimensions[dimensions.kept[column]]))
  var values = try StoredValues(of: cubePath, in: file).overlaid(by: descriptor)
  if let remark = values.settleValidRange(by: blocks) { evidence.append(remark) }
  evidence += StoredValues.unusedAttributes(of: cubePath, in: file)
  let cube = try StoredCube(
    blocks, bands: bands, georeference: place.georeference, values: values, format: format,
    evidence: evidence + remarks + place.remarks)
  return OpenedFile(
    cube: cube,
    storage: CubeStorage(
      path: variable.name, shape: blocks.lengths, axes: blocks.axes.map(\.rawValue),
      chunk: blocks.chunk, filters: filters, bytes: bytes),
    labels: LabelArrays(
      matrices: VariableLabels(source: file, cube: variable.name), shape: cube.shape,
      georeference: place.georeference, descriptor: descriptor))
}

private func axes(
  of variable: FileVariable, _ dimensions: CubeDimensions, in file: any VariableFile,
  descriptor: SceneDescriptor, _ evidence: inout [String]
) throws -> [Axis] {
  if let stated = try Axis.stated(by: descriptor, file: file.path, variable: variable.name) {
    evidence.append("axes \(Axis.text(stated)): named")
    return stated
  }
  let matrices = try VariableLabels(source: file, cube: variable.name).all()
  let found = AxisEvidence(
    lengths: dimensions.lengths, names: dimensions.kept.map { variable.dimensions[$0] },
    interleave: file.text("interleave", on: "/\(variable.name)")?.lowercased(),
    bands: VariableBands(file: file).lengths(descriptor: descriptor),
    planes: LabelArrays.planes(matrices, descriptor))
  let (axes, remark) = try found.order(file: file.path, variable: variable.name)
  evidence.append(remark)
  return axes
}
