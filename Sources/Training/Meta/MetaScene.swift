internal import Parts
package import Scenes

/// Where a meta-training takes scenes from.
package enum MetaScene: Codable, Equatable, Sendable {
  case simulated(Simulated)
  case file(Stored)

  /// Random scenes.
  package struct Simulated: Codable, Equatable, Sendable {
    package var count = 200
    package var classes = Span(8...16)
    package var rows = 64
    package var columns = 64

    package init(count: Int = 200, classes: Span = Span(8...16), rows: Int = 64, columns: Int = 64)
    {
      self.count = count
      self.classes = classes
      self.rows = rows
      self.columns = columns
    }

    package init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: PartKey.self)
      try requireKeys(box, ["count", "classes", "rows", "columns"])
      self.init()
      if let given = try box.decodeIfPresent(Int.self, forKey: PartKey("count")) { count = given }
      if let given = try box.decodeIfPresent(Span.self, forKey: PartKey("classes")) {
        classes = given
      }
      if let given = try box.decodeIfPresent(Int.self, forKey: PartKey("rows")) { rows = given }
      if let given = try box.decodeIfPresent(Int.self, forKey: PartKey("columns")) {
        columns = given
      }
    }
  }

  /// A scene with labels.
  package struct Stored: Codable, Equatable, Sendable {
    /// The scene's file; nil for the one that the descriptor names.
    package var file: String?
    /// Name of a descriptor, or its path.
    package var descriptor: String?
    package var labels: LabelPlaces?
    /// Codes of classes that are held apart for testing: nothing is learned of them.
    package var without: [Int]?

    package init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: PartKey.self)
      try requireKeys(box, ["file", "descriptor", "labels", "without"])
      file = try box.decodeIfPresent(String.self, forKey: PartKey("file"))
      descriptor = try box.decodeIfPresent(String.self, forKey: PartKey("descriptor"))
      labels = try box.decodeIfPresent(LabelPlaces.self, forKey: PartKey("labels"))
      without = try box.decodeIfPresent([Int].self, forKey: PartKey("without"))
    }
  }

  package init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: PartKey.self)
    if box.contains(PartKey("simulated")) {
      try requireKeys(box, ["simulated"])
      self = .simulated(try box.decode(Simulated.self, forKey: PartKey("simulated")))
    } else {
      self = .file(try Stored(from: decoder))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .simulated(let simulated):
      var box = encoder.container(keyedBy: PartKey.self)
      try box.encode(simulated, forKey: PartKey("simulated"))
    case .file(let stored): try stored.encode(to: encoder)
    }
  }
}

/// Refuses keys that are none of these.
private func requireKeys(_ box: KeyedDecodingContainer<PartKey>, _ keys: [String]) throws {
  guard let wrong = box.allKeys.first(where: { !keys.contains($0.stringValue) }) else { return }
  let near = nearestName(to: wrong.stringValue, among: keys).map { "Did you mean `\($0)`? " } ?? ""
  throw DecodingError.dataCorruptedError(
    forKey: wrong, in: box,
    debugDescription: "is no key of a scene here. \(near)The keys are "
      + keys.joined(separator: ", "))
}
