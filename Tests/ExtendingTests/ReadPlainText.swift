@testable import Scenes

/// All values of a cube in plain text, by the example's reader.
func readPlainText(_ path: String) throws -> [Float] {
  let start = try FileStart(path)
  guard try SceneFormat.plainText.isFormat(start) else { return [] }
  let cube = try SceneFormat.plainText.open(start, SceneDescriptor()).cube
  let (rows, columns, bands) = (cube.shape.rows, cube.shape.columns, cube.shape.bands)
  var values = [Float](repeating: 0, count: rows * columns * bands)
  let window = CubeWindow(rows: 0..<rows, columns: 0..<columns, bands: Array(0..<bands))
  try values.withUnsafeMutableBufferPointer { try cube.read(window, into: $0) }
  return values
}
