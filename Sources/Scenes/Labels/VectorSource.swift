internal import CGDAL
internal import Parts

/// The polygons and points of a layer of a vector file (GeoPackage, GeoJSON, Shapefile, …), each
/// with the class that its attribute names.
struct VectorSource {
  /// What a feature's class attribute holds.
  enum Value: Hashable {
    case number(Int)
    case text(String)
  }

  /// One feature: its class, and its geometry as well-known binary in the layer's CRS.
  struct Feature {
    var value: Value
    var colour: Colour?
    var geometry: [UInt8]
  }

  /// The file, as the user named it.
  let path: String
  let layer: String
  /// The attribute that the classes were read from.
  let field: String
  /// WKT of the layer's CRS, if it says.
  let crs: String?
  /// Whether the file is GeoJSON, whose coordinates are degrees unless told otherwise.
  let isGeoJSON: Bool
  /// West, east, south and north of the features in the layer's CRS.
  let extent: [Double]
  /// Features that have a class; those whose attribute is empty or means "unlabelled" are left out.
  let features: [Feature]
  /// The classes of the features. Those that are named in words have no codes of their own.
  let classes: ClassTable
  /// What is to be told of the features.
  let notes: [String]
  private let rowOf: [Value: Int]

  /// Whether GDAL opens a file as vectors; false for rasters and for what it does not know.
  static func accepts(_ path: String) -> Bool {
    let opened = try? callGDAL(path, "") {
      GDALOpenEx(path, UInt32(GDAL_OF_VECTOR | GDAL_OF_READONLY), nil, nil, nil)
    }
    guard let opened else { return false }
    _ = try? callGDAL(path, "") { GDALClose(opened) }
    return true
  }

  /// - Parameters:
  ///   - path: the file.
  ///   - layer: a layer of it; the only one if nil.
  ///   - field: the class attribute; one of a usual name, or the only one, if nil.
  ///   - unlabelled: the class code that means "unlabelled", beside NULL.
  /// - Throws: `SceneError` if there is no such layer or field (naming those there are), no feature
  ///   with a class, a geometry other than polygons and points, a value that is no class, or classes
  ///   both in words and by number.
  init(path: String, layer wanted: String?, field: String?, unlabelled: Int?) throws {
    self.path = path
    let (contents, isGeoJSON) = try nativeLibraryLock.withLock {
      let source = try callGDAL(path, "cannot be opened as vectors") {
        GDALOpenEx(
          path, UInt32(GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR), nil, nil, nil)
      }
      defer { _ = try? callGDAL(path, "") { GDALClose(source) } }
      noteFiles(of: source)
      let driver = GDALGetDatasetDriver(source).flatMap { GDALGetDriverShortName($0) }
      return (
        try VectorLayer(source, path: path, layer: wanted)
          .read(field: field, unlabelled: unlabelled),
        driver.map { String(cString: $0).hasPrefix("GeoJSON") } ?? false
      )
    }
    layer = contents.layer
    self.field = contents.field
    crs = contents.crs
    self.isGeoJSON = isGeoJSON
    extent = contents.extent
    features = contents.features
    var said: [String]
    (classes, rowOf, said) = try Self.classes(
      of: features, named: path, field: contents.field, unlabelled: unlabelled)
    if contents.unnamed > 0 {
      said.append(
        "\(path): `\(self.field)` names no class in \(contents.unnamed) of "
          + "\(counted(features.count + contents.unnamed, "feature")); they label nothing")
    }
    notes = said
  }

  /// Row in `classes` of the class of a value.
  func row(of value: Value) -> Int { rowOf[value] ?? 0 }

  /// Name of the class of a value.
  func name(of value: Value) -> String { classes.name(of: row(of: value)) }

  /// Numbers are codes. Words are numbered in their order; words that differ in case or blanks alone
  /// are one class, by the spelling that most features have.
  private static func classes(
    of features: [Feature], named path: String, field: String, unlabelled: Int?
  ) throws -> (ClassTable, [Value: Int], [String]) {
    var counts: [Value: Int] = [:]
    var colours: [Value: Colour] = [:]
    for feature in features {
      counts[feature.value, default: 0] += 1
      colours[feature.value] = feature.colour ?? colours[feature.value]
    }
    var groups: [String: [String]] = [:]
    var codes: [Int] = []
    for value in counts.keys {
      switch value {
      case .number(let code): codes.append(code)
      case .text(let text): groups[classKey(text), default: []].append(text)
      }
    }
    guard groups.isEmpty || codes.isEmpty else {
      throw SceneError(
        file: path, variable: field,
        problem: "names classes both by number (up to \(codes.max() ?? 0)) and in words "
          + "(\(groups.values.flatMap(\.self).sorted().prefix(5).joined(separator: ", ")))",
        remedy: "Use words or numbers for all features")
    }
    var notes: [String] = []
    var rowOf: [Value: Int] = [:]
    if groups.isEmpty {
      codes.sort()
      for (index, code) in codes.enumerated() { rowOf[.number(code)] = index + 1 }
      if let zero = counts[.number(0)] {
        notes.append(
          "\(path): 0 is the class of \(counted(zero, "feature")). State `unlabelled: 0` if it means "
            + "\"no label\"")
      }
      let entries = codes.map { ClassTable.Entry(code: $0, colour: colours[.number($0)]) }
      return (ClassTable(entries: entries), rowOf, notes)
    }
    let spelt = groups.map { _, texts in
      let order = texts.sorted { (counts[.text($1)] ?? 0, $0) < (counts[.text($0)] ?? 0, $1) }
      if order.count > 1 {
        notes.append(
          "\(path): " + order.map { "\"\($0)\"" }.joined(separator: " and ") + " are one class")
      }
      return order
    }.sorted { $0[0] < $1[0] }
    var table = ClassTable(names: spelt.map { $0[0] })
    table.isNumbered = false
    for (index, texts) in spelt.enumerated() {
      for text in texts {
        rowOf[.text(text)] = index + 1
        if let colour = colours[.text(text)] { table.entries[index].colour = colour }
      }
    }
    return (table, rowOf, notes.sorted())
  }
}
