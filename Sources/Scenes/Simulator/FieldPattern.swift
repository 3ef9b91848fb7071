/// The fields of a simulated scene: a jittered grid of sites, each point belonging to the nearest.
///
/// Sites are computed from the seed where they are needed, so a scene of any size needs no memory.
struct FieldPattern: Sendable {
  let seed: UInt64
  /// Distance between the grid's lines in pixels.
  let spacing: Double
  /// Sites from left to right within the scene.
  let across: Int
  let classes: Int

  /// Half the width of the tracks between fields, in pixels.
  static let trackHalfWidth = 0.22

  init(rows: Int, columns: Int, classes: Int, seed: UInt64) {
    self.seed = seed
    self.classes = classes
    // About 14 pixels, less where a scene has few pixels for its classes.
    let room = (Double(rows) * Double(columns) / (5 * Double(classes))).squareRoot()
    spacing = max(4, min(14, room.rounded(.down)))
    across = Int((Double(columns) / spacing).rounded(.up))
  }

  /// A field by its place in the grid.
  struct Field: Hashable, Sendable {
    var row: Int
    var column: Int
  }

  /// Random bits of a field that depend on nothing but the seed.
  func bits(_ field: Field, stream: UInt64) -> UInt64 {
    let place = UInt64(bitPattern: Int64(field.row)) << 32 ^ UInt64(bitPattern: Int64(field.column))
    return mixed(mixed(seed ^ stream &* 0xA24B_AED4_963E_E407) ^ place)
  }

  /// Uniform in [0, 1).
  func uniform(_ field: Field, stream: UInt64) -> Double {
    Double(bits(field, stream: stream) >> 11) * 0x1p-53
  }

  /// The two nearest fields of a point (pixels from the upper-left corner) and how much nearer the
  /// first is.
  ///
  /// The distance mixes the greater with the sum of both differences, which makes fields with
  /// straight sides along the grid and corners cut off.
  @inline(__always)
  func nearest(row y: Double, column x: Double) -> (first: Field, second: Field, gap: Double) {
    let i = Int((y / spacing).rounded(.down))
    let j = Int((x / spacing).rounded(.down))
    var first = Field(row: i, column: j)
    var second = first
    var best = Double.infinity
    var next = Double.infinity
    for row in i - 1...i + 1 {
      for column in j - 1...j + 1 {
        let field = Field(row: row, column: column)
        let bits = bits(field, stream: 1)
        let siteY = (Double(row) + 0.15 + 0.7 * Double(bits >> 40) * 0x1p-24) * spacing
        let siteX = (Double(column) + 0.15 + 0.7 * Double(bits & 0xFF_FFFF) * 0x1p-24) * spacing
        let dy = abs(y - siteY)
        let dx = abs(x - siteX)
        let distance = max(dx, dy) + 0.3 * (dx + dy)
        if distance < best {
          (next, second) = (best, first)
          (best, first) = (distance, field)
        } else if distance < next {
          (next, second) = (distance, field)
        }
      }
    }
    return (first, second, next - best)
  }

  /// The class of a field, 0-based. Every run of as many fields as there are classes holds each
  /// class once, in an order of its own.
  func groundClass(of field: Field) -> Int {
    let (run, place) = number(of: field).quotientAndRemainder(dividingBy: classes)
    let draw = mixed(seed ^ UInt64(run) &* 0x9E37_79B9_7F4A_7C15 ^ 0x51)
    var factor = Int(draw >> 33) % classes + 1
    while greatestCommonDivisor(factor, classes) != 1 { factor = factor % classes + 1 }
    return (place * factor + Int(draw & 0xFFFF_FFFF)) % classes
  }

  /// Whether someone went there to see what grows: one field in eight was left out.
  func isSurveyed(_ field: Field) -> Bool {
    let run = number(of: field) / classes
    return run % 2 == 0 || uniform(field, stream: 2) >= 0.25
  }

  /// Fields beyond the scene's border, which reach into it, take numbers of fields inside.
  private func number(of field: Field) -> Int {
    max(0, field.row) * across + max(0, min(across - 1, field.column))
  }

  private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? a : greatestCommonDivisor(b, a % b)
  }
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
@inline(__always)
func mixed(_ value: UInt64) -> UInt64 {
  var z = value &+ 0x9E37_79B9_7F4A_7C15
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
