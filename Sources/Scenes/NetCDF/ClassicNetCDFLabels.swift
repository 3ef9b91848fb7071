/// The numeric variables of two dimensions.
struct ClassicNetCDFLabels: LabelMatrices {
  let netCDF: ClassicNetCDF

  var file: String { netCDF.path }
  var takesTransposed: Bool { false }

  func all() throws -> [LabelMatrix] {
    netCDF.variables.filter { $0.shape.count == 2 && $0.element != nil }.map(matrix)
  }

  func matrix(_ name: String) throws -> LabelMatrix { matrix(try netCDF.variable(name)) }

  private func matrix(_ variable: ClassicNetCDF.Variable) -> LabelMatrix {
    LabelMatrix(
      name: variable.name, shape: variable.shape,
      mayBeLabels: !(variable.element is Float.Type || variable.element is Double.Type))
  }

  func described() throws -> [String] { netCDF.variables.map(\.description) }

  func read(_ name: String, rows: Range<Int>) throws -> [Double] {
    let variable = try netCDF.variable(name)
    return try netCDF.numbers(
      variable, start: [rows.lowerBound, 0], count: [rows.count, variable.shape[1]])
  }

  func fill(of name: String) throws -> Double? {
    try netCDF.attribute("_FillValue", on: "/\(netCDF.variable(name).name)")?.number
  }

  func classes(of name: String) throws -> ClassTable? {
    guard let variable = try? netCDF.variable(name) else { return nil }
    return try ClassTable(flagsOf: "/\(variable.name)", in: netCDF)
  }
}
