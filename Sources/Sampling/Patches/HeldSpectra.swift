internal import Scenes

/// Spectra by number: in memory, or if they exceed a limit in a file without a name.
// Filled by the one thread that makes it, and only read afterwards.
final class HeldSpectra: @unchecked Sendable {
  private enum Place {
    case memory(UnsafeMutablePointer<Float>)
    case file(SpoolFile)
  }

  let count: Int
  let bands: Int
  private let place: Place

  /// - Parameter limit: bytes of memory that they may take.
  /// - Throws: `SceneError` if they exceed it and there is no room on the disk.
  init(count: Int, bands: Int, limit: Int) throws {
    (self.count, self.bands) = (count, bands)
    let bytes = count * bands * MemoryLayout<Float>.stride
    place =
      bytes <= limit
      ? .memory(.allocate(capacity: max(1, count * bands)))
      : .file(try SpoolFile(bytes: bytes, contents: "the ground around the training pixels"))
  }

  deinit {
    if case .memory(let values) = place { values.deallocate() }
  }

  /// Has `body` write some spectra, which lie one behind the other.
  ///
  /// - Throws: `SceneError` if they cannot be kept on the disk.
  func fill(_ numbers: Range<Int>, _ body: (UnsafeMutablePointer<Float>) -> Void) throws {
    guard !numbers.isEmpty else { return }
    switch place {
    case .memory(let values): body(values + numbers.lowerBound * bands)
    case .file(let file):
      let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: numbers.count * bands)
      defer { values.deallocate() }
      body(values.baseAddress!)
      try file.write(UnsafeRawBufferPointer(values), at: offset(numbers.lowerBound))
    }
  }

  /// The spectrum of a number, where it lies in memory.
  func inMemory(_ number: Int) -> UnsafePointer<Float>? {
    guard case .memory(let values) = place else { return nil }
    return UnsafePointer(values + number * bands)
  }

  /// Reads some spectra from the disk, one behind the other; nothing where they lie in memory.
  ///
  /// - Throws: `SceneError` if they cannot be read.
  func read(_ numbers: Range<Int>, into target: UnsafeMutablePointer<Float>) throws {
    guard case .file(let file) = place else { return }
    try file.read(
      UnsafeMutableRawBufferPointer(
        UnsafeMutableBufferPointer(start: target, count: numbers.count * bands)),
      at: offset(numbers.lowerBound))
  }

  var isInMemory: Bool {
    if case .memory = place { true } else { false }
  }

  private func offset(_ number: Int) -> Int { number * bands * MemoryLayout<Float>.stride }
}
