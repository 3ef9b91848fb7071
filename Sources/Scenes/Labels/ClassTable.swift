/// The classes of a legend: class number n, from 1, is `entries[n − 1]`.
public struct ClassTable: Equatable, Sendable {
  public struct Entry: Equatable, Sendable {
    public var name: String
    public var colour: Colour

    public init(name: String, colour: Colour) {
      self.name = name
      self.colour = colour
    }
  }

  public var entries: [Entry]

  public init(entries: [Entry]) {
    self.entries = entries
  }

  /// Number of classes.
  public var count: Int { entries.count }

  /// Name of class number `label`; "Unlabelled" for 0, "Class n" for one that the table lacks.
  public func name(of label: Int) -> String {
    label == 0 ? "Unlabelled" : label <= count ? entries[label - 1].name : "Class \(label)"
  }

  /// Colour of class number `label`; black for 0.
  public func colour(of label: Int) -> Colour {
    label == 0
      ? Colour(red: 0, green: 0, blue: 0)
      : label <= count ? entries[label - 1].colour : Self.colour(at: label - 1)
  }
}

extension ClassTable {
  /// A table of classes by name, coloured in order.
  public init(names: [String]) {
    self.init(
      entries: names.enumerated().map { Entry(name: $1, colour: Self.colour(at: $0)) })
  }
}
