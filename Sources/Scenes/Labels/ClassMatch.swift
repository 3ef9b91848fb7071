internal import Parts

/// The classes of two sources matched with one another.
///
/// If both name their classes, classes are the same that have the same name, whatever their codes.
/// If one of them has no names, or neither has, classes are the same that have the same code.
public struct ClassMatch: Sendable {
  /// How two tables belong together.
  public enum Purpose: Sendable {
    /// Labels of several sources are merged: each may have classes of its own.
    case union
    /// The first table is a list that the user wrote. Its names win over those of a file.
    case list
    /// Both are to say the same of the same ground: they must share a name.
    case comparison
  }

  /// The first table, its rows unchanged, with the classes that only the second has behind them.
  public private(set) var table: ClassTable
  /// Row in `table` of each class of the second table: `rows[n − 1]` of its row n.
  public private(set) var rows: [Int] = []
  /// What is to be told: matching by number, classes that were renumbered.
  public private(set) var notes: [String] = []

  /// - Parameters:
  ///   - table: the first table.
  ///   - name: what the first table is of, for messages.
  ///   - other: the second table.
  ///   - otherName: what it is of.
  ///   - purpose: what the match is for, for messages.
  /// - Throws: `SceneError` with both tables if they cannot be matched.
  public init(
    _ table: ClassTable, of name: String, with other: ClassTable, of otherName: String,
    for purpose: Purpose
  ) throws {
    self.table = table
    let pool = Pool(table)
    let refusal = { (problem: String) in
      SceneError(
        file: otherName,
        problem: "\(problem). Its classes are \(other.list); those of \(name) are \(table.list)",
        remedy: "Name the classes alike in both, or list them in the scene descriptor with "
          + "`classes`, which gives each name its code")
    }
    let isEmpty = other.entries.isEmpty || pool.entries.isEmpty
    let byName = table.isNamed && other.isNamed
    var found = try byName ? pool.byName(other.entries, refusal) : other.entries.map { _ in nil }
    let claimed = Set(found.compactMap { $0 })
    if byName, purpose == .comparison, claimed.isEmpty, !isEmpty {
      throw refusal("has no class of a name that \(name) has")
    }
    if !byName, !isEmpty {
      guard table.isNumbered, other.isNumbered else {
        throw refusal("cannot be matched with \(name): one names classes in words, one by number")
      }
      if table.isNamed != other.isNamed {
        let (with, without) = table.isNamed ? (name, otherName) : (otherName, name)
        notes.append("\(without) names no classes: they are those of \(with) by number")
      }
    }
    for (index, entry) in other.entries.enumerated() where found[index] == nil {
      let same = pool.byCode[entry.code]
      let mine = same.map { pool.entries[$0] }
      if !byName || !entry.isNamed || mine?.isNamed == false {
        found[index] = same
      } else if purpose == .list, let mine, other.isNumbered, !claimed.contains(same ?? -1) {
        found[index] = same
        notes.append(
          "\(otherName) calls class \(entry.code) \"\(entry.name)\", \(name) \"\(mine.name)\"")
      } else if purpose == .list, mine != nil || !other.isNumbered {
        let near = nearestName(to: entry.name, among: pool.entries.map(\.name))
        throw refusal(
          "\"\(entry.name)\" is no class of \(name)"
            + (near.map { ". Did you mean \"\($0)\"?" } ?? ""))
      }
    }
    place(found, pool, other, otherName)
    self.table.isNumbered = table.isNumbered || other.isNumbered
    if purpose == .comparison, byName { tellLacking(otherName) }
    addAbsent(of: other)
  }

  /// Gives each class of the other table its row, and new ones a place and a free code.
  private mutating func place(
    _ found: [Int?], _ pool: Pool, _ other: ClassTable, _ otherName: String
  ) {
    var next = 1 + max(0, (pool.entries + other.entries + other.absent).map(\.code).max() ?? 0)
    let own = table.count
    var rowOf: [Int: Int] = [:]
    for (place, entry) in zip(found, other.entries) {
      if let place {
        let row = place < own ? place + 1 : rowOf[place] ?? table.count + 1
        if row > table.count {
          table.entries.append(pool.entries[place])
          table.absent.removeAll { $0 == pool.entries[place] }
          rowOf[place] = row
        }
        if !table.entries[row - 1].isNamed, entry.isNamed {
          table.entries[row - 1].name = entry.name
          table.entries[row - 1].colour = entry.colour
        }
        rows.append(row)
        continue
      }
      var new = entry
      if pool.byCode[entry.code] != nil {
        if table.isNumbered || other.isNumbered {
          notes.append(
            "\(entry.name) has the code \(entry.code) in \(otherName), where another source has "
              + "another class; it is \(next) here")
        }
        new.code = next
        new.colour = ClassTable.colour(at: next - 1)
        next += 1
      }
      table.entries.append(new)
      rows.append(table.count)
    }
  }

  private mutating func tellLacking(_ otherName: String) {
    let known = Set(rows)
    let lacking = table.entries.enumerated().filter { !known.contains($0 + 1) && $1.isNamed }
    guard !lacking.isEmpty else { return }
    let names = lacking.prefix(8).map(\.element.name).joined(separator: ", ")
    notes.append("\(otherName) has no \(names)")
  }

  /// Keeps the names of classes without a pixel, unless their code is taken.
  private mutating func addAbsent(of other: ClassTable) {
    let all = table.entries + table.absent
    var codes = Set(all.map(\.code))
    var keys = Set(all.map { classKey($0.name) })
    for entry in other.absent
    where !codes.contains(entry.code) && !keys.contains(classKey(entry.name)) {
      table.absent.append(entry)
      codes.insert(entry.code)
      keys.insert(classKey(entry.name))
    }
  }
}

/// All classes of a table, those without a pixel behind the others.
private struct Pool {
  let entries: [ClassTable.Entry]
  private(set) var byCode: [Int: Int] = [:]
  private var byKey: [String: [Int]] = [:]

  init(_ table: ClassTable) {
    entries = table.entries + table.absent
    for (index, entry) in entries.enumerated() {
      if byCode[entry.code] == nil { byCode[entry.code] = index }
      if entry.isNamed { byKey[classKey(entry.name), default: []].append(index) }
    }
  }

  /// Places of the classes that have the names of `others`; of several, that of the same code.
  func byName(
    _ others: [ClassTable.Entry], _ refusal: (String) -> SceneError
  ) throws -> [Int?] {
    let counts = Dictionary(others.map { (classKey($0.name), 1) }, uniquingKeysWith: +)
    return try others.map { other in
      let key = classKey(other.name)
      guard other.isNamed, let places = byKey[key] else { return nil }
      let same = places.first { entries[$0].code == other.code }
      if places.count > 1 || counts[key] ?? 0 > 1, same == nil {
        throw refusal("\"\(other.name)\" has several codes")
      }
      return same ?? places[0]
    }
  }
}

extension LabelMap {
  /// The same labels by the rows of another table.
  public func restated(by match: ClassMatch) -> LabelMap {
    var map = self
    let rows = [0] + match.rows.map { UInt16($0) }
    for index in map.values.indices { map.values[index] = rows[Int(map.values[index])] }
    map.classes = match.table
    return map
  }

  /// The same labels with a table of the classes that occur, in the order of their codes. Classes
  /// that Facet numbered get the codes 1, 2, … in the order of their names.
  public func compacted() -> LabelMap {
    var table = classes
    let counts = counts()
    let present = table.entries.indices.filter {
      counts.indices.contains($0 + 1) && counts[$0 + 1] > 0
    }
    let gone = Set(table.entries.indices).subtracting(present)
    let order = present.sorted {
      let (a, b) = (table.entries[$0], table.entries[$1])
      return table.isNumbered ? a.code < b.code : a.name < b.name
    }
    let absent = table.absent + gone.sorted().map { table.entries[$0] }.filter(\.isNamed)
    table.entries = order.map { table.entries[$0] }
    table.absent = absent
    if !table.isNumbered { table.numberByName() }
    table.setColoursApart()
    var rows = [UInt16](repeating: 0, count: classes.count + 1)
    for (row, index) in order.enumerated() { rows[index + 1] = UInt16(row + 1) }
    var map = self
    map.classes = table
    for index in map.values.indices { map.values[index] = rows[Int(map.values[index])] }
    return map
  }
}

extension ClassTable {
  /// Gives the codes 1, 2, … in the order of all names, those without a pixel too.
  fileprivate mutating func numberByName() {
    let names = (entries + absent).map(\.name).sorted()
    let code = Dictionary(names.enumerated().map { ($1, $0 + 1) }) { first, _ in first }
    let fallback = { (index: Int) in ClassTable.colour(at: index - 1) }
    for index in entries.indices {
      let old = entries[index]
      let new = code[old.name] ?? old.code
      if old.colour == fallback(max(1, old.code)) { entries[index].colour = fallback(new) }
      entries[index].code = new
    }
    for index in absent.indices {
      absent[index].code = code[absent[index].name] ?? absent[index].code
    }
  }
}
