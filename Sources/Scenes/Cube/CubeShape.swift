/// The size of a cube: `rows` lines of `columns` pixels (samples), each a spectrum of `bands`.
public struct CubeShape: Equatable, Hashable, Sendable, Codable, CustomStringConvertible {
  public var rows: Int
  public var columns: Int
  public var bands: Int

  public init(rows: Int, columns: Int, bands: Int) {
    self.rows = rows
    self.columns = columns
    self.bands = bands
  }

  /// Pixels of the scene, rows × columns.
  public var pixels: Int { rows * columns }

  /// "145×145×200", rows × columns × bands.
  public var description: String { "\(rows)×\(columns)×\(bands)" }
}

extension CubeShape {
  /// Holds the size that a file claims to what memory must be found for before any pixel is read.
  ///
  /// - Throws: `SceneError` if there are more bands than any instrument has, or more pixels than
  ///   any scene.
  func requirePlausible(file: String, variable: String?) throws {
    let (pixels, isTooLarge) = rows.multipliedReportingOverflow(by: columns)
    guard !isTooLarge, 1...(1 << 40) ~= pixels, 1...(1 << 16) ~= bands else {
      throw SceneError(
        file: file, variable: variable, problem: "claims \(self) values, which is no scene",
        remedy: "State the order of the axes with `axes`, or fetch the file again")
    }
  }
}
