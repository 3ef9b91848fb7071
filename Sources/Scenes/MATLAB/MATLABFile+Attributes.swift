/// A MATLAB file before 7.3 has no attributes: variables of the same names serve.
extension MATLABFile: AttributedArrays {
  private func named(_ path: String) -> MATLABVariable? {
    let name = path.drop { $0 == "/" }
    return variables.first { $0.name == name }
  }

  func attribute(_ name: String, on path: String) throws -> HDF5Attribute? {
    guard path == "/", let variable = named(name), let count = variable.count, count <= 64,
      let values = stored("/\(name)")
    else { return nil }
    return values.count == 1 ? .double(values[0]) : .doubles(values)
  }

  func exists(_ path: String) -> Bool { path == "/" || named(path) != nil }

  func shape(of path: String) -> [Int]? {
    guard let variable = named(path), variable.element != nil else { return nil }
    return variable.dimensions
  }

  func element(of path: String) -> (any HDF5Element.Type)? { named(path)?.element }

  /// Row by row, as other formats have them.
  func stored(_ path: String) -> [Double]? {
    guard let variable = named(path), variable.element != nil,
      let values = try? numbers(
        variable, start: variable.dimensions.map { _ in 0 }, count: variable.dimensions)
    else { return nil }
    guard variable.dimensions.count == 2 else { return values }
    let (rows, columns) = (variable.dimensions[0], variable.dimensions[1])
    return (0..<values.count).map { values[$0 % columns * rows + $0 / columns] }
  }

  func dimensions(of path: String) -> [String?] { [] }

  func ownFill(of path: String) -> Double? { nil }
}
