/// The matrices of a NumPy file.
struct NumPyLabels: LabelMatrices {
  let numPy: NumPyFile

  var file: String { numPy.path }
  var takesTransposed: Bool { false }

  func all() throws -> [LabelMatrix] { numPy.arrays.compactMap(matrix) }

  func matrix(_ name: String) throws -> LabelMatrix {
    let array = try numPy.array(name)
    guard array.number != nil else { throw numPy.noNumbers(array) }
    return matrix(array) ?? LabelMatrix(name: array.name, shape: array.shape, mayBeLabels: false)
  }

  private func matrix(_ array: NPYArray) -> LabelMatrix? {
    guard let number = array.number, let kept = keptDimensions(of: array.shape, rank: 2) else {
      return nil
    }
    let isFloat = number.element is Float.Type || number.element is Double.Type
    return LabelMatrix(
      name: array.name, shape: kept.map { array.shape[$0] },
      // The only array of a file is meant, whatever its type.
      mayBeLabels: !isFloat || numPy.arrays.count == 1)
  }

  func described() throws -> [String] { numPy.arrays.map(\.description) }

  func read(_ name: String, rows: Range<Int>) throws -> [Double] {
    let array = try numPy.array(name)
    let kept = keptDimensions(of: array.shape, rank: 2) ?? []
    guard kept.count == 2 else {
      throw SceneError(
        file: file, variable: name,
        problem: "is \(describe(shape: array.shape)); a label map has rows and columns")
    }
    return try numPy.numbers(array.with(shape: kept.map { array.shape[$0] }), rows: rows)
  }

  func place(of matrix: LabelMatrix) throws -> Placement { Placement() }

  func meaning(of name: String) throws -> StoredValues { StoredValues() }

  func classes(of name: String) throws -> ClassTable? { nil }
}
