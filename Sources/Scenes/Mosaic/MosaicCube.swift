internal import Foundation

/// Georeferenced tiles of one grid as one cube, or scenes apart; what none covers is fill (NaN).
///
/// Where tiles overlap, a pixel is that of the tile named first that has a value there.
struct MosaicCube: GenericCubeReader {
  /// A tile and where its first pixel lies in the mosaic.
  struct Tile: Sendable {
    var file: String
    var cube: any CubeReader
    var row: Int
    var column: Int

    var rows: Range<Int> { row..<row + cube.shape.rows }
    var columns: Range<Int> { column..<column + cube.shape.columns }
  }

  let tiles: [Tile]
  let shape: CubeShape
  let bands: BandTable
  let georeference: Georeference?
  let recognition: Recognition

  /// - Parameters:
  ///   - files: at least one, in the order of precedence; the first gives the bands and the grid.
  ///   - matching: how the bands of the others are found.
  ///   - isListed: whether the user named them in this order, and may mean one to fill the holes of
  ///     another.
  /// - Throws: `SceneError` if a tile says not if it lies, its pixels are not those of the first,
  ///   its bands are others, or it covers the whole ground of another and is no tile therefore.
  init(
    _ files: [(file: String, cube: any CubeReader)], matching: BandMatching, isListed: Bool
  ) throws {
    guard let first = files.first else {
      throw SceneError(file: "mosaic", problem: "has no tiles", remedy: "Name files of cubes")
    }
    var placed: [Tile] = []
    for (file, cube) in files {
      guard let own = cube.georeference, let grid = first.cube.georeference else {
        throw SceneError(
          file: cube.georeference == nil ? file : first.file,
          problem: "does not say where it lies, so that it cannot be a tile of a mosaic",
          remedy: "Open it by itself, or georeference it")
      }
      let offset = try GridOffset(
        of: own, rows: cube.shape.rows, columns: cube.shape.columns, named: file, on: grid,
        rows: first.cube.shape.rows, columns: first.cube.shape.columns, scene: first.file)
      guard offset.isUpright else {
        throw SceneError(
          file: file,
          problem: "has pixels of \(own.pixelText), those of \(first.file) are \(grid.pixelText)",
          remedy: "Turn the tiles the same way: `gdalwarp \(file) new.tif` makes one north-up")
      }
      placed.append(
        Tile(
          file: file,
          cube: try Self.matched(cube, file, to: first, matching), row: offset.rows,
          column: offset.columns))
    }
    let top = placed.map(\.row).min() ?? 0
    let left = placed.map(\.column).min() ?? 0
    for index in placed.indices {
      placed[index].row -= top
      placed[index].column -= left
    }
    let rows = placed.map(\.rows.upperBound).max() ?? 0
    let columns = placed.map(\.columns.upperBound).max() ?? 0
    guard rows <= 1 << 24, columns <= 1 << 24 else {
      throw SceneError(
        file: first.file, problem: "and the other tiles span \(rows)×\(columns) pixels",
        remedy: "Leave out tiles that lie far from the others")
    }
    try Self.requireTiles(placed, isListed: isListed)
    tiles = placed
    shape = CubeShape(rows: rows, columns: columns, bands: first.cube.shape.bands)
    bands = first.cube.bands
    georeference = first.cube.georeference.map { grid in
      var t = grid.transform
      t[0] += Double(left) * t[1] + Double(top) * t[2]
      t[3] += Double(left) * t[4] + Double(top) * t[5]
      return Georeference(transform: t, crs: grid.crs)
    }
    recognition = Self.recognition(of: placed, first: first.cube.recognition, shape: shape)
  }

  /// Tiles lie beside each other; of two files over one ground, one may be a mask of the other.
  private static func requireTiles(_ tiles: [Tile], isListed: Bool) throws {
    for (index, tile) in tiles.enumerated() {
      for other in tiles[..<index] {
        let rows = tile.rows.clamped(to: other.rows).count
        let columns = tile.columns.clamped(to: other.columns).count
        guard rows * columns == min(tile.cube.shape.pixels, other.cube.shape.pixels) else {
          continue
        }
        if isListed, tile.cube.bands.wavelengths != nil { continue }
        throw SceneError(
          file: tile.file,
          problem: "covers the same ground as \(other.file), so that it is no tile beside it",
          remedy: isListed
            ? "Name the file of the scene alone"
            : "Name the file of the scene; if one fills the holes of the other, name both with a "
              + "comma, the one that counts first")
      }
    }
  }

  /// Rows between scenes apart: half of the widest window that there is, so that none sees two.
  static let rowsBetween = 127

  /// Scenes that lie on no common grid, one below another.
  ///
  /// - Parameter files: at least one; the first gives the bands.
  /// - Throws: `SceneError` if another has other bands, or all together have too many rows.
  init(apart files: [(file: String, cube: any CubeReader)], matching: BandMatching) throws {
    guard let first = files.first else {
      throw SceneError(file: "scenes", problem: "are none", remedy: "Name files of cubes")
    }
    var placed: [Tile] = []
    for (file, cube) in files {
      placed.append(
        Tile(
          file: file, cube: try Self.matched(cube, file, to: first, matching),
          row: placed.last.map { $0.rows.upperBound + Self.rowsBetween } ?? 0, column: 0))
    }
    let rows = placed.last?.rows.upperBound ?? 0
    guard rows <= 1 << 24 else {
      throw SceneError(
        file: first.file, problem: "and the other scenes have \(rows) rows together",
        remedy: "Leave out some of them")
    }
    tiles = placed
    shape = CubeShape(
      rows: rows, columns: placed.map(\.columns.upperBound).max() ?? 0,
      bands: first.cube.shape.bands)
    bands = first.cube.bands
    georeference = nil
    var recognition = first.cube.recognition
    recognition.format = "\(files.count) scenes apart, the first \(recognition.format)"
    let names = shortNames(placed.map(\.file))
    recognition.evidence.append(
      "one below another: "
        + zip(names, placed).map { "\($0) from row \($1.row)" }.joined(separator: ", "))
    self.recognition = recognition
  }

  private static func matched(
    _ cube: any CubeReader, _ file: String, to first: (file: String, cube: any CubeReader),
    _ matching: BandMatching
  ) throws -> any CubeReader {
    let states = (first.cube.bands.wavelengths != nil, cube.bands.wavelengths != nil)
    guard states.0 == states.1 else {
      throw SceneError(
        file: states.0 ? file : first.file,
        problem: "does not state the wavelengths of its bands, as \(states.0 ? first.file : file) "
          + "does: it may be a mask or another product",
        remedy: "Name the files of one kind, or state `wavelength` in a scene descriptor, which "
          + "holds for all of them")
    }
    guard let wanted = first.cube.bands.wavelengths else {
      guard cube.shape.bands == first.cube.shape.bands else {
        throw SceneError(
          file: file,
          problem: "has \(cube.shape.bands) bands, \(first.file) has \(first.cube.shape.bands), "
            + "and wavelengths are not known of both",
          remedy: "Name tiles of the same sensor")
      }
      return cube
    }
    // Bad bands of the first tile need no partner; they are left out with it.
    let match = try BandMatch(
      of: wanted, in: BandTable(count: cube.bands.count, wavelengths: cube.bands.wavelengths),
      matching, file: file, reference: first.file)
    return match.isIdentity && cube.shape.bands == wanted.count
      ? cube : MatchedCube(cube, match: match, wavelengths: wanted)
  }

  private static func recognition(
    of tiles: [Tile], first: Recognition, shape: CubeShape
  ) -> Recognition {
    var recognition = first
    recognition.format = "mosaic of \(tiles.count) × \(first.format)"
    let covered = tiles.reduce(0) { $0 + $1.cube.shape.pixels }
    var overlap = 0
    for (index, tile) in tiles.enumerated() {
      for other in tiles[..<index] {
        overlap +=
          tile.rows.clamped(to: other.rows).count
          * tile.columns.clamped(to: other.columns).count
      }
    }
    recognition.evidence.append(
      "\(tiles.count) tiles with \(covered) pixels on a grid of \(shape.rows)×\(shape.columns)")
    if overlap > 0 {
      recognition.evidence.append(
        "several tiles have \(counted(overlap, "pixel")): the tile named first is taken if it has a value "
          + "there")
    }
    return recognition
  }

  func fill<Value: PhysicalValue>(
    _ window: CubeWindow, _ buffer: UnsafeMutableBufferPointer<Value>
  ) throws {
    let bands = window.bands.count
    buffer.update(repeating: .nan)
    var isSet = [Bool](repeating: false, count: window.rows.count * window.columns.count)
    for tile in tiles {
      let rows = tile.rows.clamped(to: window.rows)
      let columns = tile.columns.clamped(to: window.columns)
      guard !rows.isEmpty, !columns.isEmpty else { continue }
      let own = CubeWindow(
        rows: rows.lowerBound - tile.row..<rows.upperBound - tile.row,
        columns: columns.lowerBound - tile.column..<columns.upperBound - tile.column,
        bands: window.bands)
      let values = UnsafeMutableBufferPointer<Value>.allocate(capacity: own.count)
      defer { values.deallocate() }
      try Value.read(own, of: tile.cube, into: values)
      var from = 0
      for row in rows {
        let line = (row - window.rows.lowerBound) * window.columns.count
        for column in columns {
          let pixel = line + column - window.columns.lowerBound
          if !isSet[pixel], (0..<bands).contains(where: { !values[from + $0].isNaN }) {
            isSet[pixel] = true
            for band in 0..<bands { buffer[pixel * bands + band] = values[from + band] }
          }
          from += bands
        }
      }
    }
  }
}
