package import Mapping
package import Sampling
package import Scenes
package import Training

/// A baseline that has mapped its scene: the ground, and the map that it made of it.
package struct FinishedBaseline: Sendable {
  package let ground: RunGround
  package let baseline: BaselineRecord
  /// The class of every pixel; 0 without any valid value.
  package let map: LabelMap
  /// The same before a random walk smoothed the map; nil if none did.
  package let alone: LabelMap?
  /// What the methods that learned it have to tell; empty if it was taken from its folder.
  package let notes: [String]

  init(
    ground: RunGround, baseline: BaselineRecord, map: LabelMap, alone: LabelMap?,
    notes: [String]
  ) {
    self.notes = notes
    self.alone = alone
    self.ground = ground
    self.baseline = baseline
    self.map = map
  }

  /// Takes a baseline's run from its folder.
  ///
  /// - Parameter path: where the scene is now; where the run found it if nil.
  /// - Throws: `SceneError` if the folder is no baseline's, or its map is not of the scene.
  package init(_ folder: RunFolder, scene path: String? = nil) throws {
    let record = try RunRecord.load(folder)
    guard let baseline = record.baseline else {
      throw SceneError(
        file: folder.path, problem: "is the run of a network, not of a baseline",
        remedy: "Name a folder that `facet baseline` made")
    }
    ground = try RunGround(folder, record: record, scene: path, descriptor: baseline.scene)
    self.baseline = baseline
    notes = []
    map = try Self.map(folder.map, of: ground)
    let isSmoothed = baseline.walk != nil && baseline.method != BaselineKind.walk.name
    alone = isSmoothed ? try Self.map(folder.mapAlone, of: ground) : nil
  }

  private static func map(_ path: String, of ground: RunGround) throws -> LabelMap {
    let read = try readClassMap(path)
    let map = try read.labels.restated(
      by: ClassMatch(
        ground.legend, of: ground.scene.file, with: read.labels.classes, of: path, for: .union))
    guard map.rows == ground.labels.rows, map.columns == ground.labels.columns else {
      throw SceneError(
        file: path,
        problem: "is \(map.rows)×\(map.columns) pixels, the scene "
          + "\(ground.labels.rows)×\(ground.labels.columns)",
        remedy: "Make the run again with `facet baseline`")
    }
    return map
  }

  /// The split as the baseline used it: validation pixels train, for it holds none back.
  package var split: Split {
    get throws {
      let drawn = ground.split
      return try Split(
        rows: drawn.rows, columns: drawn.columns, train: drawn.train + drawn.validation,
        validation: [], test: drawn.test, strategy: drawn.strategy, seed: drawn.seed)
    }
  }

  /// Writes the map, and finishes the writer or abandons it.
  package func write(to writer: any MapWriter) throws { try Self.write(map, to: writer) }

  private static func write(_ map: LabelMap, to writer: any MapWriter) throws {
    do {
      try map.values.withUnsafeBufferPointer {
        try writer.write(rows: 0..<map.rows, classes: $0, confidence: nil)
      }
      try writer.finish()
    } catch {
      writer.abandon()
      throw error
    }
  }

  /// Keeps everything in a new run folder: configuration, split, map, record.
  ///
  /// - Throws: `SceneError` if the folder holds a run already or cannot be written; nothing of it
  ///   is left then.
  package func save(to folder: RunFolder) throws {
    try folder.begin { folder in
      try ground.configuration.save(folder.configuration)
      try ground.split.save(folder.split)
      let layout = MapLayout(of: ground.scene, classes: ground.legend)
      try write(to: makeMapWriter(path: folder.map, layout: layout))
      if let alone {
        try Self.write(alone, to: makeMapWriter(path: folder.mapAlone, layout: layout))
      }
      // The record goes last: a folder without one is no run.
      try ground.record.save(folder)
    }
  }
}
