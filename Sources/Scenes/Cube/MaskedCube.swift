/// Says which values of a cube have no data.
protocol PixelMask: Sendable {
  /// Which values of a window have no data: one flag for each of its pixels, or one for each of its
  /// values, in pixel order.
  ///
  /// - Throws: `SceneError` if the mask cannot be read.
  func holes(in window: CubeWindow) throws -> [Bool]
}

/// A dataset of a file that says which pixels of a cube have no data: those with another number
/// than 0.
struct DatasetMask: PixelMask {
  let mask: HDF5Dataset

  func holes(in window: CubeWindow) throws -> [Bool] {
    try mask.read(
      Int32.self, start: [window.rows.lowerBound, window.columns.lowerBound],
      count: [window.rows.count, window.columns.count]
    ).map { $0 != 0 }
  }
}

/// A cube with what a mask leaves out as NaN.
struct MaskedCube: GenericCubeReader {
  private let cube: any CubeReader
  private let mask: any PixelMask

  init(_ cube: any CubeReader, by mask: any PixelMask) {
    (self.cube, self.mask) = (cube, mask)
  }

  /// - Parameter mask: rows × columns of whole numbers; where one is not 0, all bands are NaN.
  /// - Throws: `SceneError` if the mask has another shape.
  init(_ cube: StoredCube, mask: HDF5Dataset) throws {
    guard mask.shape == [cube.shape.rows, cube.shape.columns] else {
      throw SceneError(
        file: mask.file.path, variable: mask.path,
        problem: "is \(describe(shape: mask.shape)), the cube that it is of \(cube.shape)",
        remedy: "The file is damaged; fetch it again")
    }
    self.init(cube, by: DatasetMask(mask: mask))
  }

  var shape: CubeShape { cube.shape }
  var bands: BandTable { cube.bands }
  var georeference: Georeference? { cube.georeference }
  var recognition: Recognition { cube.recognition }

  func fill<Value: PhysicalValue>(
    _ window: CubeWindow, _ buffer: UnsafeMutableBufferPointer<Value>
  ) throws {
    try Value.read(window, of: cube, into: buffer)
    let holes = try mask.holes(in: window)
    let share = holes.count == window.count ? 1 : window.bands.count
    for (index, isHole) in holes.enumerated() where isHole {
      buffer[index * share..<(index + 1) * share].update(repeating: .nan)
    }
  }
}
