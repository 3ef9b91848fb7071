package import Foundation
package import Scenes

/// The files of the reference scene in one format, damaged again and again. Each case depends on
/// the seed, the format and its own number alone, so that it can be had without those before it.
package struct DamagedFiles {
  package let format: FormatCase
  /// The file that is opened.
  package let path: String
  private let folder: TemporaryFolder
  private let whole: [(file: String, bytes: Data)]
  private let seed: UInt64

  /// Writes the scene.
  package init(_ format: FormatCase, seed: UInt64) throws {
    self.format = format
    self.seed = seed
    folder = try TemporaryFolder()
    let folder = folder
    path = try format.write(folder)
    whole = try folder.files().map { name in
      (folder.file(name), try Data(contentsOf: URL(fileURLWithPath: folder.file(name))))
    }
  }

  /// Bytes of all its files.
  package var size: Int { whole.reduce(0) { $0 + $1.bytes.count } }

  /// Reads the scene with one of its files damaged, and puts that file back.
  ///
  /// - Returns: why it was refused; nil where it was read.
  package func readCase(_ number: Int) throws -> SceneError? {
    let target = try damage(number)
    defer { try? target.bytes.write(to: URL(fileURLWithPath: target.file)) }
    do {
      try readAll()
      return nil
    } catch let error as SceneError {
      return error
    }
  }

  /// Damages one of the files.
  ///
  /// - Returns: that file, and what was in it.
  package func damage(_ number: Int) throws -> (file: String, bytes: Data) {
    let name = format.name.utf8.reduce(0) { ($0 &* 31) &+ UInt64($1) }
    var generator = SeededGenerator(seed: seed &+ name, stream: UInt64(number))
    let target = whole[Int.random(in: 0..<whole.count, using: &generator)]
    try Mutation.mutate(target.bytes, &generator).write(to: URL(fileURLWithPath: target.file))
    return target
  }

  /// Metadata, lookup table and labels, and the cube where it is as small as the one written.
  package func readAll() throws {
    if format.isLabels { return try InterchangeProducts.readLabels(path) }
    let scene = try Scene.open(path, descriptor: format.descriptor)
    let shape = scene.cube.shape
    let isSmall = shape.rows < 64 && shape.columns < 64 && shape.bands < 64
    let window =
      isSmall
      ? CubeWindow(whole: shape) : CubeWindow(rows: 0..<1, columns: 0..<1, bands: [0])
    var values = [Float](repeating: 0, count: window.count)
    try values.withUnsafeMutableBufferPointer { try scene.cube.read(window, into: $0) }
    _ = try scene.readLookupTable()
    if isSmall, scene.hasLabels { _ = try scene.readLabels() }
  }
}
