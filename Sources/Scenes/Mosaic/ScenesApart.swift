/// Opens scenes that lie on no common grid, to be trained on together: one below another, so far apart
/// that no window sees two of them. Each may be a mosaic.
///
/// - Throws: `SceneError` if one cannot be opened, lacks bands of the first, or places of labels are
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

  func read(_ path: String) throws -> GatheredLabels {
    try joinTiles(
      tiles.map { ($0.tile, try $0.labels.read(own(path, $0.labels))) }, rows: shape.rows,
      columns: shape.columns)
  }
}
