internal import CGDAL

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
  /// WKT of the layer's CRS.
  let crs: String
  /// West, east, south and north of the features in the layer's CRS.
  let extent: [Double]
  /// Features that have a class; those whose attribute is empty or means "unlabelled" are left out.
  let features: [Feature]

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
  ///   - unlabelled: the class number that means "unlabelled", beside 0.
  /// - Throws: `SceneError` where there is no such layer or field (naming those there are), no CRS,
  ///   no feature with a class, a geometry other than polygons and points, or a value that is no
  ///   class.
  init(path: String, layer wanted: String?, field: String?, unlabelled: Int?) throws {
    self.path = path
    let read = try nativeLibraryLock.withLock {
      let source = try callGDAL(path, "cannot be opened as vectors") {
        GDALOpenEx(
          path, UInt32(GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR), nil, nil, nil)
      }
      defer { _ = try? callGDAL(path, "") { GDALClose(source) } }
      noteFiles(of: source)
      return try VectorLayer(source, path: path, layer: wanted)
        .read(field: field, unlabelled: unlabelled)
    }
    (layer, self.field, crs, extent, features) = read
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
    ) throws -> (String, String, String, [Double], [Feature]) {
      guard OGR_L_GetFeatureCount(handle, 1) > 0 else {
        throw SceneError(
          file: path, variable: name, problem: "is empty: it has no features",
          remedy: "Draw training polygons or points in it, or name another layer")
      }
      guard let reference = OGR_L_GetSpatialRef(handle), let crs = wellKnownText(of: reference)
      else {
        throw SceneError(
          file: path, variable: name, problem: "has no coordinate reference system",
          remedy: "Assign the one it was drawn in (a Shapefile needs its .prj beside it)")
      }
      let attribute = try attribute(named: field)
      let features = try features(attribute, unlabelled: unlabelled)
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
        [envelope.MinX, envelope.MaxX, envelope.MinY, envelope.MaxY], features
      )
    }

    private struct Attribute {
      var index: Int32
      var name: String
      var isText: Bool
    }

    private func attributes() -> [Attribute] {
      let definition = OGR_L_GetLayerDefn(handle)
      return (0..<OGR_FD_GetFieldCount(definition)).compactMap { index in
        guard let field = OGR_FD_GetFieldDefn(definition, index) else { return nil }
        return Attribute(
          index: index, name: String(cString: OGR_Fld_GetNameRef(field)),
          isText: OGR_Fld_GetType(field) == OFTString)
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

    private func features(_ attribute: Attribute, unlabelled: Int?) throws -> [Feature] {
      let colours = attributes().first {
        $0.isText && VectorSource.colourFields.contains($0.name.lowercased())
      }
      var features: [Feature] = []
      OGR_L_ResetReading(handle)
      while let feature = OGR_L_GetNextFeature(handle) {
        defer { OGR_F_Destroy(feature) }
        guard let value = try value(of: feature, attribute, unlabelled: unlabelled),
          let geometry = OGR_F_GetGeometryRef(feature), OGR_G_IsEmpty(geometry) == 0
        else { continue }
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
      return features
    }

    private func value(
      of feature: OGRFeatureH, _ attribute: Attribute, unlabelled: Int?
    ) throws -> Value? {
      guard OGR_F_IsFieldSetAndNotNull(feature, attribute.index) != 0 else { return nil }
      let text = OGR_F_GetFieldAsString(feature, attribute.index).map { String(cString: $0) } ?? ""
      if attribute.isText, Int(text) == nil {
        let name = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return name.isEmpty ? nil : .text(name)
      }
      let number = OGR_F_GetFieldAsDouble(feature, attribute.index)
      if number == 0 || number == unlabelled.map(Double.init) { return nil }
      guard let whole = Int(exactly: number), 1...65_535 ~= whole else {
        throw SceneError(
          file: path, variable: attribute.name,
          problem: "is \(text) in feature \(OGR_F_GetFID(feature)), which is no class number",
          remedy: "Class numbers run from 1 to 65535; 0 is unlabelled")
      }
      return .number(whole)
    }
  }
}
