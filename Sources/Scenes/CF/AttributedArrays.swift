/// Arrays by path, with attributes: where the conventions of CF are looked up. Paths begin with
/// "/", which alone is the file itself.
protocol AttributedArrays {
  /// Nil where there is none, or it is neither numbers nor text.
  func attribute(_ name: String, on path: String) throws -> HDF5Attribute?
  func exists(_ path: String) -> Bool
  /// The numbers of an array of one dimension; nil unless there are `count`.
  func list(_ path: String, count: Int) -> [Double]?
}

extension HDF5File: AttributedArrays {
  func list(_ path: String, count: Int) -> [Double]? {
    guard let dataset = try? dataset(path), dataset.shape == [count] else { return nil }
    return try? dataset.readAll(Double.self)
  }
}
