/// Arrays by path, with attributes: where the conventions of CF are looked up. Paths begin with
/// "/", which alone is the file itself.
protocol AttributedArrays: Sendable {
  /// The file, as the user named it.
  var path: String { get }
  /// Nil if there is none, or it is neither numbers nor text.
  func attribute(_ name: String, on path: String) throws -> HDF5Attribute?
  func exists(_ path: String) -> Bool
  /// The lengths of an array of numbers; nil for anything else.
  func shape(of path: String) -> [Int]?
  /// What an array's numbers are; nil for anything else.
  func element(of path: String) -> (any HDF5Element.Type)?
  /// The numbers of an array as they are stored, row by row; nil if they cannot be read.
  func stored(_ path: String) -> [Double]?
  /// The number that the file itself gives for what was never written, if that can be told from
  /// data.
  func ownFill(of path: String) -> Double?
  /// Path or name of each dimension of an array; nil for one without.
  func dimensions(of path: String) -> [String?]
}

extension AttributedArrays {
  /// The numbers of an array with its packing and signedness undone; fill and what is outside of
  /// the valid range is NaN. Nil if there is no such array, or it holds more than 2²⁶ numbers.
  func physical(_ path: String) -> [Double]? {
    guard let shape = shape(of: path), let count = product(shape), count <= 1 << 26,
      let values = try? StoredValues(of: path, in: self), let stored = stored(path)
    else { return nil }
    return stored.map(values.physical)
  }

  /// The numbers of an array of one dimension, or of one row or column; nil unless there are
  /// `count`.
  func list(_ path: String, count: Int) -> [Double]? {
    guard let shape = shape(of: path), isList(shape), product(shape) == count else { return nil }
    return physical(path)
  }

  private func isList(_ shape: [Int]) -> Bool { shape.count { $0 != 1 } <= 1 && !shape.isEmpty }

  func text(_ name: String, on path: String) -> String? {
    guard let text = (try? attribute(name, on: path))??.text, !text.isEmpty else { return nil }
    return text
  }

  func numbers(_ name: String, on path: String) -> [Double]? {
    (try? attribute(name, on: path))??.numbers
  }

  /// The groups that an array lies in, its own first, "/" last.
  func folders(of array: String) -> [String] {
    var parts = array.split(separator: "/").dropLast()
    var folders: [String] = []
    while !parts.isEmpty {
      folders.append(parts.map { "/\($0)" }.joined())
      parts.removeLast()
    }
    return folders + ["/"]
  }

  /// The array of a name that an array refers to: in its own group, else in those around it.
  func found(_ name: String, from array: String) -> String? {
    if name.hasPrefix("/") { return exists(name) ? name : nil }
    return folders(of: array).lazy.map { $0 == "/" ? "/\(name)" : "\($0)/\(name)" }
      .first { exists($0) }
  }
}

extension HDF5File: AttributedArrays {
  func shape(of path: String) -> [Int]? {
    guard exists(path), let dataset = try? HDF5Dataset(file: self, path: path),
      dataset.type.isNumeric
    else { return nil }
    return dataset.shape
  }

  func element(of path: String) -> (any HDF5Element.Type)? {
    guard exists(path), let dataset = try? HDF5Dataset(file: self, path: path),
      dataset.type.isNumeric
    else { return nil }
    return dataset.type.element
  }

  func stored(_ path: String) -> [Double]? {
    guard exists(path), let dataset = try? HDF5Dataset(file: self, path: path) else { return nil }
    return try? dataset.readAll(Double.self)
  }

  func ownFill(of path: String) -> Double? {
    (try? HDF5Dataset(file: self, path: path))?.ownFill
  }

  func dimensions(of path: String) -> [String?] {
    guard exists(path), let dataset = try? HDF5Dataset(file: self, path: path) else { return [] }
    return dimensionPaths(of: dataset)
  }
}
