/// Labels while they are read from a file: the stored numbers become rows of a table.
///
/// What means "no label" is stated by the file or the user: a no-data value, `unlabelled`, NaN, or a
/// name such as "Unclassified". The stored 0 means it too, unless 0 has a name, or another value is
/// stated to mean it; then 0 is a class.
struct CodedLabels {
  let rows: Int
  let columns: Int
  private var book: CodeBook
  private var values: [UInt16]
  private var last: (number: Double, row: UInt16) = (.nan, 0)

  /// The file or variable, for messages.
  var source: String { book.source }
  /// What the user states to mean "no label".
  var unlabelled: Int? { book.unlabelled }
  /// What the file states to mean it.
  var nodata: [Double] { book.nodata }

  /// - Parameters:
  ///   - names: the classes that the file names, by code.
  ///   - nodata: what the file states to mean "no label".
  init(
    rows: Int, columns: Int, source: String, names: ClassTable?, unlabelled: Int?,
    nodata: [Double]
  ) {
    self.rows = rows
    self.columns = columns
    book = CodeBook(source: source, names: names, unlabelled: unlabelled, nodata: nodata)
    values = Array(repeating: 0, count: rows * columns)
  }

  /// Takes the number that is stored for a pixel.
  mutating func set(row: Int, column: Int, _ number: Double) throws {
    let pixel = row * columns + column
    if number == last.number {
      values[pixel] = last.row
      return
    }
    let label = try book.place(of: number, row: row, column: column)
    last = (number, label)
    values[pixel] = label
  }

  /// The labels with a table of the classes that occur, and what is to be told of them.
  ///
  /// - Throws: `SceneError` if a negative number occurs and nothing says what means "no label".
  func labels() throws -> (labels: LabelMap, notes: [String]) {
    var counts = [Int](repeating: 0, count: book.count + 1)
    for value in values { counts[Int(value)] += 1 }
    let meaning = try book.meaning(pixels: counts)
    return (
      LabelMap(
        rows: rows, columns: columns, values: values.map { meaning.rows[Int($0)] },
        classes: meaning.classes), meaning.notes
    )
  }
}
