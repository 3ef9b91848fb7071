/// What is known of a rectangle of pixels before the walk.
package struct WalkGround {
  package let rows: Int
  package let columns: Int
  package let classes: Int
  /// rows × columns × classes: the network's probabilities, or a label's.
  package var priors: [Float]
  /// The rate at which a walker is caught at each pixel; 0 without a value.
  package var rates: [Float]
  /// Weights of the steps from each pixel to the right, to the left below, below, and to the right
  /// below: rows × columns × 4; 0 if there is no such neighbour, or either has no value.
  package var steps: [Float]
  /// What solving starts from, rows × columns × classes, and what fixed pixels keep.
  package var start: [Float]
  /// 1 for each pixel whose values are known already, else 0.
  package var fixed: [UInt8]
  /// Whether the values of a pixel add up to 1.
  package var areShares = true

  /// Row and column of the neighbours that `steps` leads to.
  package static let neighbours = [(0, 1), (1, -1), (1, 0), (1, 1)]

  /// Starts from the priors, with no pixel fixed.
  package init(
    rows: Int, columns: Int, classes: Int, priors: [Float], rates: [Float], steps: [Float]
  ) {
    precondition(
      priors.count == rows * columns * classes && rates.count == rows * columns
        && steps.count == rows * columns * 4,
      "\(priors.count) priors, \(rates.count) rates and \(steps.count) steps for "
        + "\(rows)×\(columns) pixels and \(classes) classes")
    self.rows = rows
    self.columns = columns
    self.classes = classes
    self.priors = priors
    self.rates = rates
    self.steps = steps
    start = priors
    fixed = Array(repeating: 0, count: rows * columns)
  }

  /// Numbers the pixels that are looked for, those with a value that are not fixed; −1 for others.
  func unknown() -> (rows: [Int32], count: Int) {
    var rows = [Int32](repeating: -1, count: fixed.count)
    var count = 0
    for pixel in rows.indices where fixed[pixel] == 0 && rates[pixel] > 0 {
      rows[pixel] = Int32(count)
      count += 1
    }
    return (rows, count)
  }

  /// Values of this ground, NaN without a value.
  func withNaN(_ values: [Float]) -> [Float] {
    var values = values
    for pixel in rates.indices where rates[pixel] == 0 {
      for index in (pixel * classes)..<((pixel + 1) * classes) { values[index] = .nan }
    }
    return values
  }

  /// Takes the value of every pixel that is far from some, if most are.
  ///
  /// - Parameters:
  ///   - distance: rows and columns that are near.
  ///   - places: the pixels that others are near to.
  /// - Returns: whether all pixels have what they had.
  mutating func keep(within distance: Int, of places: [(row: Int, column: Int)]) -> Bool {
    var isFar = [Bool](repeating: true, count: rates.count)
    for place in places {
      for row in max(0, place.row - distance)...min(rows - 1, place.row + distance) {
        let first = row * columns + max(0, place.column - distance)
        let last = row * columns + min(columns - 1, place.column + distance)
        isFar.replaceSubrange(first...last, with: repeatElement(false, count: last - first + 1))
      }
    }
    guard isFar.count(where: \.self) * 2 > isFar.count else { return true }
    for pixel in isFar.indices where isFar[pixel] { rates[pixel] = 0 }
    return false
  }
}
