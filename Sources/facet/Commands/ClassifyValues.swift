import ArgumentParser
package import Mapping
import Scenes
import Torch
import Training

/// A run that is ready to map scenes.
struct LoadedRun {
  let folder: RunFolder
  let record: RunRecord
  let model: Model
  let decision: Decision
  let device: Device
}

/// What `--json` says of a map.
struct MappingResult: Codable {
  var scene: String
  var map: String
  var polygons: String?
  var probabilities: String?
  /// "2/8" if it is a part of the map.
  var shard: String?
  /// Of the map.
  var rows: Int
  var columns: Int
  /// From number 1.
  var classes: [String]
  /// Of the scene.
  var pixels: Int
  var pixelsWithoutData: Int
}

/// How `--match-bands` finds the model's bands in a scene's.
enum BandChoice: String, CaseIterable, ExpressibleByArgument {
  case nearest, linear

  var kind: BandMatching.Kind { self == .nearest ? .nearest : .linear }
}

/// "2/8".
extension Shard: ExpressibleByArgument {
  package init?(argument: String) {
    let numbers = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let number = numbers[0], let count = numbers[1] else { return nil }
    self.init(number: number, of: count)
  }
}

/// The ending of a map's name.
struct MapEnding: ExpressibleByArgument {
  let text: String

  init?(argument: String) {
    guard Self.allValueStrings.contains(argument) else { return nil }
    text = argument
  }

  static var allValueStrings: [String] {
    MapFormat.all.filter { $0.layers.contains("map") }.map { $0.extensions[0] }
  }
}
