internal import Foundation
internal import Parts

extension LabelFormat {
  /// A table of points: columns x, y and class, or row, column and class.
  static let coordinateTable = LabelFormat(
    "table of points",
    isFormat: { request in
      guard !request.start.bytes.contains(0), request.start.bytes.first != 0x7B /* { */,
        let table = DelimitedText(request.start.bytes)
      else { return false }
      return CoordinateTable.Columns(table.names) != nil
    },
    read: { request in
      guard let table = DelimitedText(try wholeFile(request.path)),
        let columns = CoordinateTable.Columns(table.names)
      else { throw SceneError(file: request.path, problem: "has lost its first line meanwhile") }
      return FoundLabels(
        try CoordinateTable.source(table, columns, request),
        format: "table of points by \(columns.title)")
    })
}

private enum CoordinateTable {
  /// Which columns say where a point lies.
  struct Columns {
    enum Kind { case map, degrees, pixels }
    var kind: Kind
    /// Places of x and y, or of column and row.
    var x: Int
    var y: Int
    /// "x and y", as the file calls them.
    var title: String

    private static let pairs: [(Kind, x: [String], y: [String])] = [
      (.pixels, ["column", "col", "sample"], ["row", "line"]),
      (.degrees, ["longitude", "lon", "long", "lng"], ["latitude", "lat"]),
      (
        .map, ["x", "easting", "east", "xcoord", "x_coord", "coord_x"],
        ["y", "northing", "north", "ycoord", "y_coord", "coord_y"]
      ),
    ]

    /// Nil if there is no such pair, or geometries are written out.
    init?(_ names: [String]) {
      let small = names.map { $0.lowercased() }
      guard !small.contains("wkt"), !small.contains("geometry") else { return nil }
      for pair in Self.pairs {
        guard let x = small.firstIndex(where: pair.x.contains),
          let y = small.firstIndex(where: pair.y.contains)
        else { continue }
        (kind, self.x, self.y) = (pair.0, x, y)
        title =
          pair.0 == .pixels ? "\(names[y]) and \(names[x])" : "\(names[x]) and \(names[y])"
        return
      }
      return nil
    }
  }

  /// Points that a table may have; more are better given as a raster.
  private static let mostPoints = 5_000_000

  static func source(
    _ table: DelimitedText, _ columns: Columns, _ request: LabelRequest
  ) throws -> VectorSource {
    let file = request.path
    let field = try classColumn(table.names, columns, request)
    let colours = table.names.firstIndex {
      VectorLayer.colourFields.contains($0.lowercased())
    }
    var features: [VectorSource.Feature] = []
    var unnamed = 0
    try table.forEachLine { line, fields in
      func wrong(_ problem: String) -> SceneError {
        SceneError(file: file, problem: "line \(line): \(problem)", remedy: "Correct the table")
      }
      guard fields.count == table.names.count else {
        throw wrong(
          "has \(fields.count) fields, the first line names \(counted(table.names.count, "column"))"
        )
      }
      guard features.count < mostPoints else {
        throw SceneError(
          file: file, problem: "has more than \(mostPoints) points",
          remedy: "Give so many labels as a raster")
      }
      guard var x = Double(fields[columns.x]), var y = Double(fields[columns.y]), x.isFinite,
        y.isFinite
      else {
        throw wrong("\"\(fields[columns.x])\" and \"\(fields[columns.y])\" are no coordinates")
      }
      if columns.kind == .pixels {
        guard x == x.rounded(), y == y.rounded() else {
          throw wrong("row \(fields[columns.y]), column \(fields[columns.x]) is no whole pixel")
        }
        // The centre of the pixel.
        (x, y) = (x + 0.5, y + 0.5)
      }
      guard
        let value = try value(fields[field], request, { wrong($0) })
      else {
        unnamed += 1
        return
      }
      features.append(
        VectorSource.Feature(
          value: value, colour: colours.flatMap { Colour(hexadecimal: fields[$0]) },
          geometry: FeatureGeometry.point(x: x, y: y)))
    }
    guard !features.isEmpty else {
      throw SceneError(
        file: file, variable: table.names[field],
        problem: unnamed == 0 ? "has no points" : "names no class for any point",
        remedy: "Fill in the table")
    }
    var notes: [String] = []
    if unnamed > 0 {
      notes.append(
        "\(file): `\(table.names[field])` names no class for \(unnamed) of "
          + "\(counted(features.count + unnamed, "point")); they label nothing")
    }
    var place = VectorSource.Place.pixels
    switch columns.kind {
    case .pixels:
      notes.append("\(file): rows and columns are taken to count from 0")
    case .degrees where request.descriptor.labelsCRS == nil:
      place = try VectorSource.Place(stated: "EPSG:4326", own: nil, file: file)
      notes.append("\(file): \(columns.title) are taken for degrees of WGS 84")
    default:
      place = try VectorSource.Place(
        stated: request.descriptor.labelsCRS, own: nil, file: file)
    }
    return try VectorSource(
      path: file, layer: "points", field: table.names[field], place: place, features: features,
      unlabelled: request.descriptor.unlabelled, notes: notes)
  }

  /// The column that names the class: the one stated, one of a usual name, or the only other one.
  private static func classColumn(
    _ names: [String], _ columns: Columns, _ request: LabelRequest
  ) throws -> Int {
    let small = names.map { $0.lowercased() }
    let list = names.joined(separator: ", ")
    if let wanted = request.descriptor.labelField {
      if let found = small.firstIndex(of: wanted.lowercased()) { return found }
      let near = nearestName(to: wanted, among: names).map { "Did you mean `\($0)`? " } ?? ""
      throw SceneError(
        file: request.path, variable: wanted, problem: "there is no such column",
        remedy: near + "It has \(list)")
    }
    let usual = VectorLayer.usualFields.lazy.compactMap { small.firstIndex(of: $0) }.first
    let others = names.indices.filter {
      $0 != columns.x && $0 != columns.y && !VectorLayer.colourFields.contains(small[$0])
    }
    guard let found = usual ?? (others.count == 1 ? others[0] : nil) else {
      throw SceneError(
        file: request.path, problem: "has no column that is plainly the class",
        remedy: "Name it with `labelField` (--label-field); it has \(list)")
    }
    return found
  }

  /// Nil for a point without a class.
  private static func value(
    _ text: String, _ request: LabelRequest, _ wrong: (String) -> SceneError
  ) throws -> VectorSource.Value? {
    guard let number = Int(text) ?? Double(text).flatMap({ Int(exactly: $0) }) else {
      return text.isEmpty || ClassTable.surelyMeansNone(text) ? nil : .text(text)
    }
    if number == request.descriptor.unlabelled { return nil }
    guard number >= 0 || request.descriptor.unlabelled != nil else {
      throw wrong(
        "\(text) is no class code; state `unlabelled` in the scene descriptor if it means "
          + "\"no label\"")
    }
    return .number(number)
  }
}
