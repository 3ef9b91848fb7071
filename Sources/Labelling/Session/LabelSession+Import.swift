internal import Foundation
package import Scenes
internal import Synchronization

extension LabelSession {
  /// Sets labels that are none of the user's work, such as those of a run that is looked at.
  package func show(_ map: LabelMap) throws {
    try state.withLock { state in
      for entry in map.classes.entries {
        try state.sheet.apply(
          LabelCommand(.addClass, name: entry.name, colour: entry.colour.hexadecimal))
      }
      for row in map.classes.entries.indices {
        let pixels = map.values.indices.filter { Int(map.values[$0]) == row + 1 }
        let change = try state.sheet.apply(
          LabelCommand(.pixels, label: row + 1, runs: LabelCommand.runs(of: pixels)))
        take(change, &state)
      }
    }
    tell(.labels)
  }

  /// Carries out all commands of another session's journal.
  ///
  /// - Returns: how many there are.
  /// - Throws: `SceneError` if there is no such session, or its scene has another size.
  public func replay(_ other: SessionFolder) throws -> Int {
    let (head, commands) = try Journal.read(other.journal)
    guard head.rows == scene.shape.rows, head.columns == scene.shape.columns else {
      throw SceneError(
        file: other.path,
        problem: "is a session of a scene of \(head.rows)×\(head.columns) pixels; "
          + "\(scene.file) has \(scene.shape.rows)×\(scene.shape.columns)",
        remedy: "Name the scene that was labelled")
    }
    guard !labels.canUndo else {
      throw LabelError("something was painted here already; name a new folder with -o")
    }
    for command in commands { try perform(command) }
    return commands.count
  }

  /// Takes labels of files, one command a class; classes of the same name are joined.
  ///
  /// - Returns: what is to be told of them.
  /// - Throws: `SceneError` if the files hold no labels of this scene.
  public func importLabels(_ places: [String], field: String? = nil) throws -> [String] {
    guard !isReadOnly else { throw LabelError("this session is only looked at") }
    let gathered = try scene.gatherLabels(places, field: field)
    let origin = places.joined(separator: ", ")
    let values = gathered.labels.values
    var taken = 0
    for (row, entry) in gathered.labels.classes.entries.enumerated() {
      let pixels = values.indices.filter { Int(values[$0]) == row + 1 }
      guard !pixels.isEmpty else { continue }
      let known = { [self] in labels.present.first { $0.name == entry.name }?.number }
      if known() == nil {
        let colours = Set(labels.present.map(\.colour))
        let colour = entry.colour.hexadecimal
        try perform(
          LabelCommand(.addClass, name: entry.name, colour: colours.contains(colour) ? nil : colour)
        )
      }
      guard let number = known() else { continue }
      try perform(
        LabelCommand(
          .pixels, label: number, runs: LabelCommand.runs(of: pixels), origin: origin))
      taken += pixels.count
    }
    guard taken > 0 else {
      throw LabelError("\(origin) labels no pixel of this scene")
    }
    return gathered.notes
  }
}
