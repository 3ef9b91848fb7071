internal import Foundation

/// Opens what a scene's name stands for: a file, several as the tiles of a mosaic, or several scenes
/// apart; with the labels that the descriptor names outside of it.
///
/// - Throws: `SceneError`, naming the file at fault.
func openScene(_ name: String, descriptor: SceneDescriptor) throws -> OpenedFile {
  let scenes = SceneFiles.scenes(name)
  if scenes.count > 1 { return try openApart(scenes, named: name, descriptor: descriptor) }
  let files = try SceneFiles(name)
  files.note()
  var opened =
    files.paths.count == 1
    ? try openSceneFile(files.paths[0], descriptor: descriptor)
    : try openMosaic(files, named: name, descriptor: descriptor)
  let table = opened.lookupTable
  let placed = PlacedLabels(
    scene: name, own: opened.labels, shape: opened.cube.shape,
    georeference: opened.cube.georeference, lookupTable: { try table?() }, descriptor: descriptor)
  if let placed {
    opened.labels = placed
  } else if let place = descriptor.labels?.only {
    try requirePlace(place, of: opened.labels, scene: name)
  }
  return opened
}

/// - Throws: `SceneError` if a place is named like a file, and there is none, nor a dataset so named.
private func requirePlace(_ place: String, of labels: any LabelSource, scene: String) throws {
  let file = place.split(separator: ":").first.map(String.init) ?? place
  guard !(file as NSString).pathExtension.isEmpty else { return }
  let datasets = (try? labels.paths()) ?? []
  guard !datasets.contains(where: { $0 == place || $0 == "/" + place }) else { return }
  throw SceneError(
    file: file, problem: "there is no such file of labels",
    remedy: "Check the path; it is relative to \(FileManager.default.currentDirectoryPath) or to "
      + "the folder of \(scene)")
}

private func openMosaic(
  _ files: SceneFiles, named name: String, descriptor: SceneDescriptor
) throws -> OpenedFile {
  // Tiles are smaller than the scene that the descriptor tells the shape of.
  var ofTile = descriptor
  ofTile.shape = nil
  ofTile.labels = nil
  var tiles: [(file: String, opened: OpenedFile)] = []
  for path in files.paths {
    do {
      let opened = try openSceneFile(path, descriptor: ofTile)
      // A raster of one band beside cubes is a label map or a mask.
      if files.isFound, opened.cube.shape.bands == 1 { continue }
      tiles.append((path, opened))
    } catch let error as SceneError {
      if !files.isFound { throw error }
    }
  }
  guard let first = tiles.first else {
    throw SceneError(
      file: name, problem: "holds no file that is a cube (\(files.paths.count) were tried)",
      remedy: "Name the scene's file")
  }
  let cube = try MosaicCube(
    tiles.map { ($0.file, $0.opened.cube) }, matching: descriptor.bandMatching)
  let labels = MosaicLabels(
    name: name, tiles: zip(cube.tiles, tiles).map { ($0, $1.opened.labels) },
    shape: cube.shape, descriptor: descriptor)
  return OpenedFile(
    cube: cube, storage: cube.storage(of: tiles.map(\.opened)), labels: labels, lookupTable: nil,
    proposedBands: first.opened.proposedBands)
}

extension MosaicCube {
  /// How the values of its files are stored, as the first's are; their sizes are added.
  func storage(of files: [OpenedFile]) -> CubeStorage {
    var storage = files[0].storage
    storage.shape = [shape.rows, shape.columns, shape.bands]
    storage.axes = ["row", "column", "band"]
    storage.chunk = nil
    storage.bytes = files.reduce(0) { $0 + $1.storage.bytes }
    return storage
  }
}

/// The label maps in the tiles of a mosaic, put together by name.
struct MosaicLabels: LabelSource {
  let name: String
  let tiles: [(tile: MosaicCube.Tile, labels: any LabelSource)]
  let shape: CubeShape
  let descriptor: SceneDescriptor

  func paths() throws -> [String] {
    var seen: Set<String> = []
    return try tiles.flatMap { try $0.labels.paths() }.filter { seen.insert($0).inserted }
  }

  func defaultPath() throws -> String {
    if let path = descriptor.labels?.only { return path }
    let found = tiles.lazy.compactMap { try? $0.labels.defaultPath() }.first
    guard let found else {
      throw SceneError(
        file: name, problem: "none of its \(tiles.count) tiles holds labels",
        remedy: "Name files of labels with `labels`")
    }
    return found
  }

  func read(_ path: String) throws -> GatheredLabels {
    let holders = tiles.filter { (try? $0.labels.paths().contains(path)) == true }
    guard !holders.isEmpty else {
      throw SceneError(
        file: name, variable: path,
        problem: "is no file here or beside the scene, and none of its \(tiles.count) tiles holds "
          + "labels of that name", remedy: "Name a file of labels with `labels`")
    }
    return try joinTiles(
      holders.map { ($0.tile, try $0.labels.read(path)) }, rows: shape.rows, columns: shape.columns)
  }
}

/// Labels of tiles on the grid of all, their classes matched with one another.
///
/// - Throws: `SceneError` if they cannot be matched.
func joinTiles(
  _ tiles: [(tile: MosaicCube.Tile, read: GatheredLabels)], rows: Int, columns: Int
) throws -> GatheredLabels {
  var merged = MergedLabels(rows: rows, columns: columns)
  var table = tiles.first?.read.labels.classes ?? ClassTable(entries: [])
  var notes: [String] = []
  for (tile, read) in tiles {
    let match = try ClassMatch(
      table, of: tiles[0].tile.file, with: read.labels.classes, of: tile.file, for: .union)
    table = match.table
    notes += read.notes + match.notes
    let labels = read.labels.restated(by: match)
    for row in 0..<labels.rows {
      for column in 0..<labels.columns where labels[row: row, column: column] != 0 {
        merged.add(
          labels[row: row, column: column], row: tile.row + row, column: tile.column + column)
      }
    }
  }
  var labels = merged.labels
  labels.classes = table
  return GatheredLabels(
    labels: labels.compacted(),
    disputed: tiles.reduce(merged.disputed) { $0 + $1.read.disputed }, notes: notes)
}
