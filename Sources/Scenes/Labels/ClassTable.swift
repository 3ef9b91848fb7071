/// A colour of 8 bits a channel.
public struct Colour: Equatable, Hashable, Sendable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8

  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }
}

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
  /// A colour for the class at `index` (0-based): twenty that are easy to tell apart on screen and
  /// on paper (after Sasha Trubetskoy's list, 2017), then hues a golden angle apart.
  public static func colour(at index: Int) -> Colour {
    if index < distinct.count { return distinct[index] }
    let hue = (Double(index) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1) * 6
    let ramp = { (shift: Double) -> UInt8 in
      let k = (shift + hue).truncatingRemainder(dividingBy: 6)
      return UInt8(255 * (0.9 - 0.6 * max(0, min(k, 4 - k, 1))))
    }
    return Colour(red: ramp(5), green: ramp(3), blue: ramp(1))
  }

  /// A table of classes by name, coloured in order.
  public init(names: [String]) {
    self.init(
      entries: names.enumerated().map { Entry(name: $1, colour: Self.colour(at: $0)) })
  }

  private static let distinct: [Colour] = [
    (0xE6, 0x19, 0x4B), (0x3C, 0xB4, 0x4B), (0xFF, 0xE1, 0x19), (0x43, 0x63, 0xD8),
    (0xF5, 0x82, 0x31), (0x91, 0x1E, 0xB4), (0x42, 0xD4, 0xF4), (0xF0, 0x32, 0xE6),
    (0xBF, 0xEF, 0x45), (0xFA, 0xBE, 0xD4), (0x46, 0x99, 0x90), (0xDC, 0xBE, 0xFF),
    (0x9A, 0x63, 0x24), (0xFF, 0xFA, 0xC8), (0x80, 0x00, 0x00), (0xAA, 0xFF, 0xC3),
    (0x80, 0x80, 0x00), (0xFF, 0xD8, 0xB1), (0x00, 0x00, 0x75), (0xA9, 0xA9, 0xA9),
  ].map { Colour(red: $0.0, green: $0.1, blue: $0.2) }
}
