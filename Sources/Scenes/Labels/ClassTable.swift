/// The classes of labels or of a map. Each has a code, a name and a colour.
///
/// The **code** is the number that files hold: any whole number, 0 and negative ones too. In memory
/// a label is the class's **row** in its table, from 1; row 0 means "unlabelled" and is no class.
/// So work and memory grow with the number of classes, not with the largest code.
public struct ClassTable: Equatable, Sendable {
  public struct Entry: Equatable, Sendable {
    /// The number that stands for the class in files.
    public var code: Int
    public var name: String
    public var colour: Colour

    /// - Parameters:
    ///   - code: number of the class in files, from 1.
    ///   - name: "Class n" if nil.
    ///   - colour: of the palette by the code if nil.
    public init(code: Int, name: String? = nil, colour: Colour? = nil) {
      self.code = code
      self.name = name ?? Self.plainName(code)
      self.colour = colour ?? ClassTable.colour(at: max(0, code - 1))
    }

    static func plainName(_ code: Int) -> String { "Class \(code)" }

    /// Whether the name says more than the code.
    public var isNamed: Bool {
      let key = classKey(name)
      return !key.isEmpty && key != classKey(Self.plainName(code)) && key != "\(code)"
    }
  }

  /// The classes that occur; the class of row n, from 1, is `entries[n − 1]`.
  public var entries: [Entry]
  /// Classes that the source names, but that no pixel has.
  public var absent: [Entry]
  /// False if the source has names and no codes, so that Facet numbered the classes by name.
  public var isNumbered = true

  public init(entries: [Entry], absent: [Entry] = []) {
    self.entries = entries
    self.absent = absent
  }

  /// All classes by code, those without a pixel too.
  public var all: [Entry] { (entries + absent).sorted { $0.code < $1.code } }

  /// Number of classes that occur.
  public var count: Int { entries.count }

  /// Whether any class has a name that says more than its code.
  public var isNamed: Bool { (entries + absent).contains(where: \.isNamed) }

  /// Name of the class of a row; "Unlabelled" for row 0, "Class n" for a row that the table lacks.
  public func name(of row: Int) -> String {
    row == 0
      ? "Unlabelled" : row <= count ? entries[row - 1].name : Entry.plainName(row)
  }

  /// Colour of the class of a row; black for row 0.
  public func colour(of row: Int) -> Colour {
    row == 0
      ? Colour(red: 0, green: 0, blue: 0)
      : row <= count ? entries[row - 1].colour : Self.colour(at: row - 1)
  }

  /// Code of the class of a row, which is the row itself if the table lacks it; nil for row 0.
  public func code(of row: Int) -> Int? {
    row == 0 ? nil : row <= count ? entries[row - 1].code : row
  }

  /// "oak (class 2)", or "class 2" if it has no name; for messages.
  public func title(of row: Int) -> String {
    guard let code = code(of: row) else { return "unlabelled" }
    return row <= count && entries[row - 1].isNamed
      ? "\(name(of: row)) (class \(code))" : "class \(code)"
  }

  /// Row of the class that has a code; nil if none has.
  public func row(ofCode code: Int) -> Int? {
    entries.firstIndex { $0.code == code }.map { $0 + 1 }
  }

  /// Row of the class of a name, whatever its case and blanks; nil if there is none.
  public func row(named name: String) -> Int? {
    let key = classKey(name)
    return entries.firstIndex { classKey($0.name) == key }.map { $0 + 1 }
  }

  /// Row of the class of a name, else of the code that the text is; nil if there is none.
  public func row(of text: String) -> Int? {
    row(named: text) ?? Int(text).flatMap { row(ofCode: $0) }
  }

  /// "1 oak, 2 beech, …" for messages.
  public var list: String {
    let all = entries.isEmpty ? absent : entries
    return all.prefix(12).map { $0.isNamed ? "\($0.code) \($0.name)" : "\($0.code)" }
      .joined(separator: ", ") + (all.count > 12 ? ", … (\(all.count) in all)" : "")
  }
}

/// What of a class name is compared: case, outer blanks, the width of inner blanks, and the
/// underscores that CF writes for blanks do not matter.
func classKey(_ name: String) -> String {
  name.split { $0.isWhitespace || $0 == "_" || $0 == "\0" }.joined(separator: " ").lowercased()
}

extension ClassTable {
  /// Whether a name means that a pixel has no class.
  static func meansNone(_ name: String) -> Bool {
    noneNames.contains(classKey(name))
  }

  /// As above, by names that no class of ground has, whatever the code.
  static func surelyMeansNone(_ name: String) -> Bool {
    ["unlabelled", "unlabeled", "unclassified", "not classified", "no data", "nodata", "no label"]
      .contains(classKey(name))
  }

  private static let noneNames: Set<String> = [
    "unlabelled", "unlabeled", "not labelled", "not labeled", "unclassified", "not classified",
    "undefined", "background", "no data", "nodata", "no-data", "none", "null", "masked",
    "no label", "no class", "ignore", "void",
  ]
}

extension ClassTable {
  /// A table of classes by name, with the codes 1, 2, … and colours in order.
  public init(names: [String]) {
    self.init(
      entries: names.enumerated().map {
        Entry(code: $0 + 1, name: $1, colour: Self.colour(at: $0))
      })
  }
}
