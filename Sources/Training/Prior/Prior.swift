internal import Foundation
package import Networks
public import Parts
package import Sampling
package import Scenes
package import Torch

/// A network and its metric factors that have learned from scenes without labels, as a training can
/// begin with them.
public struct Prior {
  package let card: Card
  /// Network and metric factors by path.
  package let tensors: [String: Tensor]

  /// What a prior must know of itself: what it was built from, what it reads, what it saw.
  package struct Card: Codable, Equatable, Sendable {
    package var design: NetworkDesign
    package var factors: Int
    /// Centre wavelengths of the bands in nm, if known.
    package var wavelengths: [Double]?
    /// Of all scenes that it saw.
    package var standardisation: Standardisation
    package var summary: Summary
  }

  /// What a model says of the prior that it began with.
  public struct Summary: Codable, Equatable, Sendable {
    /// What was learned.
    public var method: Part
    public var steps: Int
    public var scenes: [SeenScene]
    /// Version of Facet that trained it.
    public var version: String
  }

  /// A scene that a prior saw.
  public struct SeenScene: Codable, Equatable, Sendable {
    public var file: String
    /// SHA-256 of the file.
    public var checksum: String
    /// Rows, columns, bands.
    public var shape: [Int]
    /// Windows that were looked at.
    public var pixels: Int
  }

  private static let key = "facet.prior"

  package init(_ model: Model, _ summary: Summary) throws {
    let own = model.card
    card = Card(
      design: own.design, factors: own.factors, wavelengths: own.wavelengths,
      standardisation: own.standardisation, summary: summary)
    tensors = try model.snapshot().filter { !$0.key.hasPrefix("classifier") }
  }

  private init(_ card: Card, _ tensors: [String: Tensor]) {
    self.card = card
    self.tensors = tensors
  }

  /// - Throws: `SceneError` if the file cannot be written.
  package func save(_ path: String) throws {
    let json = String(decoding: try JSONEncoder.stable.encode(card), as: UTF8.self)
    try writeFile(
      try Safetensors(tensors: tensors, metadata: [Self.key: json]).encoded(), to: path)
  }

  /// - Parameter path: the folder that `facet pretrain --self-supervised` made, or its file.
  /// - Throws: `SceneError` if there is none, it is not finished, or it is damaged.
  package static func load(_ path: String) throws -> Prior {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    let folder = RunFolder(path)
    let file = isFolder.boolValue ? folder.prior : path
    // A run keeps a copy of what it began with.
    guard exists, !folder.exists, FileManager.default.fileExists(atPath: file) else {
      let problem =
        !exists
        ? "does not exist"
        : folder.holdsPrior
          ? "is not finished" : folder.exists ? "is a run, not a prior" : "holds no prior"
      throw SceneError(
        file: path, problem: problem,
        remedy: folder.holdsPrior
          ? "End it with `facet pretrain --resume -o \(path)`"
          : "Make one with `facet pretrain --self-supervised SCENE -o \(path)`")
    }
    do {
      let found = try Safetensors(decoding: try readFile(file))
      guard let json = found.metadata[key] else { throw TorchError("it holds no prior") }
      return Prior(
        try JSONDecoder().decode(Card.self, from: Data(json.utf8)), found.tensors)
    } catch let error as SceneError {
      throw error
    } catch {
      throw SceneError(
        file: file, problem: "cannot be read as a prior: \(error)",
        remedy: "Make it again with `facet pretrain --self-supervised`")
    }
  }

  /// Refuses a network or a scene that the prior's weights do not fit.
  ///
  /// - Parameter key: of the configuration, for messages.
  /// - Throws: `ConfigurationError` for another network; `SceneError` for other bands.
  package func require(_ section: NetworkSection, _ bands: BandTable, of file: String) throws {
    let rule = Rule.of("network")
    let own = card.design
    let wanted = section.design(bands: own.bands)
    let remedy = "as the prior was trained with; or train without the prior"
    try rule.require(
      wanted.kind == own.kind, "kind", is: wanted.kind, must: "\(own.kind), \(remedy)")
    for (key, given, needed) in [
      ("window", wanted.window, own.window), ("features", wanted.features, own.features),
      ("factors", section.factors, card.factors),
    ] { try rule.require(given == needed, key, is: given, must: "\(needed), \(remedy)") }
    for option in own.kind.options {
      let (given, needed) = (
        wanted.options[option.name] ?? option.standard, own.options[option.name] ?? option.standard
      )
      try rule.require(
        given == needed, option.name, is: given?.shown ?? "null",
        must: "\(needed?.shown ?? "null"), \(remedy)")
    }
    try requireSame(bands, card.wavelengths, count: own.bands, of: file, reader: "the prior")
  }

  /// Gives its weights to a fresh model; the softmax layer stays as it is.
  ///
  /// - Throws: `TorchError` if the file holds other weights than its card says.
  package func begin(_ model: Model) throws {
    var weights = try model.snapshot().filter { $0.key.hasPrefix("classifier") }
    for (path, tensor) in tensors { weights[path] = tensor }
    try model.restore(weights)
  }
}

extension Prior.Summary {
  /// "simclr on 21025 windows of a.h5, without labels".
  public var sentence: String {
    let places = scenes.map {
      "\(counted($0.pixels, "window")) of \(($0.file as NSString).lastPathComponent)"
    }
    return "\(method.name) on \(places.joined(separator: ", ")), without labels"
  }

  /// Whether it saw a file.
  ///
  /// - Parameter checksum: the file's SHA-256.
  public func saw(_ checksum: String) -> Bool { scenes.contains { $0.checksum == checksum } }
}
