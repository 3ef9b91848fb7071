import Accuracy
import Baselines
import Foundation
import Sampling
import Scenes
import Torch
import Training

/// What a run is a run of: its ground, and the method that was let loose on it.
struct RunIdentity {
  /// Its folder.
  let name: String
  let ground: RunGround
  /// The split as the method used it.
  let split: Split
  /// Side of the window that a pixel is classified by.
  let window: Int
  /// What makes the method but for scene, split and seed: values by the keys of the configuration.
  let method: [String: String]

  init(_ folder: String, device: Device) throws {
    if try RunRecord.load(RunFolder(folder)).baseline != nil {
      try self.init(FinishedBaseline(RunFolder(folder)), name: folder)
    } else {
      try self.init(FinishedRun(RunFolder(folder), device: device))
    }
  }

  init(_ run: FinishedRun) throws {
    name = run.folder.path
    (ground, split, window) = (run.ground, run.split, run.window)
    method = try run.configuration.methodKeys()
  }

  init(_ run: FinishedBaseline, name: String) throws {
    self.name = name
    (ground, split, window) = (run.ground, try run.split, run.baseline.window)
    var method = [
      "method": run.baseline.method, "features": run.baseline.features, "window": "\(window)",
    ]
    if let metric = run.baseline.metric { method["metric"] = metric }
    if let walk = run.baseline.walk {
      method["map.walk"] = run.alone == nil ? "alone" : "true"
      method["map.contrast"] = "\(walk.contrast)"
      method["map.prior"] = "\(walk.prior)"
    }
    self.method = method
  }

  var leakage: LeakageSummary { LeakageSummary(of: split, window: window) }
}

extension Training.Configuration {
  /// The values of network, phases and map by their keys, as text; the seed, scene and split are
  /// no part of the method.
  func methodKeys() throws -> [String: String] {
    var keys: [String: String] = [:]
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let tree = try JSONSerialization.jsonObject(with: encoder.encode(self)) as? [String: Any] ?? [:]
    for (section, value) in tree where !["scene", "split"].contains(section) {
      guard let members = value as? [String: Any] else { continue }
      for (key, member) in members {
        keys["\(section).\(key)"] = String(
          decoding: try JSONSerialization.data(
            withJSONObject: member, options: [.fragmentsAllowed, .sortedKeys]), as: UTF8.self)
      }
    }
    return keys
  }
}
