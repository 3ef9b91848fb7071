/// The numbers that a label file stores, each by its place: 1, 2, … in the order in which they are
/// met, 0 for what is known to mean "no label". What the others mean is known once all are.
struct CodeBook {
  /// The file or variable, for messages.
  let source: String
  /// What the user states to mean "no label".
  let unlabelled: Int?
  /// What the file states to mean it.
  let nodata: [Double]
  private let names: ClassTable?
  private var codes: [Int] = []
  private var placeOf: [Int: UInt16] = [:]
  private var hasNaN = false

  /// - Parameters:
  ///   - names: the classes that the file names, by code.
  ///   - nodata: what the file states to mean "no label".
  init(source: String, names: ClassTable?, unlabelled: Int?, nodata: [Double]) {
    self.source = source
    self.names = names
    self.unlabelled = unlabelled
    self.nodata = nodata
  }

  /// How many different numbers have been met that may be classes.
  var count: Int { codes.count }

  /// Whether something other than 0 is stated to mean "no label".
  private var statesNone: Bool {
    hasNaN || nodata.contains { $0 != 0 } || unlabelled.map { $0 != 0 } == true
  }

  /// The place of a stored number.
  ///
  /// - Throws: `SceneError` if it is no whole number, or there are too many.
  mutating func place(of number: Double, row: Int, column: Int) throws -> UInt16 {
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
    if let known = placeOf[code] { return known }
    guard codes.count < 65_534 else {
      throw SceneError(
        file: source, problem: "holds more than 65534 different numbers; these are no classes",
        remedy: "Name the label map")
    }
    codes.append(code)
    let label = UInt16(codes.count)
    placeOf[code] = label
    return label
  }

  /// What the numbers mean.
  ///
  /// - Parameter pixels: of each place, from 0.
  /// - Returns: for each place the row of its class, 0 for "no label"; the classes that occur; what is
  ///   to be told of them.
  /// - Throws: `SceneError` if a negative number occurs and nothing says what means "no label".
  func meaning(
    pixels: [Int]
  ) throws -> (rows: [UInt16], classes: ClassTable, notes: [String]) {
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
    // Each place as one pixel, whose label is then its class's row.
    let places = LabelMap(
      rows: 1, columns: codes.count + 1,
      values: [0] + isNone.enumerated().map { $1 ? 0 : UInt16($0 + 1) },
      classes: ClassTable(
        entries: zip(entries, isNone).map { $1 ? ClassTable.Entry(code: $0.code) : $0 },
        absent: listed.filter { $0.isNamed && placeOf[$0.code] == nil && mayBeAbsent($0) })
    ).compacted()
    var counts = [Int](repeating: 0, count: places.classes.count + 1)
    for (row, count) in zip(places.values, pixels) { counts[Int(row)] += count }
    let unnamed = zip(entries, isNone).filter(\.1).map(\.0)
    return (places.values, places.classes, notes(places.classes, counts, unnamed))
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

  /// - Parameters:
  ///   - counts: pixels of each row of the classes.
  ///   - none: what means "no label".
  private func notes(
    _ classes: ClassTable, _ counts: [Int], _ none: [ClassTable.Entry]
  ) -> [String] {
    var notes = none.filter { $0.code != 0 }.map {
      "\(source): \($0.code) means \"no label\", since it is named \($0.name)"
    }
    if let row = classes.row(ofCode: 0) {
      let pixels = counts[row]
      let reason =
        unlabelled.map { "`unlabelled` is \($0)" }
        ?? nodata.first { $0 != 0 }.map { "its no-data value is \(plain($0))" }
        ?? (hasNaN ? "NaN means \"no label\" in it" : "it is named \(classes.name(of: row))")
      notes.append(
        "\(source): 0 is a class of \(counted(pixels, "pixel")), since \(reason). State `unlabelled: 0` "
          + "if 0 means \"no label\"")
    }
    if let note = usualNone(classes, counts) { notes.append(note) }
    let nameless = classes.entries.filter { !$0.isNamed }.map { "\($0.code)" }
    if classes.isNamed, !nameless.isEmpty {
      notes.append(
        "\(source): names its classes, but not \(nameless.prefix(8).joined(separator: ", "))")
    }
    let named = Dictionary(grouping: classes.entries.filter(\.isNamed)) { classKey($0.name) }
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
  private func usualNone(_ classes: ClassTable, _ counts: [Int]) -> String? {
    let entries = classes.entries.sorted { $0.code < $1.code }
    guard !statesNone, entries.count > 1, let last = entries.last, !last.isNamed,
      Self.usualNones.contains(last.code), entries[entries.count - 2].code < last.code / 2,
      let row = classes.row(ofCode: last.code)
    else { return nil }
    let pixels = counts[row]
    return
      "\(source): \(last.code) is taken for a class of \(counted(pixels, "pixel")). State "
      + "`unlabelled: \(last.code)` if it means \"no label\"; then 0 is a class"
  }

  private func plain(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }
}
