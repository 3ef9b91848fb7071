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
  let pool = TilePool(descriptor: ofTile)
  let chosen = files.isFound ? FolderImages(files.paths) : FolderImages(named: files.paths)
  var tiles = try openTiles(chosen.images, in: pool, isFound: files.isFound, named: name)
  var leftOut = chosen.others + tiles.others
  let singles = tiles.opened.filter { $0.opened.cube.shape.bands == 1 }
  if singles.count == tiles.opened.count, singles.count > 1,
    let stack = try stackedBands(singles.map { ($0.file, $0.opened.cube) }, of: files, named: name)
  {
    return OpenedFile(
      cube: RemarkedCube(cube: stack, remarks: remarks(on: leftOut)),
      storage: storage(of: tiles.opened.map(\.opened), shape: stack.shape),
      labels: NoLabels(file: name, descriptor: descriptor))
  }
  if files.isFound, singles.count < tiles.opened.count {
    // A raster of one band beside cubes is a label map or a mask.
    leftOut += singles.map(\.file)
    tiles.opened.removeAll { $0.opened.cube.shape.bands == 1 }
  }
  let remarks = remarks(on: leftOut)
  if tiles.opened.count == 1 {
    // The only image is the scene, by itself, with all that its file says.
    var only = try openSceneFile(tiles.opened[0].file, descriptor: descriptor)
    only.cube = RemarkedCube(cube: only.cube, remarks: remarks)
    return only
  }
  let cube = try MosaicCube(
    tiles.opened.map { ($0.file, $0.opened.cube) }, matching: descriptor.bandMatching,
    isListed: !files.isFound)
  let labels = MosaicLabels(
    name: name, tiles: zip(cube.tiles, tiles.opened).map { ($0, $1.opened.labels) },
    shape: cube.shape, descriptor: descriptor)
  return OpenedFile(
    cube: RemarkedCube(cube: cube, remarks: remarks),
    storage: storage(of: tiles.opened.map(\.opened), shape: cube.shape), labels: labels,
    lookupTable: nil, proposedBands: tiles.opened[0].opened.proposedBands)
}

/// The files that open as cubes, and those of a folder that are none.
///
/// - Throws: `SceneError` if one cannot be opened that was named, or that is a TIFF or has the ending
///   of the others: without it the scene would have a hole.
private func openTiles(
  _ paths: [String], in pool: TilePool, isFound: Bool, named name: String
) throws -> (opened: [(file: String, opened: OpenedFile)], others: [String]) {
  var opened: [(file: String, opened: OpenedFile)] = []
  var failed: [(file: String, error: SceneError)] = []
  for path in paths {
    do {
      opened.append((path, try pool.tile(path)))
    } catch let error as SceneError {
      guard isFound else { throw error }
      failed.append((path, error))
    }
  }
  func ending(_ path: String) -> String { (path as NSString).pathExtension.lowercased() }
  guard !opened.isEmpty else {
    throw SceneError(
      file: name,
      problem: "holds no file that is a cube (\(paths.count) were tried)"
        + (failed.first.map { ": \($0.error)" } ?? ""),
      remedy: "Name the scene's file")
  }
  let endings = Set(opened.map { ending($0.file) })
  for (file, error) in failed {
    let isTIFF = (try? FileStart(file))?.isTIFF ?? false
    guard isTIFF || endings.contains(ending(file)) else { continue }
    var error = error
    error.remedy =
      (error.remedy.map { "\($0). " } ?? "")
      + "It lies in the folder of the scene: mend it, take it away, or name the files of the scene "
      + "one by one, with commas"
    throw error
  }
  return (opened, failed.map(\.file))
}

/// Files of one band each as the bands of a scene; nil for tiles of one band that were listed and lie
/// beside each other.
///
/// - Throws: `SceneError` if they are neither.
private func stackedBands(
  _ singles: [(file: String, cube: any CubeReader)], of files: SceneFiles, named name: String
) throws -> BandStack? {
  if !files.isFound {
    let first = singles[0].cube
    let isOneGround = singles.allSatisfy { _, cube in
      cube.georeference == first.georeference && cube.shape == first.shape
    }
    return isOneGround ? try BandStack(singles) : nil
  }
  guard let order = BandStack.ordered(singles.map(\.file)) else {
    throw SceneError(
      file: name,
      problem: "holds \(singles.count) files of one band, whose names do not differ by one number "
        + "alone, so that their order is not known: "
        + shortNames(singles.map(\.file)).prefix(8).joined(separator: ", "),
      remedy: "Name the bands one by one in their order, with commas")
  }
  return try BandStack(
    order.compactMap { file in singles.first { $0.file == file } })
}

/// What is said of files of a folder that are not read.
private func remarks(on leftOut: [String]) -> [String] {
  guard !leftOut.isEmpty else { return [] }
  let names = shortNames(leftOut)
  return [
    "left out of the scene: " + names.prefix(8).joined(separator: ", ")
      + (names.count > 8 ? " and \(names.count - 8) more" : "")
  ]
}

/// How the values of several files are stored, as the first's are; their sizes are added.
func storage(of files: [OpenedFile], shape: CubeShape) -> CubeStorage {
  var storage = files[0].storage
  storage.shape = [shape.rows, shape.columns, shape.bands]
  storage.axes = ["row", "column", "band"]
  storage.chunk = nil
  storage.bytes = files.reduce(0) { $0 + $1.storage.bytes }
  return storage
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
