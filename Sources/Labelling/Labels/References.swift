/// The labelled pixels that the map is decided by: all of them while a class has few, else a share of
/// each class that depends on nothing but which pixels have a label. So the map is the same in
/// whatever order labels came, and a class never costs more than `most` distances a pixel.
///
/// A class of n pixels keeps those whose number, mixed, ends in l zero bits, with the least l that
/// leaves `most` at most.
struct References: Sendable {
  static let most = 512

  /// One class.
  struct Class: Sendable {
    /// Labelled pixels whose number ends in at least that many zero bits.
    fileprivate var counts = [Int](repeating: 0, count: References.levels)
    fileprivate(set) var level = 0
    /// The slot of each reference.
    private(set) var slots: [Int: UInt16] = [:]
    private var free: [UInt16] = []
    /// The revision in which each slot was last filled, and those in which slots were emptied.
    private(set) var filled: [Int] = []
    private(set) var emptied: [(revision: Int, slot: UInt16)] = []
    /// Tiles that are older than this cannot catch up.
    private(set) var horizon = 0

    /// Labelled pixels, references or not.
    var pixels: Int { counts[0] }

    fileprivate mutating func add(_ pixel: Int, revision: Int) {
      guard slots[pixel] == nil else { return }
      let slot: UInt16
      if let last = free.popLast() {
        slot = last
      } else {
        slot = UInt16(filled.count)
        filled.append(0)
      }
      filled[Int(slot)] = revision
      slots[pixel] = slot
    }

    fileprivate mutating func remove(_ pixel: Int, revision: Int) {
      guard let slot = slots.removeValue(forKey: pixel) else { return }
      free.append(slot)
      emptied.append((revision, slot))
      // What is older is cheaper made anew.
      if emptied.count > 8192 {
        horizon = emptied[4095].revision
        emptied.removeAll { $0.revision <= horizon }
      }
    }
  }

  private static let levels = 40
  /// By class number; the first is none.
  private(set) var classes: [Class] = [Class()]
  /// Counts up with every change.
  private(set) var revision = 0

  /// Takes a change of labels.
  ///
  /// - Parameters:
  ///   - change: what has changed.
  ///   - count: classes that there are now.
  ///   - labels: after the change.
  mutating func take(_ change: LabelSheet.Change, classes count: Int, labels: [UInt16]) {
    revision += 1
    while classes.count <= count { classes.append(Class()) }
    for (place, pixel) in change.pixels.enumerated() {
      let (before, after) = (Int(change.before[place]), Int(change.after[place]))
      for level in 0...Self.zeros(pixel) {
        if before > 0 { classes[before].counts[level] -= 1 }
        if after > 0 { classes[after].counts[level] += 1 }
      }
      if before > 0 { classes[before].remove(pixel, revision: revision) }
    }
    for number in Set(change.before + change.after) where number > 0 {
      settle(Int(number), labels)
    }
    for (place, pixel) in change.pixels.enumerated() {
      let after = Int(change.after[place])
      if after > 0, Self.zeros(pixel) >= classes[after].level {
        classes[after].add(pixel, revision: revision)
      }
    }
  }

  private mutating func settle(_ number: Int, _ labels: [UInt16]) {
    let level = classes[number].counts.firstIndex { $0 <= Self.most } ?? Self.levels - 1
    let old = classes[number].level
    guard level != old else { return }
    classes[number].level = level
    if level > old {
      for pixel in classes[number].slots.keys where Self.zeros(pixel) < level {
        classes[number].remove(pixel, revision: revision)
      }
    } else {
      let wanted = UInt16(number)
      for pixel in labels.indices where labels[pixel] == wanted && Self.zeros(pixel) >= level {
        classes[number].add(pixel, revision: revision)
      }
    }
  }

  /// Zero bits that the pixel's number ends in, once mixed as by splitmix64 (G. Steele, D. Lea,
  /// C. Flood, OOPSLA 2014).
  static func zeros(_ pixel: Int) -> Int {
    var bits = UInt64(pixel) &+ 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return min(levels - 1, (bits ^ (bits >> 31)).trailingZeroBitCount)
  }
}
