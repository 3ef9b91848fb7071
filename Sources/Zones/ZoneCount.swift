internal import CGDAL
internal import CPixels
internal import Mapping
internal import Scenes

/// What is counted in one zone while a map is streamed.
struct ZoneTally {
  /// Pixels by their place in the map; see `ClassMapRows`.
  var pixels: [UInt16: Int] = [:]
  /// Their area in square metres, if pixels differ in area.
  var areas: [UInt16: Double] = [:]
  var sampled: [SampledPair: Int] = [:]
  var meetsMap = false
  var isBeyond = false
}

/// Counts a map's pixels in zones, a strip of rows after the other.
struct ZoneCount {
  private let map: ClassMapRows
  /// Of the zones, for errors.
  private let file: String
  private let grid: Georeference
  private let sample: ZoneSample?
  /// Area of a pixel of each row; nil if pixels do not differ in area.
  private let rowAreas: [Double]?
  private let polygons: [PlacedPolygon]
  private(set) var tallies: [ZoneTally]
  /// Of the whole map.
  private(set) var whole = ZoneTally()

  /// - Throws: `SceneError` if the polygons cannot be brought onto the map, or none meets it.
  init(
    _ map: ClassMapRows, of mapFile: String, zones: ZoneLayer, rowAreas: [Double]?,
    sample: ZoneSample?
  ) throws {
    self.map = map
    self.file = zones.path
    self.rowAreas = rowAreas
    self.sample = sample
    var tallies = [ZoneTally](repeating: ZoneTally(), count: zones.zones.count)
    var extent = Extent()
    let grid = try Self.grid(of: map, mapFile, zones)
    polygons = try callGDAL(zones.path, "cannot be put on the map's grid") {
      let change = try Self.change(zones, grid, mapFile)
      var placed: [PlacedPolygon] = []
      for (index, zone) in zones.zones.enumerated() {
        for bytes in zone.polygons {
          let polygon = try PlacedPolygon(
            bytes, zone: index, change: change, grid: grid, rows: map.rows,
            columns: map.columns, extent: &extent, file: zones.path)
          guard let polygon else {
            tallies[index].isBeyond = true
            continue
          }
          tallies[index].meetsMap = true
          if polygon.isBeyond { tallies[index].isBeyond = true }
          placed.append(polygon)
        }
      }
      return placed.sorted { $0.rows.lowerBound < $1.rows.lowerBound }
    }
    self.grid = grid
    self.tallies = tallies
    guard !polygons.isEmpty else {
      let corners = Extent(of: grid, rows: map.rows, columns: map.columns)
      throw SceneError(
        file: zones.path, variable: zones.layer,
        problem: "lies outside of the map: it covers \(extent), the map \(corners), in the map's "
          + "CRS", remedy: "Check the CRS of both, or give zones of this map")
    }
  }

  /// The map's grid; x is the column and y the row, down or below 0, if neither has a CRS.
  private static func grid(
    of map: ClassMapRows, _ file: String, _ zones: ZoneLayer
  ) throws -> Georeference {
    if let own = map.georeference {
      guard (own.crs == nil) == (zones.crs == nil) else {
        let (without, with) = own.crs == nil ? (file, zones.path) : (zones.path, file)
        throw SceneError(
          file: without,
          problem: "has no coordinate reference system, but \(with) has one",
          remedy: "Assign the system that it is in (a Shapefile needs its .prj beside it)")
      }
      return own
    }
    guard zones.crs == nil else {
      throw SceneError(
        file: file,
        problem: "does not say where it lies, so that \(zones.path) cannot be placed "
          + "on it", remedy: "Draw over the map's pixels, without a CRS: x is the column, y the row"
      )
    }
    var south = 0.0
    try callGDAL(zones.path, "cannot be read") {
      for bytes in zones.zones.flatMap(\.polygons) {
        var made: OGRGeometryH?
        guard OGR_G_CreateFromWkb(bytes, nil, &made, Int32(bytes.count)) == OGRERR_NONE
        else { return Void?.none }
        defer { OGR_G_DestroyGeometry(made) }
        var envelope = OGREnvelope()
        OGR_G_GetEnvelope(made, &envelope)
        south = min(south, envelope.MinY)
      }
      return ()
    }
    return Georeference(transform: [0, 1, 0, 0, 0, south < -0.5 ? -1 : 1], crs: nil)
  }

  private static func change(
    _ zones: ZoneLayer, _ grid: Georeference, _ file: String
  ) throws -> CoordinateChange? {
    guard let from = zones.crs, let crs = grid.crs else { return nil }
    let to = try wellKnownText(of: crs, file: file)
    return from == to ? nil : try CoordinateChange(from: from, to: to, file: zones.path)
  }

  /// - Parameters:
  ///   - progress: told the rows done.
  ///   - isInterrupted: asked after every strip; true stops with `MappingInterrupted`.
  mutating func run(progress: (Int) -> Void, isInterrupted: () -> Bool) throws {
    var line = [Int64](repeating: 0, count: 1 << 16)
    var waiting = polygons[...]
    var active: [PlacedPolygon] = []
    try map.forEachStrip { rows, places in
      while let next = waiting.first, next.rows.lowerBound < rows.upperBound {
        active.append(next)
        waiting.removeFirst()
      }
      active.removeAll { $0.rows.upperBound <= rows.lowerBound }
      let classes = 1 + Int(places.max() ?? 0)
      countWhole(rows, places, classes, &line)
      for (zone, members) in Dictionary(grouping: active, by: \.zone) {
        for group in Self.columnGroups(members) {
          try count(group, zone: zone, rows, places, classes, &line)
        }
      }
      progress(rows.upperBound)
      if isInterrupted() { throw MappingInterrupted() }
    }
  }

  /// Polygons of one zone whose columns overlap belong together: a pixel in two of them counts once.
  private static func columnGroups(_ polygons: [PlacedPolygon]) -> [[PlacedPolygon]] {
    var groups: [[PlacedPolygon]] = []
    var end = 0
    for polygon in polygons.sorted(by: { $0.columns.lowerBound < $1.columns.lowerBound }) {
      if groups.isEmpty || polygon.columns.lowerBound >= end {
        groups.append([polygon])
      } else {
        groups[groups.count - 1].append(polygon)
      }
      end = max(end, polygon.columns.upperBound)
    }
    return groups
  }

  private mutating func countWhole(
    _ rows: Range<Int>, _ places: UnsafeBufferPointer<UInt16>, _ classes: Int,
    _ line: inout [Int64]
  ) {
    for row in rows {
      let first = (row - rows.lowerBound) * map.columns
      facet_count_places(places.baseAddress.map { $0 + first }, map.columns, &line)
      if rowAreas != nil { whole.take(&line, classes, area: rowAreas?[row]) }
    }
    if rowAreas == nil { whole.take(&line, classes, area: nil) }
    guard let sample else { return }
    for index in sample.places(
      from: rows.lowerBound * map.columns, to: rows.upperBound * map.columns)
    {
      let place = places[sample.pixels[index] - rows.lowerBound * map.columns]
      whole.sampled[SampledPair(reference: sample.classes[index], place: place), default: 0] += 1
    }
  }

  private mutating func count(
    _ group: [PlacedPolygon], zone: Int, _ strip: Range<Int>,
    _ places: UnsafeBufferPointer<UInt16>, _ classes: Int, _ line: inout [Int64]
  ) throws {
    let top = max(strip.lowerBound, group.map(\.rows.lowerBound).min() ?? 0)
    let bottom = min(strip.upperBound, group.map(\.rows.upperBound).max() ?? 0)
    let left = group.map(\.columns.lowerBound).min() ?? 0
    let right = group.map(\.columns.upperBound).max() ?? 0
    guard top < bottom, left < right else { return }
    let (rows, columns, grid) = (top..<bottom, left..<right, grid)
    let mask = try callGDAL(file, "cannot be put on the map's grid") {
      Zones.mask(of: group, rows: rows, columns: columns, in: grid)
    }
    guard mask.count == rows.count * columns.count else { return }
    mask.withUnsafeBufferPointer { mask in
      for row in rows {
        let first = (row - strip.lowerBound) * map.columns + left
        facet_count_masked(
          mask.baseAddress.map { $0 + (row - top) * columns.count }, columns.count,
          places.baseAddress.map { $0 + first }, &line)
        if rowAreas != nil { tallies[zone].take(&line, classes, area: rowAreas?[row]) }
      }
    }
    if rowAreas == nil { tallies[zone].take(&line, classes, area: nil) }
    guard let sample else { return }
    for index in sample.places(from: top * map.columns, to: bottom * map.columns) {
      let (row, column) = (sample.pixels[index] / map.columns, sample.pixels[index] % map.columns)
      guard columns.contains(column), mask[(row - top) * columns.count + column - left] != 0
      else { continue }
      let place = places[(row - strip.lowerBound) * map.columns + column]
      tallies[zone].sampled[
        SampledPair(reference: sample.classes[index], place: place), default: 0] += 1
    }
  }
}

extension ZoneTally {
  /// Takes the counts of a line or window, and sets them to 0.
  fileprivate mutating func take(_ line: inout [Int64], _ classes: Int, area: Double?) {
    for place in 0..<classes where line[place] != 0 {
      pixels[UInt16(place), default: 0] += Int(line[place])
      if let area { areas[UInt16(place), default: 0] += Double(line[place]) * area }
      line[place] = 0
    }
  }
}
