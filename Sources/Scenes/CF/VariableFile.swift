/// A file of variables with named dimensions and attributes: NetCDF-3 and Zarr.
protocol VariableFile: AttributedArrays {
  var variables: [FileVariable] { get }
  /// Reads a block of stored numbers.
  ///
  /// - Parameter target: room for the block, of the variable's element type.
  func read(
    _ variable: FileVariable, start: [Int], count: [Int], into target: UnsafeMutableRawPointer
  ) throws
}

/// A variable of such a file.
struct FileVariable: Sendable {
  /// The library's number of it.
  var id: Int32 = 0
  /// Without a leading slash: "cube", "group/cube".
  var name: String
  var dimensions: [String?]
  var shape: [Int]
  /// Swift's type of the numbers; nil for text.
  var element: (any HDF5Element.Type)?
  /// Shape of the pieces that are decoded as a whole; nil if there are none.
  var chunk: [Int]?

  /// The last part of the name.
  var lastName: String { name.split(separator: "/").last.map(String.init) ?? name }

  /// "cube (224×145×145 int16)".
  var description: String {
    "\(name) (\(describe(shape: shape)) \(element.map(storedTypeName) ?? "text"))"
  }
}

extension VariableFile {
  /// - Parameter name: with or without a leading slash.
  /// - Throws: `SceneError` that lists the variables there are.
  func variable(_ name: String) throws -> FileVariable {
    let name = name.drop { $0 == "/" }
    guard let found = variables.first(where: { $0.name == name }) else {
      throw SceneError(
        file: path, variable: String(name), problem: "there is no such variable",
        remedy: variables.isEmpty
          ? "The file has no variables"
          : "It has " + variables.map(\.description).joined(separator: ", "))
    }
    return found
  }

  /// Reads a block as doubles.
  ///
  /// - Throws: `SceneError` if the variable is text or the block needs more than 2 GiB.
  func numbers(_ variable: FileVariable, start: [Int], count: [Int]) throws -> [Double] {
    guard let element = variable.element, let total = product(count), total <= 1 << 28 else {
      throw SceneError(
        file: path, variable: variable.name, problem: "is \(variable.description)",
        remedy: "Name a variable of numbers")
    }
    func numbers<Element: HDF5Element>(_ element: Element.Type) throws -> [Double] {
      let values = UnsafeMutablePointer<Element>.allocate(capacity: max(1, total))
      defer { values.deallocate() }
      if total > 0 { try read(variable, start: start, count: count, into: values) }
      return (0..<total).map { values[$0].asDouble }
    }
    return try numbers(element)
  }

  func exists(_ path: String) -> Bool { (try? variable(path)) != nil }

  func shape(of path: String) -> [Int]? {
    guard let variable = try? variable(path), variable.element != nil else { return nil }
    return variable.shape
  }

  func element(of path: String) -> (any HDF5Element.Type)? { (try? variable(path))?.element }

  func stored(_ path: String) -> [Double]? {
    guard let variable = try? variable(path) else { return nil }
    return try? numbers(variable, start: variable.shape.map { _ in 0 }, count: variable.shape)
  }

  func dimensions(of path: String) -> [String?] { (try? variable(path))?.dimensions ?? [] }
}
