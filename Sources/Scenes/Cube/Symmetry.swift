/// One of the eight ways to lay a grid down: rows and columns exchanged or not, then rows, then
/// columns in the opposite order or not.
struct Symmetry: Equatable {
  var isTransposed = false
  var flipsRows = false
  var flipsColumns = false

  static let all: [Symmetry] = [false, true].flatMap { transposed in
    [false, true].flatMap { rows in
      [false, true].map { Symmetry(isTransposed: transposed, flipsRows: rows, flipsColumns: $0) }
    }
  }

  /// The coefficients of the grid laid down so; as in `Georeference`.
  ///
  /// - Parameter rows: of the grid before; likewise `columns`.
  func applied(to transform: [Double], rows: Int, columns: Int) -> [Double] {
    var t = transform
    var (rows, columns) = (rows, columns)
    if isTransposed {
      (t[1], t[2]) = (t[2], t[1])
      (t[4], t[5]) = (t[5], t[4])
      swap(&rows, &columns)
    }
    if flipsRows {
      t = [t[0] + Double(rows) * t[2], t[1], -t[2], t[3] + Double(rows) * t[5], t[4], -t[5]]
    }
    if flipsColumns {
      t = [t[0] + Double(columns) * t[1], -t[1], t[2], t[3] + Double(columns) * t[4], -t[4], t[5]]
    }
    return t
  }
}

extension LabelMap {
  /// The labels laid down in another way.
  func laid(_ symmetry: Symmetry) -> LabelMap {
    if symmetry == Symmetry() { return self }
    let (height, width) = symmetry.isTransposed ? (columns, rows) : (rows, columns)
    var result = LabelMap(
      rows: height, columns: width, values: [UInt16](repeating: 0, count: values.count),
      classes: classes)
    for row in 0..<height {
      for column in 0..<width {
        let (r, c) = (
          symmetry.flipsRows ? height - 1 - row : row,
          symmetry.flipsColumns ? width - 1 - column : column
        )
        result[row: row, column: column] =
          symmetry.isTransposed ? self[row: c, column: r] : self[row: r, column: c]
      }
    }
    return result
  }

  /// The labels with rows and columns in the order of another grid, and their place so: NetCDF
  /// often has rows from the south. Unchanged if pixels differ in size or direction.
  func oriented(
    like outer: Georeference, from place: Georeference
  ) -> (labels: LabelMap, place: Georeference) {
    let b = outer.transform
    let pixel = max(abs(b[1]), abs(b[2]), abs(b[4]), abs(b[5]))
    let found = Symmetry.all.first { symmetry in
      let a = symmetry.applied(to: place.transform, rows: rows, columns: columns)
      return [1, 2, 4, 5].allSatisfy { abs(a[$0] - b[$0]) <= 0.01 * pixel }
    }
    guard let found else { return (self, place) }
    let transform = found.applied(to: place.transform, rows: rows, columns: columns)
    return (laid(found), Georeference(transform: transform, crs: place.crs))
  }
}
