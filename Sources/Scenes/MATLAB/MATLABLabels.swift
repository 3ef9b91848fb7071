/// The numeric variables of two dimensions of a MATLAB file before 7.3.
struct MATLABLabels: LabelMatrices {
  let matlab: MATLABFile

  var file: String { matlab.path }
  var takesTransposed: Bool { true }

  func all() throws -> [LabelMatrix] {
    matlab.variables.filter { $0.dimensions.count == 2 && $0.element != nil }.map {
      LabelMatrix(name: $0.name, shape: $0.dimensions, mayBeLabels: true)
    }
  }

  func matrix(_ name: String) throws -> LabelMatrix {
    LabelMatrix(name: name, shape: try matlab.variable(name).dimensions, mayBeLabels: true)
  }

  func described() throws -> [String] { matlab.variables.map(\.description) }

  func read(_ name: String, rows: Range<Int>) throws -> [Double] {
    let variable = try matlab.variable(name)
    let columns = variable.dimensions[1]
    let stored = try matlab.numbers(
      variable, start: [rows.lowerBound, 0], count: [rows.count, columns])
    return (0..<stored.count).map { stored[$0 % columns * rows.count + $0 / columns] }
  }

  func place(of matrix: LabelMatrix) throws -> Placement {
    CFGeoreference.find(
      file: matlab, array: "/\(matrix.name)", rows: .init(count: matrix.shape[0]),
      columns: .init(count: matrix.shape[1]))
  }

  func meaning(of name: String) throws -> StoredValues { StoredValues() }

  func classes(of name: String) throws -> ClassTable? { nil }
}

extension MATLABFile {
  /// Reads a block as doubles, in MATLAB's order.
  func numbers(_ variable: MATLABVariable, start: [Int], count: [Int]) throws -> [Double] {
    guard let element = variable.element else {
      throw SceneError(
        file: path, variable: variable.name, problem: "is no array of plain numbers",
        remedy: "Name a numeric variable")
    }
    func numbers<Element: HDF5Element>(_ element: Element.Type) throws -> [Double] {
      let total = product(count) ?? 0
      let values = UnsafeMutablePointer<Element>.allocate(capacity: max(1, total))
      defer { values.deallocate() }
      try read(variable, start: start, count: count, into: UnsafeMutableRawPointer(values))
      return (0..<total).map { values[$0].asDouble }
    }
    return try numbers(element)
  }
}
