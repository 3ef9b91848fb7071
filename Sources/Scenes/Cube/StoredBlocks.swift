/// Blocks of a cube's stored numbers, as a format's reader hands them out: of the stored type, in
/// the order of the file.
protocol StoredBlocks: Sendable {
  /// The file, as the user named it.
  var file: String { get }
  /// The dataset or variable, where the file has several.
  var variable: String? { get }
  /// Length of each of the three dimensions, the one that varies slowest first.
  var lengths: [Int] { get }
  /// What the dimensions are.
  var axes: [Axis] { get }
  /// Swift's type of the stored numbers.
  var element: any HDF5Element.Type { get }
  /// Shape of the pieces that are decoded as a whole, in the order of `lengths`; nil if any
  /// block can be read for itself.
  var chunk: [Int]? { get }

  /// Reads a block into `target`, which has room for the product of `count` elements.
  ///
  /// - Parameters:
  ///   - start: first index along each dimension; the block lies inside `lengths`.
  ///   - count: length along each dimension, from 1.
  /// - Throws: `SceneError` if the file cannot be read.
  func read(start: [Int], count: [Int], into target: UnsafeMutableRawPointer) throws

  /// Reads a block as above and hands it out, whole or in pieces that make it up; `body` may be
  /// called on several threads at once.
  func forEachPiece(start: [Int], count: [Int], _ body: @Sendable (StoredPiece) -> Void) throws
}

/// A part of a block that has been read.
struct StoredPiece {
  /// First index and length along each dimension of the file.
  var start: [Int]
  var count: [Int]
  /// Values to step over for the next index of each dimension.
  var strides: [Int]
  /// The value at `start`; alive as long as the call that hands it out.
  var values: UnsafeRawPointer
}

extension StoredBlocks {
  func forEachPiece(
    start: [Int], count: [Int], _ body: @Sendable (StoredPiece) -> Void
  ) throws {
    try readAtOnce(start: start, count: count, body)
  }

  /// Reads a block and hands it out whole.
  func readAtOnce(
    start: [Int], count: [Int], _ body: @Sendable (StoredPiece) -> Void
  ) throws {
    let values = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count.reduce(elementBytes, *)), alignment: 64)
    defer { values.deallocate() }
    try read(start: start, count: count, into: values)
    body(
      StoredPiece(
        start: start, count: count, strides: [count[1] * count[2], count[2], 1],
        values: UnsafeRawPointer(values)))
  }

  /// Bytes of a stored number.
  var elementBytes: Int { element.byteCount }

  /// Rows × columns × bands.
  var shape: CubeShape {
    CubeShape(
      rows: lengths[axes.firstIndex(of: .row) ?? 0],
      columns: lengths[axes.firstIndex(of: .column) ?? 1],
      bands: lengths[axes.firstIndex(of: .band) ?? 2])
  }

  /// "uint16", "float32", …
  var storedType: String { storedTypeName(element) }
}

/// "uint16", "float32", … of one of Swift's number types.
func storedTypeName(_ element: any HDF5Element.Type) -> String {
  switch element {
  case is Float.Type: "float32"
  case is Double.Type: "float64"
  default: "\(element)".lowercased()
  }
}
