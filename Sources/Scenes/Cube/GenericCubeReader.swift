/// A reader that fills windows alike in single and in double precision, and says once how.
protocol GenericCubeReader: CubeReader {
  /// What an error of a window outside of the cube names.
  var place: (file: String, variable: String?) { get }

  /// Reads a window that lies inside `shape`, as `read` does.
  func fill<Value: PhysicalValue>(
    _ window: CubeWindow, _ buffer: UnsafeMutableBufferPointer<Value>
  ) throws
}

extension GenericCubeReader {
  var place: (file: String, variable: String?) { (recognition.format, nil) }

  func read(_ window: CubeWindow, into buffer: UnsafeMutableBufferPointer<Float>) throws {
    try fillInside(window, buffer)
  }

  func read(_ window: CubeWindow, into buffer: UnsafeMutableBufferPointer<Double>) throws {
    try fillInside(window, buffer)
  }

  private func fillInside<Value: PhysicalValue>(
    _ window: CubeWindow, _ buffer: UnsafeMutableBufferPointer<Value>
  ) throws {
    guard window.fits(shape) else {
      throw SceneError(
        file: place.file, variable: place.variable, problem: "\(window) is not inside \(shape)",
        remedy: "Ask for a window inside the scene")
    }
    precondition(
      buffer.count == window.count, "a buffer of \(buffer.count) values for \(window.count)")
    if window.count > 0 { try fill(window, buffer) }
  }
}
