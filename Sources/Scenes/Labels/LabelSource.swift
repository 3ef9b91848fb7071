/// The label maps that come with a scene's file.
package protocol LabelSource: Sendable {
  /// Names of all that may be label maps of the scene.
  func paths() throws -> [String]
  /// The one that is meant if none is named: the descriptor's, one of a usual name, the only one.
  ///
  /// - Throws: `SceneError` that lists those there are.
  func defaultPath() throws -> String
  /// Reads a label map as large as the scene, with the classes that occur in it.
  ///
  /// - Throws: `SceneError` if it is absent, of another shape, or holds anything but class codes.
  func read(_ path: String) throws -> GatheredLabels
}

extension ClassTable {
  /// The classes that a descriptor lists, none of which is known to occur; nil if it lists none.
  package init?(of descriptor: SceneDescriptor) {
    guard let classes = descriptor.classes else { return nil }
    self.init(
      entries: [],
      absent: classes.enumerated().map { index, entry in
        Entry(
          code: entry.code ?? index + 1, name: entry.name,
          colour: entry.colour.flatMap(Colour.init(hexadecimal:))
            ?? ClassTable.colour(at: index))
      })
  }
}

extension GatheredLabels {
  /// The labels with the classes that a descriptor lists, matched with their own.
  ///
  /// - Throws: `SceneError` if they cannot be matched, or 0 is a class and the list begins at 1
  ///   because it has no codes.
  func listed(by descriptor: SceneDescriptor, source: String) throws -> GatheredLabels {
    guard let list = ClassTable(of: descriptor) else { return self }
    let zero = labels.classes.row(ofCode: 0).map { labels.classes.entries[$0 - 1] }
    if let zero, !zero.isNamed, labels.classes.isNumbered,
      descriptor.classes?.contains(where: { $0.code != nil }) != true
    {
      throw SceneError(
        file: source,
        problem: "has the class 0, and the list `classes` of the scene descriptor begins with 1",
        remedy: "Write the list with codes: `classes: [{code: 0, name: …}, {code: 1, name: …}]`, "
          + "or `unlabelled: 0` if 0 means \"no label\"")
    }
    let match = try ClassMatch(
      list, of: "the scene descriptor's list", with: labels.classes, of: source, for: .list)
    var result = self
    result.labels = labels.restated(by: match).compacted()
    result.notes += match.notes.filter { _ in labels.classes.isNamed }
    return result
  }
}
