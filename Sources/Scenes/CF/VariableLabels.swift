/// The numeric variables of two dimensions, and those of more whose other dimensions have length 1.
struct VariableLabels: LabelMatrices {
  let source: any VariableFile
  /// The variable that is the cube, and no labels.
  var cube = ""

  var file: String { source.path }
  var takesTransposed: Bool { false }

  func all() throws -> [LabelMatrix] {
    source.variables.filter { $0.name != cube && kept($0) != nil && $0.element != nil }.map(matrix)
  }

  func matrix(_ name: String) throws -> LabelMatrix { matrix(try source.variable(name)) }

  private func kept(_ variable: FileVariable) -> [Int]? {
    keptDimensions(of: variable.shape, rank: 2, names: variable.dimensions)
  }

  private func matrix(_ variable: FileVariable) -> LabelMatrix {
    LabelMatrix(
      name: variable.name, shape: kept(variable)?.map { variable.shape[$0] } ?? variable.shape,
      mayBeLabels: !(variable.element is Float.Type || variable.element is Double.Type))
  }

  func described() throws -> [String] { source.variables.map(\.description) }

  func read(_ name: String, rows: Range<Int>) throws -> [Double] {
    let variable = try source.variable(name)
    guard let kept = kept(variable) else {
      throw SceneError(
        file: file, variable: name,
        problem: "is \(variable.description); a label map has rows and columns")
    }
    var start = variable.shape.map { _ in 0 }
    var count = variable.shape.map { _ in 1 }
    (start[kept[0]], count[kept[0]]) = (rows.lowerBound, rows.count)
    count[kept[1]] = variable.shape[kept[1]]
    return try source.numbers(variable, start: start, count: count)
  }

  func place(of matrix: LabelMatrix) throws -> Placement {
    let variable = try source.variable(matrix.name)
    guard let kept = kept(variable) else { return Placement() }
    return CFGeoreference.find(
      file: source, array: "/\(variable.name)",
      rows: .init(count: matrix.shape[0], name: variable.dimensions[kept[0]]),
      columns: .init(count: matrix.shape[1], name: variable.dimensions[kept[1]]))
  }

  func meaning(of name: String) throws -> StoredValues {
    try StoredValues(of: "/\(source.variable(name).name)", in: source)
  }

  func classes(of name: String) throws -> ClassTable? {
    guard let variable = try? source.variable(name) else { return nil }
    return try ClassTable(flagsOf: "/\(variable.name)", in: source)
  }
}
