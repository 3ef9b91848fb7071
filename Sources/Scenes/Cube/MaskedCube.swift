/// A cube beside which a dataset says which of its pixels have no data.
struct MaskedCube: CubeReader {
  private let cube: StoredCube
  private let mask: HDF5Dataset

  /// - Parameter mask: rows × columns of whole numbers; where one is not 0, all bands are NaN.
  /// - Throws: `SceneError` if the mask has another shape.
  init(_ cube: StoredCube, mask: HDF5Dataset) throws {
    guard mask.shape == [cube.shape.rows, cube.shape.columns] else {
      throw SceneError(
        file: mask.file.path, variable: mask.path,
        problem: "is \(describe(shape: mask.shape)), the cube that it is of \(cube.shape)",
        remedy: "The file is damaged; fetch it again")
    }
    (self.cube, self.mask) = (cube, mask)
  }

  var shape: CubeShape { cube.shape }
  var bands: BandTable { cube.bands }
  var georeference: Georeference? { cube.georeference }
  var recognition: Recognition { cube.recognition }

  func read(_ window: CubeWindow, into buffer: UnsafeMutableBufferPointer<Float>) throws {
    try cube.read(window, into: buffer)
    try apply(to: window, buffer)
  }

  func read(_ window: CubeWindow, into buffer: UnsafeMutableBufferPointer<Double>) throws {
    try cube.read(window, into: buffer)
    try apply(to: window, buffer)
  }

  private func apply<Value: BinaryFloatingPoint>(
    to window: CubeWindow, _ buffer: UnsafeMutableBufferPointer<Value>
  ) throws {
    let bands = window.bands.count
    guard bands > 0 else { return }
    let flags = try mask.read(
      Int32.self, start: [window.rows.lowerBound, window.columns.lowerBound],
      count: [window.rows.count, window.columns.count])
    for (pixel, flag) in flags.enumerated() where flag != 0 {
      buffer[pixel * bands..<(pixel + 1) * bands].update(repeating: .nan)
    }
  }
}
