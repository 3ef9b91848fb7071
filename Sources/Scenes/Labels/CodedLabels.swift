/// Labels while they are read from a file: the stored numbers become rows of a table.
///
/// What means "no label" is stated by the file or the user: a no-data value, `unlabelled`, NaN, or a
/// name such as "Unclassified". The stored 0 means it too, unless 0 has a name, or another value is
/// stated to mean it; then 0 is a class.
struct CodedLabels {
  let rows: Int
  let columns: Int
  /// The file or variable, for messages.
  let source: String
  /// What the user states to mean "no label".
  let unlabelled: Int?
  /// What the file states to mean it.
  let nodata: [Double]
  private let names: ClassTable?
  private var values: [UInt16]
  private var codes: [Int] = []
  private var rowOf: [Int: UInt16] = [:]
  private var last: (number: Double, row: UInt16) = (.nan, 0)
  private var hasNaN = false

  /// - Parameters:
  ///   - names: the classes that the file names, by code.
  ///   - nodata: what the file states to mean "no label".
  init(
    rows: Int, columns: Int, source: String, names: ClassTable?, unlabelled: Int?,
    nodata: [Double]
  ) {
    self.rows = rows
    self.columns = columns
    self.source = source
    self.names = names
    self.unlabelled = unlabelled
    self.nodata = nodata
    values = Array(repeating: 0, count: rows * columns)
  }

  /// Whether something other than 0 is stated to mean "no label".
  private var statesNone: Bool {
    hasNaN || nodata.contains { $0 != 0 } || unlabelled.map { $0 != 0 } == true
  }

  /// Takes the number that is stored for a pixel.
  mutating func set(row: Int, column: Int, _ number: Double) throws {
    let pixel = row * columns + column
    if number == last.number {
      values[pixel] = last.row
      return
    }
    let label = try label(number, row: row, column: column)
    last = (number, label)
    values[pixel] = label
  }

  private mutating func label(_ number: Double, row: Int, column: Int) throws -> UInt16 {
    if number.isNaN {
      hasNaN = true
      return 0
    }
    if nodata.contains(number) || number == unlabelled.map(Double.init) { return 0 }
    guard let code = Int(exactly: number) else {
      throw SceneError(
        file: source,
        problem: "is \(number) at row \(row), column \(column); labels are whole numbers",
        remedy: "Give class codes; state `unlabelled` in the scene descriptor if one of them "
          + "means \"no label\"")
    }
    if let known = rowOf[code] { return known }
    guard codes.count < 65_534 else {
      throw SceneError(
        file: source, problem: "holds more than 65534 different numbers; these are no classes",
        remedy: "Name the label map")
    }
    codes.append(code)
    let label = UInt16(codes.count)
    rowOf[code] = label
    return label
  }

  /// The labels with a table of the classes that occur, and what is to be told of them.
  ///
  /// - Throws: `SceneError` if a negative number occurs and nothing says what means "no label".
  func labels() throws -> (labels: LabelMap, notes: [String]) {
    if let negative = codes.first(where: { $0 < 0 }), !statesNone {
      throw SceneError(
        file: source, problem: "holds \(negative), and nothing says whether that is a class",
        remedy: "State what means \"no label\", such as `unlabelled: \(negative)` in the scene "
          + "descriptor (--set scene.unlabelled=\(negative))")
    }
    let listed = (names?.entries ?? []) + (names?.absent ?? [])
    let byCode = Dictionary(listed.map { ($0.code, $0) }) { first, _ in first }
    let entries = codes.map { byCode[$0] ?? ClassTable.Entry(code: $0) }
    let isNone = entries.map(meansNone)
    var map = LabelMap(
      rows: rows, columns: columns,
      values: values.map { $0 > 0 && isNone[Int($0) - 1] ? 0 : $0 },
      classes: ClassTable(
        entries: zip(entries, isNone).map { $1 ? ClassTable.Entry(code: $0.code) : $0 },
        absent: listed.filter { $0.isNamed && rowOf[$0.code] == nil && mayBeAbsent($0) }))
    map = map.compacted()
    return (map, notes(map, zip(entries, isNone).filter(\.1).map(\.0)))
  }

  /// Whether a class is "no label" by its name, or as the stored 0.
  private func meansNone(_ entry: ClassTable.Entry) -> Bool {
    entry.code == 0
      ? ClassTable.meansNone(entry.name) || !entry.isNamed && !statesNone
      : ClassTable.surelyMeansNone(entry.name)
  }

  private func mayBeAbsent(_ entry: ClassTable.Entry) -> Bool {
    !meansNone(entry) && entry.code != unlabelled && !nodata.contains(Double(entry.code))
  }

  private func notes(_ map: LabelMap, _ none: [ClassTable.Entry]) -> [String] {
    var notes = none.filter { $0.code != 0 }.map {
      "\(source): \($0.code) means \"no label\", since it is named \($0.name)"
    }
    if let row = map.classes.row(ofCode: 0) {
      let pixels = map.values.count { $0 == UInt16(row) }
      let reason =
        unlabelled.map { "`unlabelled` is \($0)" }
        ?? nodata.first { $0 != 0 }.map { "its no-data value is \(plain($0))" }
        ?? (hasNaN ? "NaN means \"no label\" in it" : "it is named \(map.classes.name(of: row))")
      notes.append(
        "\(source): 0 is a class of \(counted(pixels, "pixel")), since \(reason). State `unlabelled: 0` "
          + "if 0 means \"no label\"")
    }
    if let note = usualNone(map) { notes.append(note) }
    let nameless = map.classes.entries.filter { !$0.isNamed }.map { "\($0.code)" }
    if map.classes.isNamed, !nameless.isEmpty {
      notes.append(
        "\(source): names its classes, but not \(nameless.prefix(8).joined(separator: ", "))")
    }
    let named = Dictionary(grouping: map.classes.entries.filter(\.isNamed)) { classKey($0.name) }
    for (_, same) in named.sorted(by: { $0.key < $1.key }) where same.count > 1 {
      let codes = same.map { "\($0.code)" }.joined(separator: " and ")
      notes.append("\(source): the codes \(codes) have one name, \(same[0].name)")
    }
    return notes
  }

  /// Numbers that other programs write for "no label".
  private static let usualNones: Set<Int> = [99, 127, 255, 999, 9999, 32_767, 65_535]

  /// What there is to say of a class whose code usually means "no label", if nothing states what does
  /// and no other code is near.
  private func usualNone(_ map: LabelMap) -> String? {
    let entries = map.classes.entries.sorted { $0.code < $1.code }
    guard !statesNone, entries.count > 1, let last = entries.last, !last.isNamed,
      Self.usualNones.contains(last.code), entries[entries.count - 2].code < last.code / 2,
      let row = map.classes.row(ofCode: last.code)
    else { return nil }
    let pixels = map.values.count { $0 == UInt16(row) }
    return
      "\(source): \(last.code) is taken for a class of \(counted(pixels, "pixel")). State "
      + "`unlabelled: \(last.code)` if it means \"no label\"; then 0 is a class"
  }

  private func plain(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }
}
