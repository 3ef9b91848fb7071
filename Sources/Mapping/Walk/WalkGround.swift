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
}
