internal import Foundation
internal import Scenes

/// The probability of every class for every pixel, written by strips of whole rows from the top;
/// nothing is seen under the file's name before `finish`.
public protocol ProbabilityWriter: AnyObject {
  /// Writes the next rows.
  ///
  /// - Parameters:
  ///   - rows: of the scene; they follow those written before.
  ///   - probabilities: `rows · columns · classes` in pixel order, NaN if the pixel has no data.
  /// - Throws: `SceneError` if it cannot be written.
  func write(rows: Range<Int>, probabilities: UnsafeBufferPointer<Float>) throws
  /// Puts the file in its place.
  func finish() throws
  /// Removes what was written.
  func abandon()
}

/// Begins a file of probabilities in the format that its name ends on: GeoTIFF with a float32 band for
/// each class, described by its name; NetCDF and HDF5 with `probability` (class, y, x).
///
/// - Parameters:
///   - path: the file to be written; its extension gives the format.
///   - layout: `classes` are those that the model can give, in the order of its outputs.
/// - Throws: `SceneError` for another extension, or if the file cannot be made.
public func makeProbabilityWriter(
  path: String, layout: MapLayout
) throws -> any ProbabilityWriter {
  try MapFormat.probabilities(path, layout)
}

/// What the writers of probabilities share: blocks of whole chunks, each band by itself.
struct ProbabilityBlocks {
  let layout: MapLayout
  private var blocks: RowBlocks<Float>
  private(set) var rows = 0

  init(_ layout: MapLayout) {
    self.layout = layout
    // Lower than a chunk is wide: a block of a wide scene with many classes is large.
    blocks = RowBlocks(
      rows: layout.rows, columns: layout.columns * layout.classes.count, height: 64)
  }

  mutating func append(
    rows wanted: Range<Int>, _ values: UnsafeBufferPointer<Float>,
    emit: (_ rows: Range<Int>, _ values: UnsafeBufferPointer<Float>) throws -> Void
  ) rethrows {
    precondition(
      wanted.lowerBound == rows && wanted.upperBound <= layout.rows
        && values.count == wanted.count * layout.columns * layout.classes.count,
      "\(values.count) probabilities for rows \(wanted) after \(rows) of \(layout.rows)")
    rows = wanted.upperBound
    try blocks.append(values, emit: emit)
  }

  /// - Throws: `SceneError` if rows are missing.
  func requireComplete(_ path: String) throws {
    guard rows == layout.rows else {
      throw SceneError(file: path, problem: "only \(rows) of \(layout.rows) rows were written")
    }
  }
}

extension MapLayout {
  /// The probabilities of one class out of a block in pixel order.
  func band(_ band: Int, of values: UnsafeBufferPointer<Float>) -> [Float] {
    stride(from: band, to: values.count, by: classes.count).map { values[$0] }
  }
}
