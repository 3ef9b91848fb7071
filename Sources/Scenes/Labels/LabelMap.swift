/// The class of each pixel of a scene or map, with the table of the classes.
///
/// Two maps are equal if every pixel has the same code in both, whatever its name.
public struct LabelMap: Equatable, Sendable {
  public let rows: Int
  public let columns: Int
  /// Rows of `classes` from 1, line by line; 0 is "unlabelled", which is no class.
  public var values: [UInt16]
  /// What the values stand for.
  public var classes: ClassTable

  /// - Parameters:
  ///   - rows: of the scene, from 1.
  ///   - columns: of the scene, from 1.
  ///   - values: `rows · columns` codes, row by row; 0 means unlabelled.
  ///   - classes: classes with the codes 1, 2, … up to the largest value if nil.
  public init(rows: Int, columns: Int, values: [UInt16], classes: ClassTable? = nil) {
    precondition(
      values.count == rows * columns, "\(values.count) labels for \(rows)×\(columns) pixels")
    let largest = Int(values.max() ?? 0)
    let table =
      classes
      ?? ClassTable(entries: (0..<largest).map { ClassTable.Entry(code: $0 + 1) })
    precondition(largest <= table.count, "label \(largest) of \(table.count) classes")
    self.rows = rows
    self.columns = columns
    self.values = values
    self.classes = table
  }

  /// A map without any label.
  public init(unlabelled rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns, values: Array(repeating: 0, count: rows * columns))
  }

  public subscript(row row: Int, column column: Int) -> UInt16 {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  /// Code of each pixel's class, line by line; nil if it is unlabelled.
  public var codes: [Int?] { values.map { classes.code(of: Int($0)) } }

  public static func == (a: LabelMap, b: LabelMap) -> Bool {
    a.rows == b.rows && a.columns == b.columns && a.codes == b.codes
  }

  /// Pixels of each row of the table, from 0 (unlabelled) to the largest that occurs.
  public func counts() -> [Int] {
    var counts = [Int](repeating: 0, count: Int(values.max() ?? 0) + 1)
    for value in values { counts[Int(value)] += 1 }
    return counts
  }
}
