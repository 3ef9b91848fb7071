internal import CGDAL
internal import Foundation
internal import Scenes

/// A library as the EnMAP-Box keeps it: a layer of a GeoPackage with a field of profiles, each a JSON
/// text of values, wavelengths and unit. A style in the file tells QGIS which field it is, and shows
/// classes in their colours.
final class GeoPackageLibrary: LibraryWriter {
  private let path: String
  private let pending: PendingFile
  private let library: SpectralLibrary
  private var target: GDALDatasetH?
  private var layer: OGRLayerH?
  private let hasPlaces: Bool
  private var isOver = false

  init(_ path: String, of library: SpectralLibrary) throws {
    self.path = path
    self.library = library
    hasPlaces = library.content == .pixels && library.scene.georeference?.crs != nil
    pending = try PendingFile(path)
    do {
      try callGDAL(path, "cannot be written", strict: true) { try create() }
    } catch {
      abandon()
      throw error
    }
  }

  deinit { abandon() }

  private func create() throws -> Void? {
    guard let driver = GDALGetDriverByName("GPKG"),
      let made = GDALCreate(driver, pending.temporary, 0, 0, 0, GDT_Unknown, nil)
    else { return nil }
    target = made
    GDALSetMetadataItem(made, OwnMark.item, OwnMark.software, nil)
    let degrees = hasPlaces ? OSRNewSpatialReference(nil) : nil
    defer { degrees.map { OSRDestroySpatialReference($0) } }
    if let degrees {
      guard OSRImportFromEPSG(degrees, 4326) == OGRERR_NONE else { return nil }
      OSRSetAxisMappingStrategy(degrees, OAMS_TRADITIONAL_GIS_ORDER)
    }
    GDALDatasetStartTransaction(made, 0)
    layer = makeLayer(
      "library", hasPlaces ? wkbPoint : wkbNone, degrees,
      [
        ("name", OFTString), ("class", OFTString), ("code", OFTInteger64),
        ("pixels", OFTInteger64), ("profiles", OFTString),
      ])
    return layer == nil ? nil : ()
  }

  func add(_ entry: SpectralLibrary.Entry) throws {
    let profile = try profile(entry.values)
    let classes = library.labels.classes
    try callGDAL(path, "cannot be written", strict: true) { () -> Void? in
      guard let layer, let feature = OGR_F_Create(OGR_L_GetLayerDefn(layer)) else { return nil }
      defer { OGR_F_Destroy(feature) }
      OGR_F_SetFieldString(feature, 0, entry.name)
      OGR_F_SetFieldString(feature, 1, classes.name(of: entry.row))
      OGR_F_SetFieldInteger64(feature, 2, Int64(classes.code(of: entry.row) ?? 0))
      OGR_F_SetFieldInteger64(feature, 3, Int64(entry.pixels))
      OGR_F_SetFieldString(feature, 4, profile)
      if let place = entry.place, place.longitude.isFinite, place.latitude.isFinite {
        let point = OGR_G_CreateGeometry(wkbPoint)
        OGR_G_SetPoint_2D(point, 0, place.longitude, place.latitude)
        guard OGR_F_SetGeometryDirectly(feature, point) == OGRERR_NONE else { return nil }
      }
      return OGR_L_CreateFeature(layer, feature) == OGRERR_NONE ? () : nil
    }
  }

  /// A profile as the EnMAP-Box decodes it: y first; null if a band has no value.
  private func profile(_ values: [Double]) throws -> String {
    func list(_ numbers: [Double]) -> String {
      "[\(numbers.map { $0.isFinite ? "\($0)" : "null" }.joined(separator: ", "))]"
    }
    var text = "{\"y\": \(list(values))"
    if let wavelengths = library.scene.bands.wavelengths {
      text += ", \"x\": \(list(wavelengths)), \"xUnit\": \"Nanometers\""
    }
    return text + "}"
  }

  func finish() throws {
    try callGDAL(path, "cannot be written", strict: true) { () -> Void? in
      // The file would hold the time, by which equal libraries would differ.
      CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", "2000-01-01T00:00:00.000Z")
      defer { CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", nil) }
      guard let target, writeStyle() != nil,
        GDALDatasetCommitTransaction(target) == OGRERR_NONE
      else { return nil }
      GDALFlushCache(target)
      GDALClose(target)
      self.target = nil
      return ()
    }
    try pending.commit()
    isOver = true
  }

  func abandon() {
    guard !isOver else { return }
    isOver = true
    if let target { _ = try? callGDAL(path, "") { GDALClose(target) } }
    target = nil
    pending.discard()
  }

  /// QGIS looks for styles in a table of this name and these columns.
  private func writeStyle() -> Void? {
    let columns = [
      "f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName",
      "styleQML", "styleSLD", "useAsDefault", "description", "owner", "ui", "update_time",
    ]
    let types = columns.map { name -> (String, OGRFieldType) in
      (name, name == "useAsDefault" ? OFTInteger : OFTString)
    }
    guard let styles = makeLayer("layer_styles", wkbNone, nil, types),
      let feature = OGR_F_Create(OGR_L_GetLayerDefn(styles))
    else { return nil }
    defer { OGR_F_Destroy(feature) }
    let values = [
      "f_table_name": "library", "f_geometry_column": hasPlaces ? "geom" : "",
      "styleName": "library", "styleQML": style, "f_table_catalog": "", "f_table_schema": "",
      "styleSLD": "", "description": OwnMark.software, "owner": "",
      "update_time": "2000-01-01T00:00:00.000Z",
    ]
    for (index, name) in columns.enumerated() {
      if let value = values[name] { OGR_F_SetFieldString(feature, Int32(index), value) }
      if name == "useAsDefault" { OGR_F_SetFieldInteger(feature, Int32(index), 1) }
    }
    return OGR_L_CreateFeature(styles, feature) == OGRERR_NONE ? () : nil
  }

  private var style: String {
    let present = library.labels.classes.entries
    let categories = present.enumerated().map { index, entry in
      "      <category value=\"\(entry.code)\" symbol=\"\(index)\" "
        + "label=\"\(escaped(entry.name))\" render=\"true\" type=\"long\"/>"
    }
    let symbols = present.enumerated().map { index, entry in
      let colour = "\(entry.colour.red),\(entry.colour.green),\(entry.colour.blue),255"
      return "      <symbol name=\"\(index)\" type=\"marker\" alpha=\"1\">"
        + "<layer class=\"SimpleMarker\" enabled=\"1\"><prop k=\"name\" v=\"circle\"/>"
        + "<prop k=\"color\" v=\"\(colour)\"/><prop k=\"size\" v=\"2\"/></layer></symbol>"
    }
    let renderer =
      hasPlaces
      ? """
      <renderer-v2 type="categorizedSymbol" attr="code">
          <categories>
      \(categories.joined(separator: "\n"))
          </categories>
          <symbols>
      \(symbols.joined(separator: "\n"))
          </symbols>
        </renderer-v2>
      """ : ""
    return """
      <!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
      <qgis version="3.22" styleCategories="\(hasPlaces ? "Symbology|" : "")Fields|Forms">
        <fieldConfiguration>
          <field name="profiles"><editWidget type="SpectralProfile"><config><Option/></config>\
      </editWidget></field>
        </fieldConfiguration>
        \(renderer)
      </qgis>
      """
  }

  private func makeLayer(
    _ name: String, _ type: OGRwkbGeometryType, _ crs: OGRSpatialReferenceH?,
    _ fields: [(String, OGRFieldType)]
  ) -> OGRLayerH? {
    guard let target, let layer = GDALDatasetCreateLayer(target, name, crs, type, nil) else {
      return nil
    }
    for (name, type) in fields {
      let field = OGR_Fld_Create(name, type)
      defer { OGR_Fld_Destroy(field) }
      guard OGR_L_CreateField(layer, field, 1) == OGRERR_NONE else { return nil }
    }
    return layer
  }
}
