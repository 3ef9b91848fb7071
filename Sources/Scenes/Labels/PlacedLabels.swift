internal import Foundation

/// Labels from outside of a scene's file, one source or several, put on the scene's grid: rasters,
/// datasets of other files, polygons and points, and datasets of the scene's own file. What lies on the
/// ground is put on an image in sensor geometry by way of its lookup table.
///
/// Classes are numbered by the descriptor's list, else by the class table of a raster, else, where
/// the sources name their classes in words, alphabetically, so that the order in which features
/// were drawn changes nothing.
struct PlacedLabels: LabelSource {
  /// A source that has been looked at.
  private enum Source {
    case vector(VectorSource)
    case raster(String, LabelMap, ClassTable?, Georeference?)
    /// A dataset of the scene's file.
    case own(String)
  }

  let scene: String
  let places: [String]
  let own: any LabelSource
  let shape: CubeShape
  let georeference: Georeference?
  let lookupTable: @Sendable () throws -> GeographicLookupTable?
  let descriptor: SceneDescriptor

  /// nil where the descriptor names nothing but a single dataset of the scene's own file.
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
    guard places.count > 1 || places.contains(where: { LabelFile($0, besides: scene) != nil })
    else { return nil }
    self.scene = scene
    self.places = places
    self.own = own
    self.shape = shape
    self.georeference = georeference
    self.lookupTable = lookupTable
    self.descriptor = descriptor
  }

  private func source(_ place: String) throws -> Source {
    guard let file = LabelFile(place, besides: scene) else { return .own(place) }
    OutputGate.program.note(file.path, as: "a file of labels")
    if VectorSource.accepts(file.path) {
      return .vector(
        try VectorSource(
          path: file.path, layer: file.variable, field: descriptor.labelField,
          unlabelled: descriptor.unlabelled))
    }
    if let arrays = try file.arrays(shape: shape, descriptor: descriptor) {
      let path = try arrays.defaultPath()
      let (labels, own) = try arrays.stored(path)
      let classes = try arrays.classes(of: path)
      guard let place = own.georeference else {
        return .raster(place, try arrays.fitted(labels, path), classes, nil)
      }
      return .raster("\(file.path): `\(path)`", labels, classes, place)
    }
    let read = try readLabelRaster(file.path)
    return .raster(file.path, read.labels, read.classes, read.georeference)
  }

  func paths() throws -> [String] { places }

  func defaultPath() throws -> String { places.joined(separator: ", ") }

  func classes(of path: String) throws -> ClassTable? {
    try numbering(of: places.map { try source($0) }).table
  }

  func read(_ path: String) throws -> LabelMap {
    // One of them, or a dataset of the scene's file that is asked for by name.
    if try path != defaultPath(), !places.contains(path) { return try own.read(path) }
    return try merged(places.contains(path) ? [path] : places).labels
  }

  func disputedPixels() throws -> Int { try merged().disputed }

  func remarks() throws -> [String] {
    try places.flatMap { name -> [String] in
      guard let file = LabelFile(name, besides: scene), !VectorSource.accepts(file.path) else {
        return []
      }
      let place: Placement
      if let arrays = try file.arrays(shape: shape, descriptor: descriptor) {
        place = try arrays.matrices.place(of: arrays.matrices.matrix(arrays.defaultPath()))
      } else {
        place = Placement(georeference: try readLabelRaster(file.path).georeference)
      }
      var remarks = place.remarks.map { "\(name): \($0)" }
      if place.georeference == nil {
        remarks.append("\(name) does not say where it lies: put on the scene by row and column")
      } else if georeference == nil, try lookupTable() == nil {
        remarks.append(
          "the scene does not say where it lies: \(name) is put on it by row and column")
      }
      return remarks
    }
  }

  /// All labels put together.
  func merged(_ chosen: [String]? = nil) throws -> MergedLabels {
    let sources = try (chosen ?? places).map { try source($0) }
    let numbering = try numbering(of: try places.map { try source($0) })
    var merged = MergedLabels(rows: shape.rows, columns: shape.columns)
    for source in sources {
      switch source {
      case .vector(let vector):
        try onTheGround(vector.path, &merged) { grid, merged in
          try vector.burn(
            onto: grid, of: scene, number: { try numbering.number($0, in: vector) }, into: &merged)
        }
      case .raster(let file, let labels, _, let place):
        let isOfTheImage = labels.rows == shape.rows && labels.columns == shape.columns
        if place == nil || georeference != nil || isOfTheImage {
          try add(labels, of: file, at: place, on: georeference, to: &merged)
        } else {
          try onTheGround(file, &merged) { grid, merged in
            try add(labels, of: file, at: place, on: grid, to: &merged)
          }
        }
      case .own(let name):
        let labels = try own.read(name)
        try add(labels, of: scene, at: nil, on: georeference, to: &merged)
      }
    }
    return merged
  }

  /// Puts labels of known place on the scene: at once where it lies on a grid, else on the grid that
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
    to merged: inout MergedLabels
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
    let unlabelled = descriptor.unlabelled.flatMap { UInt16(exactly: $0) } ?? 0
    for row in 0..<labels.rows {
      for column in 0..<labels.columns {
        let place = offset.place(row: row, column: column)
        guard 0..<rows ~= place.row, 0..<columns ~= place.column else { continue }
        let label = labels[row: row, column: column]
        guard label != 0, label != unlabelled else { continue }
        merged.add(label, row: place.row, column: place.column)
      }
    }
  }

  /// Which number a value of a vector file is.
  private struct Numbering {
    var table: ClassTable?
    var scene: String

    func number(_ value: VectorSource.Value, in vector: VectorSource) throws -> UInt16 {
      switch value {
      case .number(let number): return UInt16(number)
      case .text(let text):
        let entries = table?.entries ?? []
        let index =
          entries.firstIndex { $0.name == text }
          ?? entries.firstIndex { $0.name.lowercased() == text.lowercased() }
        guard let index else {
          let near = nearestName(to: text, among: entries.map(\.name)).map {
            "Did you mean \"\($0)\"? "
          }
          throw SceneError(
            file: vector.path, variable: vector.field,
            problem: "\"\(text)\" is no class of \(scene)",
            remedy: (near ?? "") + "Its classes are "
              + entries.map(\.name).joined(separator: ", "))
        }
        return UInt16(index + 1)
      }
    }
  }

  private func numbering(of sources: [Source]) throws -> Numbering {
    var table = ClassTable(of: descriptor)
    var colours: [VectorSource.Value: Colour] = [:]
    var names: Set<String> = []
    var largest = 0
    for source in sources {
      switch source {
      case .vector(let vector):
        for feature in vector.features {
          if let colour = feature.colour { colours[feature.value] = colour }
          switch feature.value {
          case .number(let number): largest = max(largest, number)
          case .text(let text): names.insert(text)
          }
        }
      case .raster(_, _, let classes, _): table = table ?? classes
      case .own(let name): table = try table ?? own.classes(of: name)
      }
    }
    if table != nil { return Numbering(table: table, scene: scene) }
    guard names.isEmpty || largest == 0 else {
      throw SceneError(
        file: places.joined(separator: ", "),
        problem: "name classes both by number (up to \(largest)) and in words "
          + "(\(names.sorted().prefix(5).joined(separator: ", ")))",
        remedy: "List the classes in the scene descriptor, which numbers them")
    }
    if !names.isEmpty {
      var made = ClassTable(names: names.sorted())
      for index in made.entries.indices {
        if let colour = colours[.text(made.entries[index].name)] {
          made.entries[index].colour = colour
        }
      }
      return Numbering(table: made, scene: scene)
    }
    guard largest > 0, !colours.isEmpty else { return Numbering(table: nil, scene: scene) }
    var made = ClassTable(names: (1...largest).map { "Class \($0)" })
    for (value, colour) in colours {
      if case .number(let number) = value { made.entries[number - 1].colour = colour }
    }
    return Numbering(table: made, scene: scene)
  }
}
