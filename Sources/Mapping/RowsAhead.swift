internal import Foundation
internal import Scenes
internal import Torch

/// Reads strips of whole rows of a scene, one strip ahead of whoever works on them.
struct RowsAhead {
  struct Strip {
    let rows: Range<Int>
    /// Pixels × bands, NaN where a value is missing.
    let spectra: Tensor
  }

  private let scene: Scene
  private var waiting: ArraySlice<Range<Int>>
  private var reading: Reading?

  /// - Parameter strips: rows of each, in the order in which they are wanted.
  init(_ scene: Scene, _ strips: [Range<Int>]) {
    self.scene = scene
    waiting = strips[...]
    reading = waiting.popFirst().map { Reading(scene, $0) }
  }

  /// The next strip; nil after the last.
  mutating func next() throws -> Strip? {
    let strip = try reading?.finish()
    reading = waiting.popFirst().map { Reading(scene, $0) }
    return strip
  }
}

/// A strip while a thread reads it.
// The thread alone writes the strip, before it signals; `finish` looks at it after that.
private final class Reading: @unchecked Sendable {
  private let isDone = DispatchSemaphore(value: 0)
  private var strip: Result<RowsAhead.Strip, any Error>?

  init(_ scene: Scene, _ rows: Range<Int>) {
    Thread.detachNewThread { [self] in
      strip = Result {
        let shape = scene.shape
        let spectra = try Tensor.staging(
          [rows.count * shape.columns, shape.bands], for: .cpu)
        try spectra.withElements(Float.self) {
          try scene.read(rows: rows, columns: 0..<shape.columns, into: $0)
        }
        return RowsAhead.Strip(rows: rows, spectra: spectra)
      }
      isDone.signal()
    }
  }

  func finish() throws -> RowsAhead.Strip? {
    isDone.wait()
    return try strip?.get()
  }
}
