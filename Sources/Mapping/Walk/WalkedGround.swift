/// A scene that walks go over, rectangle by rectangle.
struct WalkedGround {
  /// What the network says of every pixel.
  let spool: ProbabilitySpool
  let guide: WalkGuide
  /// Class numbers, in the order of the probabilities.
  let numbers: [UInt16]
  /// Pixels around a rectangle that are walked over too; as far as a walk reaches where it is nil.
  let margin: Int?

  /// What walks make of the probabilities of a rectangle: pixels × classes, NaN without a value.
  ///
  /// - Parameter labels: class numbers by pixel of the scene, where walkers are caught at once.
  func probabilities(
    rows: Range<Int>, columns: Range<Int>, _ labels: [Int: UInt16], prior: Float
  ) throws -> [Float] {
    let margin = margin ?? RandomWalk.reach(prior: prior)
    let widened = { (range: Range<Int>, limit: Int) in
      max(0, range.lowerBound - margin)..<min(limit, range.upperBound + margin)
    }
    let outer = (rows: widened(rows, spool.rows), columns: widened(columns, spool.columns))
    let classes = numbers.count
    var priors = try spool.read(rows: outer.rows, columns: outer.columns)
    let count = outer.rows.count * outer.columns.count
    var rates = [Float](repeating: prior, count: count)
    let outputs = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0) })
    var isMissing = [Bool](repeating: false, count: count)
    for pixel in 0..<count {
      let (row, column) = pixel.quotientAndRemainder(dividingBy: outer.columns.count)
      let values = (pixel * classes)..<((pixel + 1) * classes)
      if priors[values.lowerBound].isNaN {
        isMissing[pixel] = true
        for index in values { priors[index] = 0 }
        continue
      }
      let place =
        (outer.rows.lowerBound + row) * spool.columns + outer.columns.lowerBound + column
      guard let output = labels[place].flatMap({ outputs[$0] }) else { continue }
      rates[pixel] = RandomWalk.labelled
      for (c, index) in values.enumerated() { priors[index] = c == output ? 1 : 0 }
    }
    let solved = WalkSolver(
      WalkGround(
        rows: outer.rows.count, columns: outer.columns.count, classes: classes, priors: priors,
        rates: rates, steps: try guide.steps(rows: outer.rows, columns: outer.columns))
    ).solve()
    var inner: [Float] = []
    inner.reserveCapacity(rows.count * columns.count * classes)
    for row in rows {
      for column in columns {
        let pixel =
          (row - outer.rows.lowerBound) * outer.columns.count + column - outer.columns.lowerBound
        inner +=
          isMissing[pixel]
          ? ArraySlice(repeating: .nan, count: classes)
          : solved[(pixel * classes)..<((pixel + 1) * classes)]
      }
    }
    return inner
  }
}
