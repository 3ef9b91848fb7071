/// The arrays of two dimensions in a file that may be label maps.
protocol LabelMatrices: Sendable {
  /// The file, as the user named it.
  var file: String { get }
  /// Whether a map whose transpose alone is as large as the scene is turned and taken.
  var takesTransposed: Bool { get }
  /// All that hold numbers.
  func all() throws -> [LabelMatrix]
  /// - Throws: `SceneError` that lists what there is.
  func matrix(_ name: String) throws -> LabelMatrix
  /// "/labels (145×145 uint8)" for all arrays of the file.
  func described() throws -> [String]
  /// Some rows of a matrix, row by row.
  func read(_ name: String, rows: Range<Int>) throws -> [Double]
  /// Where a matrix lies on Earth, its rows and columns in the order of the file.
  func place(of matrix: LabelMatrix) throws -> Placement
  /// What stored numbers mean: those that are "no data", packing and sign.
  func meaning(of name: String) throws -> StoredValues
  /// Classes that the file names beside the matrix, by code.
  func classes(of name: String) throws -> ClassTable?
}

/// A matrix by name and size.
struct LabelMatrix: Sendable {
  var name: String
  var shape: [Int]
  /// Whether its type, or the habit of its format, lets it be taken for labels unasked.
  var mayBeLabels: Bool
}
