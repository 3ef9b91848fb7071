import ArgumentParser
import Foundation
import Scenes
import Training

/// Many scenes, one after another: a failure does not stop the rest.
extension Classify {
  func mapMany(_ loaded: LoadedRun) throws {
    let scenes = try sceneList(loaded)
    let began = ContinuousClock.now
    try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    // All are inputs: no map replaces a scene that is still to come.
    for scene in scenes { SceneFiles.note(scene, labels: []) }
    let ending = format?.text ?? "tif"
    let maps = mapNames(of: scenes).map {
      URL(fileURLWithPath: output).appendingPathComponent("\($0).\(ending)").relativePath
    }
    var journal = try MapJournal(
      folder: output, identity: identity(of: loaded) + " .\(ending)", isResumed: resume)
    var table = MapTable()
    for (index, (scene, map)) in zip(scenes, maps).enumerated() {
      let place = "[\(index + 1)/\(scenes.count)]"
      let start = ContinuousClock.now
      if let made = journal.made(of: scene, map) {
        table.rows.append(MapTable.Row(scene: scene, map: map, state: .kept, result: made.result))
        say("\(place) \(scene): \(map) is there")
        continue
      }
      do {
        try journal.begin(scene, map)
        let made = try self.map(scene, to: map, with: loaded, isBrief: true)
        try journal.end(map, made)
        let seconds = start.duration(to: .now).seconds
        table.rows.append(
          MapTable.Row(scene: scene, map: map, state: .made, seconds: seconds, result: made))
        say("\(place) \(scene): \(map), \(String(format: "%.1f s", seconds))")
      } catch let stop as ExitCode {
        say(
          "\(counted(table.rows.count { $0.state != .failed }, "map")) of \(scenes.count) are "
            + "there; go on with the same command and --resume")
        throw stop
      } catch {
        table.rows.append(
          MapTable.Row(scene: scene, map: map, state: .failed, error: "\(error)"))
        Messages.sayError("\(place) \(scene): failed: \(error)")
      }
    }
    print(try result.json ? jsonText(table) : table.text)
    say(
      "\(counted(scenes.count, "scene")) in "
        + ProgressBar.clock(began.duration(to: .now).seconds))
    let failures = table.rows.count { $0.state == .failed }
    guard failures > 0 else { return }
    throw failures == scenes.count ? ExitStatus.failed.code : ExitStatus.someFailed.code
  }

  /// Each scene once.
  private func sceneList(_ loaded: LoadedRun) throws -> [String] {
    let named = scenes.isEmpty ? [loaded.record.scene] : scenes
    var seen: Set<String> = []
    return try named.flatMap { try SceneFiles.each($0) }.filter {
      seen.insert(SceneFiles.absolute($0)).inserted
    }
  }
}
