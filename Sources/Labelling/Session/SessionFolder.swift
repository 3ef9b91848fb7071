internal import Foundation
internal import Mapping
public import Scenes
internal import Training
internal import Yams

/// The files of a labelling session. Once it has a model the folder is a run too, for `facet classify`,
/// `report` and `add-class`.
public struct SessionFolder: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  /// All that was done.
  public var journal: String { file("journal.jsonl") }
  /// What the session is, for people.
  public var description: String { file("session.yaml") }
  /// The labels: polygons, or pixels if the scene has no place on Earth.
  public func labels(of scene: Scene) -> String {
    file(scene.georeference?.crs == nil ? "labels.h5" : "labels.gpkg")
  }
  /// What names these labels in a configuration.
  public func labelPlace(of scene: Scene) -> String {
    let path = labels(of: scene)
    return path.hasSuffix(".h5") ? "\(path):/map" : path
  }
  /// The map and the report that "Finish" makes.
  public var map: String { file("map.tif") }
  public var report: String { file("report.html") }
  /// Models that were trained while labels were painted.
  public var models: String { file("models") }

  public func file(_ name: String) -> String {
    URL(fileURLWithPath: path).appendingPathComponent(name).path
  }

  public var exists: Bool { FileManager.default.fileExists(atPath: journal) }

  /// Makes the folder of a new session.
  ///
  /// - Throws: `SceneError` if it cannot be made, or holds something that is no session.
  public func make() throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    guard exists || names.isEmpty else {
      throw SceneError(
        file: path,
        problem: "is a folder that holds no labelling session; nothing in it is replaced",
        remedy: "Name another folder with -o")
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw SceneError(
        file: path, problem: "cannot be made: \(error.localizedDescription)",
        remedy: "Name a folder that you may write to")
    }
  }

  /// Lets this program write the session's own files again.
  func own() {
    OutputGate.program.own(path)
  }

  /// What `session.yaml` says.
  struct Description: Codable {
    struct Class: Codable {
      var number: Int
      var name: String
      var colour: String
      var pixels: Int
    }

    var scene: String
    var rows: Int
    var columns: Int
    var labels: String
    var comparedBy: String
    var classes: [Class]
  }

  /// Writes the labels and what the session is.
  ///
  /// - Throws: `SceneError` if a file cannot be written; the one before it is still there then.
  func save(_ sheet: LabelSheet, of scene: Scene, basis: SceneFeatures.Basis) throws {
    own()
    let map = sheet.map
    let labels = labels(of: scene)
    if map.classes.count > 0 { try Self.write(map, of: scene, to: labels) }
    let description = Description(
      scene: SceneFiles.absolute(scene.file), rows: sheet.rows, columns: sheet.columns,
      labels: (labels as NSString).lastPathComponent,
      comparedBy: basis.isModel ? "a trained network" : "principal components",
      classes: sheet.present.map {
        Description.Class(
          number: $0.number, name: $0.name, colour: $0.colour, pixels: sheet.counts[$0.number])
      })
    let text =
      "# A labelling session of Facet. `facet label` goes on with it.\n"
      + (try YAMLEncoder().encode(description))
    try replaceFile(self.description, with: Data(text.utf8))
  }

  /// Writes labels in the format that a file's name ends on.
  static func write(_ map: LabelMap, of scene: Scene, to path: String) throws {
    let writer = try makeMapWriter(path: path, layout: MapLayout(of: scene, classes: map.classes))
    try map.values.withUnsafeBufferPointer {
      try writer.write(rows: 0..<map.rows, classes: $0, confidence: nil)
    }
    try writer.finish()
  }
}
