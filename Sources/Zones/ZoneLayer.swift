internal import CGDAL
internal import Parts
internal import Scenes

/// The polygons of a vector layer that a map is to be counted in.
package struct ZoneLayer {
  /// One polygon, or several that share a value.
  struct Zone {
    /// The value, or the number of the feature.
    var name: String
    /// The feature's number in its layer; nil if the zone was made by a value.
    var feature: Int64?
    /// Well-known binary in the layer's CRS.
    var polygons: [[UInt8]]
  }

  /// The file, as the user named it.
  let path: String
  let layer: String
  /// WKT of the layer's CRS, if it says.
  let crs: String?
  private(set) var zones: [Zone] = []
  /// What is to be told of the features.
  private(set) var notes: [String] = []

  /// - Parameters:
  ///   - place: "FILE", or "FILE:layer".
  ///   - field: the attribute by which polygons are gathered; each is a zone of its own if nil.
  /// - Throws: `SceneError` if there is no such file, layer or attribute, or a feature is no polygon.
  package init(_ place: String, by field: String?) throws {
    guard let file = LabelFile(place, besides: "") else {
      throw SceneError(
        file: place, problem: "there is no such file", remedy: "Name a file of polygons")
    }
    path = file.path
    OutputGate.program.note(path, as: "a file of zones")
    noteFiles(besides: path)
    let read = try callGDAL(path, "cannot be read as polygons") { () -> Contents? in
      guard
        let source = GDALOpenEx(
          file.path, UInt32(GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR), nil, nil,
          nil)
      else { return nil }
      defer { GDALClose(source) }
      return try Contents(source, file.path, layer: file.variable, field: field)
    }
    layer = read.layer
    crs = read.crs
    zones = read.zones
    notes = read.notes
  }
}

/// What a layer holds. Only inside `callGDAL`.
private struct Contents {
  let path: String
  let layer: String
  let crs: String?
  var zones: [ZoneLayer.Zone] = []
  var notes: [String] = []

  init(_ source: GDALDatasetH, _ path: String, layer wanted: String?, field: String?) throws {
    self.path = path
    let layers = (0..<GDALDatasetGetLayerCount(source)).compactMap {
      GDALDatasetGetLayer(source, $0)
    }
    let names = layers.map { String(cString: OGR_L_GetName($0)) }
    let index = wanted.map { names.firstIndex(of: $0) } ?? (layers.count == 1 ? 0 : nil)
    guard let index else {
      throw SceneError(
        file: path, variable: wanted,
        problem: wanted == nil ? "has \(layers.count) layers" : "there is no such layer",
        remedy: "Name one as \(path):LAYER; there are \(names.joined(separator: ", "))")
    }
    layer = names[index]
    crs = OGR_L_GetSpatialRef(layers[index]).flatMap { reference in
      // A GeoPackage says so in these words if it has none.
      let name = OSRGetName(reference).map { String(cString: $0) } ?? ""
      return name.hasPrefix("Undefined ") ? nil : wellKnownText(of: reference)
    }
    try read(layers[index], attribute: try field.map { try attribute($0, of: layers[index]) })
  }

  private func attribute(_ wanted: String, of layer: OGRLayerH) throws -> Int32 {
    let definition = OGR_L_GetLayerDefn(layer)
    let names = (0..<OGR_FD_GetFieldCount(definition)).compactMap {
      OGR_FD_GetFieldDefn(definition, $0).map { String(cString: OGR_Fld_GetNameRef($0)) }
    }
    let found =
      names.firstIndex(of: wanted)
      ?? names.firstIndex { $0.lowercased() == wanted.lowercased() }
    guard let found else {
      let near = nearestName(to: wanted, among: names).map { "Did you mean `\($0)`? " } ?? ""
      throw SceneError(
        file: path, variable: wanted, problem: "there is no such attribute in layer \(self.layer)",
        remedy: near + "It has "
          + (names.isEmpty ? "none at all" : names.joined(separator: ", ")))
    }
    return Int32(found)
  }

  private mutating func read(_ layer: OGRLayerH, attribute: Int32?) throws {
    var placeOf: [String: Int] = [:]
    var (empty, unnamed) = (0, 0)
    OGR_L_ResetReading(layer)
    while let feature = OGR_L_GetNextFeature(layer) {
      defer { OGR_F_Destroy(feature) }
      let number = OGR_F_GetFID(feature)
      guard let geometry = OGR_F_GetGeometryRef(feature), OGR_G_IsEmpty(geometry) == 0 else {
        empty += 1
        continue
      }
      let polygon = try wellKnownBinary(geometry, of: number)
      guard let attribute else {
        zones.append(ZoneLayer.Zone(name: "\(number)", feature: number, polygons: [polygon]))
        continue
      }
      var name = "(no value)"
      if OGR_F_IsFieldSetAndNotNull(feature, attribute) != 0,
        let text = OGR_F_GetFieldAsString(feature, attribute)
      {
        name = foreignText(text)
      } else {
        unnamed += 1
      }
      if let place = placeOf[name] {
        zones[place].polygons.append(polygon)
      } else {
        placeOf[name] = zones.count
        zones.append(ZoneLayer.Zone(name: name, feature: nil, polygons: [polygon]))
      }
    }
    guard !zones.isEmpty else {
      throw SceneError(
        file: path, variable: self.layer, problem: "has no polygons",
        remedy: "Draw polygons in it, or name another layer")
    }
    if empty > 0 {
      notes.append("\(path): \(counted(empty, "feature")) without a geometry left out")
    }
    if unnamed > 0 {
      notes.append(
        "\(path): \(counted(unnamed, "feature")) without a value make the zone \"(no value)\"")
    }
  }

  private func wellKnownBinary(_ geometry: OGRGeometryH, of number: Int64) throws -> [UInt8] {
    switch OGR_GT_Flatten(OGR_G_GetGeometryType(geometry)) {
    case wkbPolygon, wkbMultiPolygon, wkbCurvePolygon, wkbMultiSurface: break
    default:
      throw SceneError(
        file: path, variable: layer,
        problem: "feature \(number) is a \(String(cString: OGR_G_GetGeometryName(geometry)))",
        remedy: "Zones are polygons")
    }
    var envelope = OGREnvelope()
    OGR_G_GetEnvelope(geometry, &envelope)
    let sides = [envelope.MinX, envelope.MaxX, envelope.MinY, envelope.MaxY]
    var bytes = [UInt8](repeating: 0, count: Int(OGR_G_WkbSize(geometry)))
    guard sides.allSatisfy(\.isFinite),
      OGR_G_ExportToIsoWkb(geometry, wkbNDR, &bytes) == OGRERR_NONE
    else {
      throw SceneError(
        file: path, variable: layer,
        problem: "feature \(number) has coordinates that are no numbers, or is damaged",
        remedy: "Repair it in the program that it was drawn with")
    }
    return bytes
  }
}
