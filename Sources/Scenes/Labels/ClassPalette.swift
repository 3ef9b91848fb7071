extension ClassTable {
  /// A colour for the class at `index` (0-based) that neither file nor descriptor gives one.
  ///
  /// The first 24 can be told apart by people with any colour vision. The least difference between
  /// two of the first n, with normal vision and with none of one kind of cone (Machado et al. 2009,
  /// severity 1), in CIEDE2000 units, of which 2 to 3 are just seen side by side:
  ///
  ///     n                8     12     16     20     24
  ///     any vision      15.6   15.0    9.8    9.2    7.9
  ///     normal vision   22.9   22.7   15.4   11.9   11.9
  ///
  /// They were found by exchanging the members of the closest pairs among the colours of a grid that
  /// are neither grey nor near to the paper of a report or the black of "no data". Hues a golden
  /// angle apart follow, in three shades; these are distinct, but no more is promised of them.
  public static func colour(at index: Int) -> Colour {
    if index < distinct.count { return distinct[index] }
    let hue = (Double(index) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1) * 6
    let (value, saturation) = [(0.92, 0.55), (0.72, 0.75), (0.5, 0.6)][index % 3]
    let ramp = { (shift: Double) -> UInt8 in
      let k = (shift + hue).truncatingRemainder(dividingBy: 6)
      return UInt8(255 * value * (1 - saturation * max(0, min(k, 4 - k, 1))))
    }
    return Colour(red: ramp(5), green: ramp(3), blue: ramp(1))
  }

  private static let distinct: [Colour] = [
    0x22_33_BB, 0xFF_DD_00, 0x88_00_11, 0xAA_AA_FF, 0xEE_44_77, 0x00_BB_AA,
    0x00_77_55, 0x66_22_55, 0xDD_99_44, 0xBB_EE_AA, 0xAA_55_DD, 0x77_77_11,
    0x77_66_99, 0xEE_CC_FF, 0xBB_22_77, 0x66_99_BB, 0xEE_AA_CC, 0x44_55_33,
    0x99_BB_88, 0x00_44_33, 0x88_DD_BB, 0xEE_22_22, 0xCC_77_55, 0xDD_DD_77,
  ].map { (value: UInt32) in
    Colour(red: UInt8(value >> 16), green: UInt8(value >> 8 & 255), blue: UInt8(value & 255))
  }

  /// Gives classes with codes beyond the palette, 0 or 60000, those of its colours that no other class
  /// has. The codes 1 to 24 keep theirs, whichever of them occur, and so do colours of files.
  mutating func setColoursApart() {
    let palette = 1...Self.distinct.count
    var taken: Set<Colour> = []
    var left: [Int] = []
    // Codes of the palette first, and files' own colours in the order of the codes.
    for index in entries.indices.sorted(by: { isFirst(entries[$0], entries[$1]) }) {
      let entry = entries[index]
      let isPlain = entry.colour == Self.colour(at: max(0, entry.code - 1))
      let isDouble = taken.contains(entry.colour)
      if !palette.contains(entry.code),
        isPlain || isDouble && Self.distinct.contains(entry.colour)
      {
        left.append(index)
      } else {
        taken.insert(entry.colour)
      }
    }
    var next = 0
    for index in left {
      while taken.contains(Self.colour(at: next)) { next += 1 }
      entries[index].colour = Self.colour(at: next)
      next += 1
    }
  }

  private func isFirst(_ one: Entry, _ other: Entry) -> Bool {
    let palette = 1...Self.distinct.count
    let (a, b) = (palette.contains(one.code), palette.contains(other.code))
    return a == b ? one.code < other.code : a
  }
}
