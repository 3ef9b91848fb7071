import Foundation
import Scenes

/// Which maps of a folder are made, of what and how: `maps.json`, by which `--resume` makes none
/// twice. Written before and after each map, so that a kill at any time is told from either.
struct MapJournal {
  private struct Entry: Codable {
    var scene: SceneStamp
    var isDone: Bool
    /// The map that was there before, if any.
    var before: FileState?
    var result: MappingResult?
  }

  private struct Contents: Codable {
    var format = MapJournal.mark
    /// Model and options.
    var identity: String
    /// By the map's name.
    var maps: [String: Entry] = [:]
  }

  private static let mark = "facet maps 1"

  private let path: String
  private var contents: Contents

  /// - Parameter isResumed: whether what is there is gone on with.
  /// - Throws: `SceneError` if it is of another run or of other options.
  init(folder: String, identity: String, isResumed: Bool) throws {
    path = URL(fileURLWithPath: folder).appendingPathComponent("maps.json").path
    contents = Contents(identity: identity)
    guard isResumed, let data = FileManager.default.contents(atPath: path) else { return }
    guard let found = try? JSONDecoder().decode(Contents.self, from: data),
      found.format == Self.mark
    else {
      throw SceneError(
        file: path, problem: "is damaged, or no list of maps of Facet's",
        remedy: "Name another folder, or leave out --resume to make all maps again")
    }
    guard found.identity == identity else {
      throw SceneError(
        file: path, problem: "lists maps of another run or with other options (\(found.identity))",
        remedy: "Name another folder, or leave out --resume to make all maps again")
    }
    contents = found
  }

  /// A map that is there.
  struct Made {
    /// What is known of it; nil if the program was killed before it was written down.
    var result: MappingResult?
  }

  /// The map of a scene, if it is there; nil if it is still to be made.
  func made(of scene: String, _ map: String) -> Made? {
    guard let entry = contents.maps[name(map)], let stamp = try? SceneStamp(scene),
      entry.scene == stamp, let state = FileState(map)
    else { return nil }
    // A kill between a map's last step and its entry here leaves a new map.
    guard entry.isDone || state != entry.before else { return nil }
    return Made(result: entry.result)
  }

  mutating func begin(_ scene: String, _ map: String) throws {
    contents.maps[name(map)] = Entry(
      scene: try SceneStamp(scene), isDone: false, before: FileState(map), result: nil)
    try save()
  }

  mutating func end(_ map: String, _ result: MappingResult) throws {
    contents.maps[name(map)]?.isDone = true
    contents.maps[name(map)]?.result = result
    try save()
  }

  private func save() throws {
    try replaceFile(path, with: JSONEncoder.stable.encode(contents))
  }

  private func name(_ map: String) -> String { URL(fileURLWithPath: map).lastPathComponent }
}
