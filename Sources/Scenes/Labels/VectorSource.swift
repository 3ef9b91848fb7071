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

  private static let usualFields = ["class", "classid", "class_id", "label", "category", "code"]
  private static let colourFields = ["colour", "color"]

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
    let read = try nativeLibraryLock.withLock {
      let source = try callGDAL(path, "cannot be opened as vectors") {
        GDALOpenEx(
          path, UInt32(GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR), nil, nil, nil)
      }
      defer { _ = try? callGDAL(path, "") { GDALClose(source) } }
      noteFiles(of: source)
      let driver = GDALGetDatasetDriver(source).flatMap { GDALGetDriverShortName($0) }
      return (
        layer: try VectorLayer(source, path: path, layer: wanted)
          .read(field: field, unlabelled: unlabelled),
        isGeoJSON: driver.map { String(cString: $0).hasPrefix("GeoJSON") } ?? false
      )
    }
    (layer, self.field, crs, extent, features, _) = read.layer
    isGeoJSON = read.isGeoJSON
    var said: [String]
    (classes, rowOf, said) = try Self.classes(
      of: features, named: path, field: read.layer.1, unlabelled: unlabelled)
    if read.layer.5 > 0 {
      said.append(
        "\(path): `\(self.field)` names no class in \(read.layer.5) of "
          + "\(counted(features.count + read.layer.5, "feature")); they label nothing")
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

  /// A layer while its file is open.
  private struct VectorLayer {
    let path: String
    let handle: OGRLayerH
    let name: String

    init(_ source: GDALDatasetH, path: String, layer wanted: String?) throws {
      self.path = path
      let layers = (0..<GDALDatasetGetLayerCount(source)).compactMap {
        GDALDatasetGetLayer(source, $0)
      }
      let names = layers.map { String(cString: OGR_L_GetName($0)) }
      let index: Int?
      if let wanted {
        index = names.firstIndex(of: wanted)
      } else {
        index = layers.count == 1 ? 0 : nil
      }
      guard let index else {
        throw SceneError(
          file: path, variable: wanted,
          problem: wanted == nil ? "has \(layers.count) layers" : "there is no such layer",
          remedy: "Name one as \(path):LAYER; there are \(names.joined(separator: ", "))")
      }
      handle = layers[index]
      name = names[index]
    }

    func read(
      field: String?, unlabelled: Int?
    ) throws -> (String, String, String?, [Double], [Feature], Int) {
      guard OGR_L_GetFeatureCount(handle, 1) > 0 else {
        throw SceneError(
          file: path, variable: name, problem: "is empty: it has no features",
          remedy: "Draw training polygons or points in it, or name another layer")
      }
      let crs = OGR_L_GetSpatialRef(handle).flatMap { wellKnownText(of: $0) }
      let attribute = try attribute(named: field)
      let (features, unnamed) = try features(attribute, unlabelled: unlabelled)
      guard !features.isEmpty || unnamed > 0 else {
        throw SceneError(
          file: path, variable: name,
          problem: "has no coordinates: its columns are "
            + attributes().map(\.name).joined(separator: ", "),
          remedy: "Facet takes polygons and points. Of a table make points: ogr2ogr -oo "
            + "X_POSSIBLE_NAMES=x -oo Y_POSSIBLE_NAMES=y -a_srs EPSG:… points.gpkg table.csv")
      }
      guard !features.isEmpty else {
        throw SceneError(
          file: path, variable: attribute.name, problem: "names no class in any feature",
          remedy: "Fill in the attribute, or name another with `labelField` (--label-field)")
      }
      var envelope = OGREnvelope()
      guard OGR_L_GetExtent(handle, &envelope, 1) == OGRERR_NONE else {
        throw SceneError(
          file: path, variable: name, problem: "has features without geometry",
          remedy: "Draw training polygons or points in it")
      }
      return (
        name, attribute.name, crs,
        [envelope.MinX, envelope.MaxX, envelope.MinY, envelope.MaxY], features, unnamed
      )
    }

    private struct Attribute {
      var index: Int32
      var name: String
      var type: OGRFieldType
      var isText: Bool { type == OFTString }
    }

    private func attributes() -> [Attribute] {
      let definition = OGR_L_GetLayerDefn(handle)
      return (0..<OGR_FD_GetFieldCount(definition)).compactMap { index in
        guard let field = OGR_FD_GetFieldDefn(definition, index) else { return nil }
        return Attribute(
          index: index, name: String(cString: OGR_Fld_GetNameRef(field)),
          type: OGR_Fld_GetType(field))
      }
    }

    private func attribute(named wanted: String?) throws -> Attribute {
      let all = attributes()
      let list = all.isEmpty ? "none at all" : all.map(\.name).joined(separator: ", ")
      if let wanted {
        let same = all.first { $0.name == wanted }
        if let found = same ?? all.first(where: { $0.name.lowercased() == wanted.lowercased() }) {
          return found
        }
        let near = nearestName(to: wanted, among: all.map(\.name)).map { "Did you mean `\($0)`? " }
        throw SceneError(
          file: path, variable: wanted, problem: "there is no such attribute in layer \(name)",
          remedy: (near ?? "") + "It has \(list)")
      }
      let usual = VectorSource.usualFields.lazy.compactMap { name in
        all.first { $0.name.lowercased() == name }
      }.first
      if let found = usual ?? (all.count == 1 ? all[0] : nil) { return found }
      throw SceneError(
        file: path, variable: name, problem: "has no attribute that is plainly the class",
        remedy: "Name it with `labelField` (--label-field); it has \(list)")
    }

    /// - Returns: the features with a class, and how many have a geometry and none.
    private func features(
      _ attribute: Attribute, unlabelled: Int?
    ) throws -> ([Feature], Int) {
      let colours = attributes().first {
        $0.isText && VectorSource.colourFields.contains($0.name.lowercased())
      }
      var features: [Feature] = []
      var unnamed = 0
      OGR_L_ResetReading(handle)
      while let feature = OGR_L_GetNextFeature(handle) {
        defer { OGR_F_Destroy(feature) }
        guard let geometry = OGR_F_GetGeometryRef(feature), OGR_G_IsEmpty(geometry) == 0 else {
          continue
        }
        guard let value = try value(of: feature, attribute, unlabelled: unlabelled) else {
          unnamed += 1
          continue
        }
        let number = OGR_F_GetFID(feature)
        switch OGR_GT_Flatten(OGR_G_GetGeometryType(geometry)) {
        case wkbPoint, wkbMultiPoint, wkbPolygon, wkbMultiPolygon, wkbCurvePolygon,
          wkbMultiSurface:
          break
        default:
          throw SceneError(
            file: path, variable: name,
            problem: "feature \(number) is a \(String(cString: OGR_G_GetGeometryName(geometry)))",
            remedy: "Training data are polygons and points")
        }
        var bytes = [UInt8](repeating: 0, count: Int(OGR_G_WkbSize(geometry)))
        guard OGR_G_ExportToIsoWkb(geometry, wkbNDR, &bytes) == OGRERR_NONE else {
          throw SceneError(
            file: path, variable: name, problem: "feature \(number) has a damaged geometry",
            remedy: "Repair it in the program it was drawn with")
        }
        let colour = colours.flatMap { OGR_F_GetFieldAsString(feature, $0.index) }
          .flatMap { Colour(hexadecimal: String(cString: $0)) }
        features.append(Feature(value: value, colour: colour, geometry: bytes))
      }
      return (features, unnamed)
    }

    private func value(
      of feature: OGRFeatureH, _ attribute: Attribute, unlabelled: Int?
    ) throws -> Value? {
      guard OGR_F_IsFieldSetAndNotNull(feature, attribute.index) != 0 else { return nil }
      let text = OGR_F_GetFieldAsString(feature, attribute.index).map(foreignText) ?? ""
      let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      if attribute.isText, Int(words) == nil {
        return words.isEmpty || ClassTable.surelyMeansNone(words) ? nil : .text(words)
      }
      let number: Int?
      switch attribute.type {
      case OFTString: number = Int(words)
      case OFTInteger, OFTInteger64:
        number = Int(OGR_F_GetFieldAsInteger64(feature, attribute.index))
      default:
        let value = OGR_F_GetFieldAsDouble(feature, attribute.index)
        if value.isNaN { return nil }
        number = Int(exactly: value)
      }
      if let number, number == unlabelled { return nil }
      guard let number, number >= 0 || unlabelled != nil else {
        throw SceneError(
          file: path, variable: attribute.name,
          problem: "is \(text) in feature \(OGR_F_GetFID(feature)), which is no class code",
          remedy: "Class codes are whole numbers. State `unlabelled` in the scene descriptor if a "
            + "negative one means \"no label\" (scene.unlabelled=\(text))")
      }
      return .number(number)
    }
  }
}
