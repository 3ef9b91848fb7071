/// A simulated scene: fields of several pixels with mixed borders, classes that differ little,
/// fields of one class that differ from each other, an instrument with noise and stripes; with
/// the truth of every pixel.
public struct SceneSimulation: Sendable, Equatable, Codable {
  public var rows: Int
  public var columns: Int
  /// Bands from 400 to 2500 nm.
  public var bands: Int
  public var classes: Int
  /// Same seed and sizes, same scene.
  public var seed: UInt64
  /// 0 (classes far apart, little noise) … 1 (nearly alike). At 0.5, the nearest class mean is
  /// right for three pixels in five; the whole spectrum and its neighbourhood tell nearly all.
  public var difficulty: Double

  /// - Throws: `SceneError` naming the value that cannot be, and its range.
  public init(
    rows: Int = 160, columns: Int = 160, bands: Int = 120, classes: Int = 8, seed: UInt64 = 0,
    difficulty: Double = 0.5
  ) throws {
    self.rows = rows
    self.columns = columns
    self.bands = bands
    self.classes = classes
    self.seed = seed
    self.difficulty = difficulty
    try requireRange("rows", rows, 1...10_000_000)
    try requireRange("columns", columns, 1...10_000_000)
    try requireRange("bands", bands, 2...10_000)
    try requireRange("classes", classes, 2...65535)
    guard difficulty >= 0, difficulty <= 1 else {
      throw Self.error("difficulty", "is \(difficulty)", "Give a number from 0 to 1")
    }
    let pixels = rows * columns
    guard pixels >= 36 * classes else {
      throw Self.error(
        "classes", "\(classes) classes in \(rows)×\(columns) pixels leave less than 36 a class",
        "Give more rows and columns, or fewer classes")
    }
    guard pixels <= 1 << 45 / bands else {
      throw Self.error(
        "rows", "\(rows)×\(columns)×\(bands) values exceed 64 TiB", "Give a smaller scene")
    }
  }

  /// Bytes of the cube before compression.
  public var bytes: Int { rows * columns * bands * MemoryLayout<Int16>.size }

  private func requireRange(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws {
    guard range.contains(value) else {
      throw Self.error(
        name, "is \(value)", "Give a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
  }

  private static func error(_ name: String, _ problem: String, _ remedy: String) -> SceneError {
    SceneError(file: "simulation", variable: name, problem: problem, remedy: remedy)
  }
}
