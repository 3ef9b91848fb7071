/// The pixels of one class in a rectangle of a grid.
struct LabelMask {
  let window: (rows: Range<Int>, columns: Range<Int>)
  /// 1 where the pixel is of the class, row by row.
  var isSet: [UInt8]

  init(window: (rows: Range<Int>, columns: Range<Int>)) {
    self.window = window
    isSet = Array(repeating: 0, count: window.rows.count * window.columns.count)
  }

  /// All pixels of a rectangle.
  init(all window: (rows: Range<Int>, columns: Range<Int>)) {
    self.init(window: window)
    isSet = isSet.map { _ in 1 }
  }
}

/// Labels of several sources, or overlapping features of one, on one grid.
///
/// A pixel that two of them give to different classes is unlabelled and counted: what its labels
/// dispute is no ground to train or to judge on.
package struct MergedLabels {
  package let rows: Int
  package let columns: Int
  /// The first class number that a pixel was given, 0 for none.
  private var values: [UInt16]
  private var isDisputed: [Bool]

  package init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    values = Array(repeating: 0, count: rows * columns)
    isDisputed = Array(repeating: false, count: rows * columns)
  }

  /// Adds a class number of 1 or more to a pixel.
  package mutating func add(_ label: UInt16, row: Int, column: Int) {
    let pixel = row * columns + column
    if values[pixel] == 0 {
      values[pixel] = label
    } else if values[pixel] != label {
      isDisputed[pixel] = true
    }
  }

  mutating func add(_ label: UInt16, mask: LabelMask) {
    var index = 0
    for row in mask.window.rows {
      for column in mask.window.columns {
        if mask.isSet[index] != 0 { add(label, row: row, column: column) }
        index += 1
      }
    }
  }

  /// Adds labels on the grid of a lookup table to the image that it is of. A cell that was filled from
  /// its neighbour shows no ground of its own, so that its label is no pixel's.
  mutating func add(_ ground: LabelMap, through table: GeographicLookupTable) {
    for row in 0..<table.rows {
      for column in 0..<table.columns {
        let label = ground[row: row, column: column]
        guard label != 0, !table.isFilled(row: row, column: column),
          let pixel = table.source(row: row, column: column)
        else { continue }
        add(label, row: pixel.row, column: pixel.column)
      }
    }
  }

  /// Pixels that were given to more than one class.
  package var disputed: Int { isDisputed.count { $0 } }

  /// The labels, disputed pixels unlabelled.
  package var labels: LabelMap {
    LabelMap(
      rows: rows, columns: columns,
      values: zip(values, isDisputed).map { $1 ? 0 : $0 })
  }
}
