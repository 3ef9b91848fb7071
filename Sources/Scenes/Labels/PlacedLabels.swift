internal import Foundation

/// Labels from outside of a scene's file, one source or several, put on the scene's grid: rasters,
/// datasets of other files, polygons and points, and datasets of the scene's own file. What lies on the
/// ground is put on an image in sensor geometry by way of its lookup table.
///
/// Classes of several sources are matched with one another (`ClassMatch`), and with the descriptor's
/// list. Where no source has codes, classes are numbered by name, so that the order in which
/// features were drawn changes nothing.
struct PlacedLabels: LabelSource {
  /// A source that has been looked at.
  private struct Source {
    var found: FoundLabels
    /// Row in the table of all sources of each row of its own.
    var rows: [Int] = []

    var name: String { found.name }
    var classes: ClassTable { found.classes }
  }

  let scene: String
  let places: [String]
  let own: any LabelSource
  let shape: CubeShape
  let georeference: Georeference?
  let lookupTable: @Sendable () throws -> GeographicLookupTable?
  let descriptor: SceneDescriptor

  /// nil if the descriptor names nothing but a single dataset of the scene's own file.
  init?(
    scene: String, own: any LabelSource, shape: CubeShape, georeference: Georeference?,
    lookupTable: @escaping @Sendable () throws -> GeographicLookupTable?,
    descriptor: SceneDescriptor
  ) {
    let folder = (scene as NSString).deletingLastPathComponent
    let places = (descriptor.labels?.places ?? []).flatMap { place in
      let here = files(matching: place)
      let found = here.isEmpty ? files(matching: "\(folder)/\(place)") : here
      return found.isEmpty ? [place] : found
    }
    let found = places.compactMap { LabelFile($0, besides: scene)?.path }
    guard places.count > 1 || !found.isEmpty else { return nil }
    for file in found {
      OutputGate.program.note(file, as: "a file of labels")
      noteFiles(besides: file)
    }
    self.scene = scene
    self.places = places
    self.own = own
    self.shape = shape
    self.georeference = georeference
    self.lookupTable = lookupTable
    self.descriptor = descriptor
  }

  private func source(_ place: String) throws -> Source {
    guard let file = LabelFile(place, besides: scene) else {
      return Source(
        found: FoundLabels(
          try own.read(place), name: "\(scene):\(place)", format: "dataset of the scene"))
    }
    OutputGate.program.note(file.path, as: "a file of labels")
    var found = try LabelFormat.read(
      LabelRequest(file, scene: scene, shape: shape, descriptor: descriptor))
    if case .pixels(_, let placement) = found.content {
      found.notes += try remarks(on: placement, of: found.name)
    }
    return Source(found: found)
  }

  func paths() throws -> [String] { places }

  func defaultPath() throws -> String { places.joined(separator: ", ") }

  func read(_ path: String) throws -> GatheredLabels {
    // One of them, or a dataset of the scene's file that is asked for by name.
    if try path != defaultPath(), !places.contains(path) { return try own.read(path) }
    var sources = try places.map { try source($0) }
    let (table, matched) = try match(&sources)
    let one = places.count > 1 ? places.firstIndex(of: path) : nil
    let chosen = one.map { [sources[$0]] } ?? sources
    var merged = MergedLabels(rows: shape.rows, columns: shape.columns)
    var notes = chosen.flatMap(\.found.notes) + matched
    var recognised: [LabelRecognition] = []
    for source in chosen {
      let away = try put(source, &merged, &notes)
      recognised.append(LabelRecognition(source.found, away: away))
    }
    var labels = merged.labels
    labels.classes = table
    return GatheredLabels(
      labels: labels.compacted(), disputed: merged.disputed, notes: notes, sources: recognised)
  }

  /// Matches the classes of all sources: those that have codes first, since they say which code a
  /// name has.
  private func match(_ sources: inout [Source]) throws -> (table: ClassTable, notes: [String]) {
    let list = ClassTable(of: descriptor)
    var joined: (table: ClassTable, name: String)?
    var notes: [String] = []
    let order = sources.indices.sorted {
      let (a, b) = (sources[$0].classes.isNumbered, sources[$1].classes.isNumbered)
      return a == b ? $0 < $1 : a
    }
    for index in order {
      let source = sources[index]
      if case .features = source.found.content, let list {
        // Rasters are matched with the list when they are read.
        let match = try ClassMatch(
          joined?.table ?? list, of: "the scene descriptor's list", with: source.classes,
          of: source.name, for: .list)
        sources[index].rows = match.rows
        joined = (match.table, joined?.name ?? source.name)
        continue
      }
      guard let known = joined else {
        sources[index].rows = Array(1..<source.classes.count + 1)
        joined = (source.classes, source.name)
        continue
      }
      let match = try ClassMatch(
        known.table, of: known.name, with: source.classes, of: source.name, for: .union)
      sources[index].rows = match.rows
      notes += match.notes
      joined = (match.table, "\(known.name), \(source.name)")
    }
    return (joined?.table ?? ClassTable(entries: []), notes)
  }

  /// How labels were put on the scene, if that needs saying, one remark a line.
  private func remarks(on place: Placement, of name: String) throws -> [String] {
    var remarks = place.remarks.map { "\(name): \($0)" }
    if place.georeference == nil {
      remarks.append("\(name) does not say where it lies: put on the scene by row and column")
    } else if georeference == nil, try lookupTable() == nil {
      remarks.append(
        "the scene does not say where it lies: \(name) is put on it by row and column")
    }
    return remarks
  }

  /// Puts one source on the scene, by the rows of the table of all.
  ///
  /// - Returns: features, or labelled pixels, that do not lie on the scene: of each row of the
  ///   source's own table, from 0.
  private func put(
    _ source: Source, _ merged: inout MergedLabels, _ notes: inout [String]
  ) throws -> [Int] {
    let rows = [0] + source.rows.map { UInt16($0) }
    var away = [Int](repeating: 0, count: source.classes.count + 1)
    switch source.found.content {
    case .features(let vector):
      var told: [String] = []
      let row = { (value: VectorSource.Value) in rows[vector.row(of: value)] }
      if try vector.isInPixels || (georeference == nil && lookupTable() == nil) {
        let grid = try vector.pixelGrid(rows: shape.rows, columns: shape.columns, scene: scene)
        told.append("\(vector.path) is placed by pixel coordinates: \(grid.meaning)")
        told += try vector.burn(onto: grid.grid, of: scene, row: row, into: &merged, away: &away)
      } else {
        try onTheGround(vector.path, &merged) { grid, merged in
          told += try vector.burn(onto: grid, of: scene, row: row, into: &merged, away: &away)
        }
      }
      notes += told
    case .pixels(var labels, let placement):
      let place = placement.georeference
      let own = labels.values
      for pixel in own.indices { labels.values[pixel] = rows[Int(own[pixel])] }
      let isOfTheImage = labels.rows == shape.rows && labels.columns == shape.columns
      var lost: [UInt16: Int] = [:]
      if place == nil || georeference != nil || isOfTheImage {
        try add(labels, of: source.name, at: place, on: georeference, to: &merged, lost: &lost)
      } else {
        try onTheGround(source.name, &merged) { grid, merged in
          try add(labels, of: source.name, at: place, on: grid, to: &merged, lost: &lost)
        }
      }
      for (row, joined) in rows.enumerated() where row > 0 {
        away[row] = lost.removeValue(forKey: joined) ?? 0
      }
    }
    return away
  }

  /// Puts labels of known place on the scene: at once if it lies on a grid, else on the grid that
  /// its lookup table leads from, and by that on the image.
  private func onTheGround(
    _ file: String, _ merged: inout MergedLabels,
    _ put: (_ grid: Georeference, _ merged: inout MergedLabels) throws -> Void
  ) throws {
    if let georeference { return try put(georeference, &merged) }
    guard let table = try lookupTable() else {
      throw SceneError(
        file: scene,
        problem: "does not say where it lies, so that \(file) cannot be placed on it",
        remedy: "Give labels as a raster of the scene's size instead")
    }
    try table.requireInside(imageRows: shape.rows, imageColumns: shape.columns, file: scene)
    var ground = MergedLabels(rows: table.rows, columns: table.columns)
    try put(table.georeference, &ground)
    merged.add(ground.labels, through: table)
  }

  private func add(
    _ labels: LabelMap, of file: String, at place: Georeference?, on grid: Georeference?,
    to merged: inout MergedLabels, lost: inout [UInt16: Int]
  ) throws {
    let (rows, columns) = (merged.rows, merged.columns)
    var (labels, place) = (labels, place)
    if let own = place, let grid {
      try own.requireMeeting(
        size: (labels.rows, labels.columns), grid, sceneSize: (rows, columns), file: file)
      (labels, place) = labels.oriented(like: grid, from: own)
    }
    let offset = try GridOffset(
      of: place, rows: labels.rows, columns: labels.columns, named: file,
      on: grid, rows: rows, columns: columns, scene: scene)
    for row in 0..<labels.rows {
      for column in 0..<labels.columns {
        let label = labels[row: row, column: column]
        guard label != 0 else { continue }
        let place = offset.place(row: row, column: column)
        guard 0..<rows ~= place.row, 0..<columns ~= place.column else {
          lost[label, default: 0] += 1
          continue
        }
        merged.add(label, row: place.row, column: place.column)
      }
    }
  }
}
