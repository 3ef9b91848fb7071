import Foundation
import Scenes
import TestSupport
import Testing

/// Damaged files give errors or numbers, and nothing else. `FACET_MUTATIONS` is how many of each
/// format are tried; the same seed gives the same files.
@Suite("Damaged files of every format") struct MutationTests {
  private static var count: Int {
    ProcessInfo.processInfo.environment["FACET_MUTATIONS"].flatMap { Int($0) } ?? 12
  }

  /// One of each reader, by the names of `FormatCase`. HDF5 1.10 itself reads beyond its memory in
  /// some damaged files, so that its formats are tried only where `FACET_MUTATIONS` asks for it.
  private static let formats: [FormatCase] = {
    let isAsked = ProcessInfo.processInfo.environment["FACET_MUTATIONS"] != nil
    let ours = ["MATLAB 5", "ENVI", "EnMAP", "DESIS", "GeoTIFF"]
    let kept = ["ENVI bil type 4", "ENVI bsq type 5, big-endian, offset"]
    return FormatCase.all.filter { format in
      (isAsked || ours.contains(format.format))
        && (format.format != "ENVI" || kept.contains(format.name))
    }
  }()

  @Test("Bytes changed, cut off or repeated", arguments: formats)
  func mutated(_ format: FormatCase) throws {
    let folder = try TemporaryFolder()
    let path = try format.write(folder)
    let seeds = try folder.contents().map { name in
      (folder.file(name), try #require(FileManager.default.contents(atPath: folder.file(name))))
    }
    var generator = SeededGenerator(seed: 7)
    for number in 0..<Self.count {
      let (target, whole) = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
      let damaged = mutate(whole, &generator)
      try damaged.write(to: URL(fileURLWithPath: target))
      let log = ProcessInfo.processInfo.environment["FACET_MUTATION_LOG"]
      if let log {
        try "\(format.name) \(number)\n".write(toFile: log, atomically: false, encoding: .utf8)
      }
      let start = ContinuousClock.now
      do {
        try readAll(path, format)
      } catch is SceneError {
      }
      #expect(ContinuousClock.now - start < .seconds(5), "\(format.name), file \(number)")
      try whole.write(to: URL(fileURLWithPath: target))
    }
    try readAll(path, format)
  }

  /// Metadata, labels, and the cube where it is as small as the one written.
  private func readAll(_ path: String, _ format: FormatCase) throws {
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

  /// One to eight bytes set to values that tend to break readers, a piece cut off, or one written
  /// over another.
  private func mutate(_ whole: Data, _ generator: inout SeededGenerator) -> Data {
    var bytes = whole
    // Headers stand in the first kilobytes of most formats, so half of the changes go there.
    func place() -> Int {
      let end = Bool.random(using: &generator) ? min(bytes.count, 2048) : bytes.count
      return Int.random(in: 0..<max(1, end), using: &generator)
    }
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: return bytes.prefix(place())
    case 1:
      let (from, to) = (place(), place())
      let length = min(64, bytes.count - max(from, to))
      if length > 0 { bytes.replaceSubrange(to..<to + length, with: whole[from..<from + length]) }
      return bytes
    default:
      for _ in 0..<Int.random(in: 1...8, using: &generator) where !bytes.isEmpty {
        let odd: [UInt8] = [0, 1, 0x7F, 0x80, 0xFE, 0xFF]
        bytes[place()] =
          Bool.random(using: &generator)
          ? odd[Int.random(in: 0..<odd.count, using: &generator)]
          : UInt8.random(in: 0...255, using: &generator)
      }
      return bytes
    }
  }
}
