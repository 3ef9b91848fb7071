internal import CGDAL
internal import Parts

/// A layer while its file is open.
struct VectorLayer {
  /// What labels a scene.
  struct Contents {
    var layer: String
    /// The attribute that names the classes.
    var field: String
    /// WKT of the CRS, if the layer says.
    var crs: String?
    /// Those with a class.
    var features: [VectorSource.Feature]
    /// How many have a geometry and no class.
    var unnamed: Int
  }

  /// What a class attribute is usually called, and what the colour of a class is.
  static let usualFields = ["class", "classid", "class_id", "label", "category", "code"]
  static let colourFields = ["colour", "color"]

  private let path: String
  private let handle: OGRLayerH
  private let name: String

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

  func read(field: String?, unlabelled: Int?) throws -> Contents {
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
        remedy:
          "Name the columns of a table x, y and class (with --labels-crs), or row, column and "
          + "class, in its first line")
    }
    guard !features.isEmpty else {
      throw SceneError(
        file: path, variable: attribute.name, problem: "names no class in any feature",
        remedy: "Fill in the attribute, or name another with `labelField` (--label-field)")
    }
    return Contents(
      layer: name, field: attribute.name, crs: crs, features: features, unnamed: unnamed)
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
    let usual = Self.usualFields.lazy.compactMap { name in
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
  ) throws -> ([VectorSource.Feature], Int) {
    let colours = attributes().first {
      $0.isText && Self.colourFields.contains($0.name.lowercased())
    }
    var features: [VectorSource.Feature] = []
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
      if let fault = FeatureGeometry.fault(of: bytes) {
        throw SceneError(
          file: path, variable: name, problem: "feature \(number) \(fault)",
          remedy: "Mend or simplify it in the program it was drawn with")
      }
      let colour = colours.flatMap { OGR_F_GetFieldAsString(feature, $0.index) }
        .flatMap { Colour(hexadecimal: String(cString: $0)) }
      features.append(VectorSource.Feature(value: value, colour: colour, geometry: bytes))
    }
    return (features, unnamed)
  }

  private func value(
    of feature: OGRFeatureH, _ attribute: Attribute, unlabelled: Int?
  ) throws -> VectorSource.Value? {
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
