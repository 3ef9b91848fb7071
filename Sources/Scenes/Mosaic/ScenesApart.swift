/// Opens scenes that lie on no common grid, to be trained on together: one below another, so far apart
/// that no window sees two of them. Each may be a mosaic.
///
/// - Throws: `SceneError` where one cannot be opened, lacks bands of the first, or places of labels are
///   neither one for all nor one for each.
func openApart(
  _ scenes: [String], named name: String, descriptor: SceneDescriptor
) throws -> OpenedFile {
  let places = descriptor.labels?.places ?? []
  guard places.count <= 1 || places.count == scenes.count else {
    throw SceneError(
      file: name, variable: "labels",
      problem: "names \(places.count) places for \(scenes.count) scenes",
      remedy: "Name one for each scene in their order, or a dataset that each of them has")
  }
  let opened = try scenes.enumerated().map { index, scene in
    var own = descriptor
    own.shape = nil
    if places.count > 1 { own.labels = LabelPlaces([places[index]]) }
    return try openScene(scene, descriptor: own)
  }
  let cube = try MosaicCube(
    apart: zip(scenes, opened).map { ($0, $1.cube) }, matching: descriptor.bandMatching)
  return OpenedFile(
    cube: cube, storage: storage(of: opened, shape: cube.shape),
    labels: LabelsApart(
      name: name, tiles: zip(cube.tiles, opened).map { ($0, $1.labels) }, shape: cube.shape,
      descriptor: descriptor),
    proposedBands: opened[0].proposedBands)
}

/// The labels of scenes that are one below another.
private struct LabelsApart: LabelSource {
  let name: String
  let tiles: [(tile: MosaicCube.Tile, labels: any LabelSource)]
  let shape: CubeShape
  let descriptor: SceneDescriptor

  func paths() throws -> [String] {
    var seen: Set<String> = []
    return try tiles.flatMap { try $0.labels.paths() }.filter { seen.insert($0).inserted }
  }

  /// Each scene's own, of which equal names are one.
  func defaultPath() throws -> String {
    var seen: Set<String> = []
    return try tiles.map { try $0.labels.defaultPath() }.filter { seen.insert($0).inserted }
      .joined(separator: ", ")
  }

  /// What is meant of one scene by the name that is meant of all.
  private func own(_ path: String, _ labels: any LabelSource) throws -> String {
    try path == (try? defaultPath()) ? labels.defaultPath() : path
  }

  func read(_ path: String) throws -> LabelMap {
    var merged = LabelMap(
      rows: shape.rows, columns: shape.columns, values: Array(repeating: 0, count: shape.pixels))
    for (tile, source) in tiles {
      let labels = try source.read(own(path, source))
      for row in 0..<labels.rows {
        for column in 0..<labels.columns {
          merged[row: tile.row + row, column: column] = labels[row: row, column: column]
        }
      }
    }
    return merged
  }

  func classes(of path: String) throws -> ClassTable? {
    if let stated = ClassTable(of: descriptor) { return stated }
    let tables = try tiles.compactMap { tile, source in
      try source.classes(of: own(path, source)).map { (file: tile.file, table: $0) }
    }
    guard let first = tables.first else { return nil }
    for other in tables.dropFirst()
    where other.table.entries.map(\.name) != first.table.entries.map(\.name) {
      let lists = [first, other].map { $0.table.entries.map(\.name).joined(separator: ", ") }
      throw SceneError(
        file: other.file,
        problem: "numbers other classes than \(first.file): \(lists[1]), and not \(lists[0])",
        remedy: "List the classes in a scene descriptor (`scene.descriptor`), which numbers them")
    }
    return first.table
  }

  func disputedPixels() throws -> Int {
    try tiles.reduce(0) { try $0 + $1.labels.disputedPixels() }
  }
}
