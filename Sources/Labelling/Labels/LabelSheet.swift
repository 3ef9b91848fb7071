public import Scenes

/// A class of a session. Its number stays, whatever becomes of others.
public struct SessionClass: Codable, Equatable, Sendable {
  /// From 1.
  public var number: Int
  public var name: String
  /// "#rrggbb".
  public var colour: String
  /// Whether it was removed. Undo brings it back.
  public var isRemoved = false
}

/// The labels of a scene with all that was done to them: undo and redo without limit.
///
/// Laws: `undo` after a command gives the labels and classes before it, bit by bit; `redo` after
/// `undo` those after it; a new command forgets what was undone.
public struct LabelSheet: Sendable {
  public let rows: Int
  public let columns: Int
  /// Class number of each pixel; 0 is unlabelled.
  public private(set) var labels: [UInt16]
  public private(set) var classes: [SessionClass] = []
  /// Labelled pixels of each class; `counts[0]` is not kept.
  public private(set) var counts: [Int] = [0]
  private var done: [Edit] = []
  private var undone: [Edit] = []

  /// Classes at most: a map on the page has a byte a pixel.
  public static let mostClasses = 255

  /// Pixels that changed, with what they were and are.
  struct Change: Equatable, Sendable {
    var pixels: [Int] = []
    var before: [UInt16] = []
    var after: [UInt16] = []

    var reversed: Change { Change(pixels: pixels, before: after, after: before) }
  }

  private struct Edit: Sendable {
    var change: Change
    /// Before and after; nil if the classes stayed.
    var classes: (before: [SessionClass], after: [SessionClass])?
  }

  public init(rows: Int, columns: Int) {
    (self.rows, self.columns) = (rows, columns)
    labels = Array(repeating: 0, count: rows * columns)
  }

  public var canUndo: Bool { !done.isEmpty }
  public var canRedo: Bool { !undone.isEmpty }
  /// Classes that are there.
  public var present: [SessionClass] { classes.filter { !$0.isRemoved } }

  /// Carries out a command.
  ///
  /// - Parameter joins: whether it goes on with the last one, as the next piece of a stroke does:
  ///   both are undone together.
  /// - Returns: what changed.
  /// - Throws: `LabelError`; nothing has changed then.
  @discardableResult
  mutating func apply(_ command: LabelCommand, joins: Bool = false) throws -> Change {
    switch command.action {
    case .undo:
      guard let edit = done.popLast() else { throw LabelError("there is nothing to undo") }
      undone.append(edit)
      return take(edit, isBack: true)
    case .redo:
      guard let edit = undone.popLast() else { throw LabelError("there is nothing to redo") }
      done.append(edit)
      return take(edit, isBack: false)
    case .brush, .polygon, .box, .pixels:
      let label = try number(command, allowsNone: true)
      let pixels = try command.pixels(rows: rows, columns: columns)
      return commit(Edit(change: change(pixels, to: UInt16(label)), classes: nil), joins: joins)
    case .addClass, .editClass, .removeClass:
      return commit(try classEdit(command), joins: false)
    }
  }

  private func number(_ command: LabelCommand, allowsNone: Bool) throws -> Int {
    let label = command.label ?? -1
    let isKnown = classes.indices.contains(label - 1) && !classes[label - 1].isRemoved
    guard isKnown || (allowsNone && label == 0) else {
      throw LabelError("there is no class of number \(label)")
    }
    return label
  }

  private func change(_ pixels: [Int], to label: UInt16) -> Change {
    let changed = pixels.filter { labels[$0] != label }
    return Change(
      pixels: changed, before: changed.map { labels[$0] },
      after: Array(repeating: label, count: changed.count))
  }

  private func classEdit(_ command: LabelCommand) throws -> Edit {
    var after = classes
    var change = Change()
    switch command.action {
    case .addClass:
      guard classes.count < Self.mostClasses else {
        throw LabelError("a session has \(Self.mostClasses) classes at most")
      }
      let name = try self.name(command, besides: nil)
      after.append(
        SessionClass(
          number: classes.count + 1, name: name,
          colour: try colour(command) ?? ClassTable.colour(at: classes.count).hexadecimal))
    case .editClass:
      let label = try number(command, allowsNone: false)
      if command.name != nil { after[label - 1].name = try name(command, besides: label) }
      if let colour = try colour(command) { after[label - 1].colour = colour }
    default:
      let label = try number(command, allowsNone: false)
      after[label - 1].isRemoved = true
      change = self.change(labels.indices.filter { labels[$0] == UInt16(label) }, to: 0)
    }
    return Edit(change: change, classes: (classes, after))
  }

  private func name(_ command: LabelCommand, besides label: Int?) throws -> String {
    let name = (command.name ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !name.isEmpty, name.count <= 100 else {
      throw LabelError("a class needs a name of 1 to 100 letters")
    }
    guard !present.contains(where: { $0.number != label && $0.name == name }) else {
      throw LabelError("there is a class \(name) already")
    }
    return name
  }

  private func colour(_ command: LabelCommand) throws -> String? {
    guard let text = command.colour else { return nil }
    guard let colour = Colour(hexadecimal: text) else {
      throw LabelError("\(text) is no colour: give #rrggbb")
    }
    return colour.hexadecimal
  }

  private mutating func commit(_ edit: Edit, joins: Bool) -> Change {
    undone = []
    if joins, var last = done.popLast() {
      // A pixel that the stroke has crossed before keeps what it was before the stroke.
      var seen = Dictionary(
        uniqueKeysWithValues: last.change.pixels.enumerated().map { ($1, $0) })
      for (place, pixel) in edit.change.pixels.enumerated() {
        if let known = seen[pixel] {
          last.change.after[known] = edit.change.after[place]
        } else {
          seen[pixel] = last.change.pixels.count
          last.change.pixels.append(pixel)
          last.change.before.append(edit.change.before[place])
          last.change.after.append(edit.change.after[place])
        }
      }
      done.append(last)
    } else {
      done.append(edit)
    }
    return take(edit, isBack: false)
  }

  private mutating func take(_ edit: Edit, isBack: Bool) -> Change {
    let change = isBack ? edit.change.reversed : edit.change
    if let both = edit.classes { classes = isBack ? both.before : both.after }
    while counts.count <= classes.count { counts.append(0) }
    for (place, pixel) in change.pixels.enumerated() {
      labels[pixel] = change.after[place]
      if counts.indices.contains(Int(change.before[place])) {
        counts[Int(change.before[place])] -= 1
      }
      counts[Int(change.after[place])] += 1
    }
    return change
  }
}

extension LabelSheet {
  /// The labels with the classes that are there, numbered from 1 in their order, for files.
  public var map: LabelMap {
    var rowOf = [UInt16](repeating: 0, count: classes.count + 1)
    for (row, one) in present.enumerated() { rowOf[one.number] = UInt16(row + 1) }
    return LabelMap(
      rows: rows, columns: columns, values: labels.map { rowOf[Int($0)] },
      classes: ClassTable(
        entries: present.enumerated().map { row, one in
          ClassTable.Entry(
            code: row + 1, name: one.name, colour: Colour(hexadecimal: one.colour))
        }))
  }
}
