internal import Foundation

/// The files of a mosaic, of which those used last stay open: a process may have few open files, and
/// a mosaic many tiles.
// What changes is used only under the lock.
final class TilePool: @unchecked Sendable {
  private let descriptor: SceneDescriptor
  private let limit: Int
  private let lock = NSLock()
  private var open: [(path: String, file: OpenedFile)] = []

  /// - Parameters:
  ///   - descriptor: what is stated of every tile.
  ///   - limit: how many files stay open.
  init(descriptor: SceneDescriptor, limit: Int = 64) {
    (self.descriptor, self.limit) = (descriptor, limit)
  }

  /// How many files are open.
  var count: Int { lock.withLock { open.count } }

  /// A tile, opened again if need be.
  ///
  /// - Throws: `SceneError` if it cannot be opened.
  func opened(_ path: String) throws -> OpenedFile {
    let held = lock.withLock {
      open.firstIndex { $0.path == path }.map { index in
        let entry = open.remove(at: index)
        open.append(entry)
        return entry.file
      }
    }
    if let held { return held }
    let file = try openSceneFile(path, descriptor: descriptor)
    lock.withLock {
      if open.count == limit { open.removeFirst() }
      open.append((path, file))
    }
    return file
  }

  /// A tile's file with a cube and labels that open it when they are read.
  func tile(_ path: String) throws -> OpenedFile {
    var file = try opened(path)
    file.cube = PooledCube(file.cube, path: path, pool: self)
    file.labels = PooledLabels(path: path, pool: self)
    file.lookupTable = nil
    return file
  }
}

/// The cube of a tile that need not be open.
private struct PooledCube: GenericCubeReader {
  let path: String
  let pool: TilePool
  let shape: CubeShape
  let bands: BandTable
  let georeference: Georeference?
  let recognition: Recognition

  init(_ cube: any CubeReader, path: String, pool: TilePool) {
    (self.path, self.pool) = (path, pool)
    (shape, bands) = (cube.shape, cube.bands)
    (georeference, recognition) = (cube.georeference, cube.recognition)
  }

  private func cube() throws -> any CubeReader {
    let cube = try pool.opened(path).cube
    guard cube.shape == shape else {
      throw SceneError(
        file: path, problem: "was \(shape) when it was opened first, and is \(cube.shape) now",
        remedy: "Leave the files of the scene alone while they are read")
    }
    return cube
  }

  func fill<Value: PhysicalValue>(
    _ window: CubeWindow, _ buffer: UnsafeMutableBufferPointer<Value>
  ) throws { try Value.read(window, of: cube(), into: buffer) }
}

/// The labels in a tile that need not be open.
private struct PooledLabels: LabelSource {
  let path: String
  let pool: TilePool

  func paths() throws -> [String] { try pool.opened(path).labels.paths() }
  func defaultPath() throws -> String { try pool.opened(path).labels.defaultPath() }
  func read(_ name: String) throws -> GatheredLabels { try pool.opened(path).labels.read(name) }
}
