public import Scenes

/// What patches are cut from: windows of spectra, NaN where a value is missing.
public protocol SpectraReader: Sendable {
  /// Rows × columns × bands that `read` delivers.
  var shape: CubeShape { get }
  /// Reads a window inside the scene into rows × columns × bands values, in pixel order.
  func read(
    rows: Range<Int>, columns: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws
}

/// A scene's kept bands.
extension Scene: SpectraReader {}
