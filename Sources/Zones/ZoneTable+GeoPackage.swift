internal import CGDAL
internal import Scenes

extension ZoneTable {
  /// Classes that become columns of the zones, at most; a table has no room for many more.
  private static let mostColumns = 200

  /// Writes a GeoPackage: `zones`, the polygons with a share of each class, and `areas`, a table of
  /// the lines, which `zone_fid` joins to them.
  func writeGeoPackage(_ path: String, named file: String) throws {
    try callGDAL(file, "cannot be written", strict: true) {
      // The file would hold the time, by which equal tables would differ.
      CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", "2000-01-01T00:00:00.000Z")
      defer { CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", nil) }
      guard let driver = GDALGetDriverByName("GPKG"),
        let target = GDALCreate(driver, path, 0, 0, 0, GDT_Unknown, nil)
      else { return Void?.none }
      GDALSetMetadataItem(target, OwnMark.item, OwnMark.software, nil)
      GDALDatasetStartTransaction(target, 0)
      let isWritten = writeZones(into: target) != nil && writeLines(into: target) != nil
      let isKept = isWritten && GDALDatasetCommitTransaction(target) == OGRERR_NONE
      GDALFlushCache(target)
      GDALClose(target)
      return isKept ? () : nil
    }
  }

  private func writeZones(into target: GDALDatasetH) -> Void? {
    let reference = crs.flatMap { OSRNewSpatialReference($0) }
    defer { reference.map { OSRDestroySpatialReference($0) } }
    if let reference {
      OSRSetAxisMappingStrategy(reference, OAMS_TRADITIONAL_GIS_ORDER)
    }
    let shown = classes.entries.indices.filter { index in
      zones.contains { $0.pixels[index] > 0 }
    }
    let columns = shown.count <= Self.mostColumns ? shown : []
    var fields: [(String, OGRFieldType)] = [
      ("zone", OFTString), ("pixels", OFTInteger64), ("unclassified", OFTInteger64),
      ("area_m2", OFTReal), ("beyond_map", OFTInteger), ("main_class", OFTInteger64),
      ("main_name", OFTString), ("main_share", OFTReal),
    ]
    fields += columns.map { ("share_\(classes.entries[$0].code)", OFTReal) }
    guard let layer = makeLayer("zones", wkbMultiPolygon, reference, fields, in: target) else {
      return nil
    }
    for (number, zone) in zones.enumerated() {
      guard let feature = OGR_F_Create(OGR_L_GetLayerDefn(layer)) else { return nil }
      defer { OGR_F_Destroy(feature) }
      OGR_F_SetFID(feature, zone.feature ?? Int64(number + 1))
      OGR_F_SetFieldString(feature, 0, zone.name)
      OGR_F_SetFieldInteger64(feature, 1, Int64(zone.classified))
      OGR_F_SetFieldInteger64(feature, 2, Int64(zone.unclassified))
      if let area = zone.classifiedArea { OGR_F_SetFieldDouble(feature, 3, area) }
      OGR_F_SetFieldInteger(feature, 4, zone.isBeyond ? 1 : 0)
      if let shares = zone.shares, let most = shares.max(), let index = shares.firstIndex(of: most)
      {
        OGR_F_SetFieldInteger64(feature, 5, Int64(classes.entries[index].code))
        OGR_F_SetFieldString(feature, 6, classes.entries[index].name)
        OGR_F_SetFieldDouble(feature, 7, most)
        for (place, column) in columns.enumerated() {
          OGR_F_SetFieldDouble(feature, Int32(8 + place), shares[column])
        }
      }
      guard let geometry = joined(zone.polygons) else { return nil }
      guard OGR_F_SetGeometryDirectly(feature, geometry) == OGRERR_NONE,
        OGR_L_CreateFeature(layer, feature) == OGRERR_NONE
      else { return nil }
    }
    return ()
  }

  private func writeLines(into target: GDALDatasetH) -> Void? {
    let names = Self.columns
    let fields = names.map { name -> (String, OGRFieldType) in
      switch name {
      case "zone", "name", "estimated_by": (name, OFTString)
      case "class", "pixels": (name, OFTInteger64)
      default: (name, OFTReal)
      }
    }
    guard
      let layer = makeLayer(
        "areas", wkbNone, nil, [("zone_fid", OFTInteger64)] + fields, in: target)
    else { return nil }
    for (number, zone) in zones.enumerated() {
      for line in lines(of: zone) {
        guard let feature = OGR_F_Create(OGR_L_GetLayerDefn(layer)) else { return nil }
        defer { OGR_F_Destroy(feature) }
        OGR_F_SetFieldInteger64(feature, 0, zone.feature ?? Int64(number + 1))
        OGR_F_SetFieldString(feature, 1, zone.name)
        if let code = classes.code(of: line.row) {
          OGR_F_SetFieldInteger64(feature, 2, Int64(code))
        }
        OGR_F_SetFieldString(
          feature, 3, line.row == 0 ? "Unclassified" : classes.name(of: line.row))
        OGR_F_SetFieldInteger64(feature, 4, Int64(line.pixels))
        for (place, value) in ([line.area, line.share] + estimates(line)).enumerated() {
          if let value { OGR_F_SetFieldDouble(feature, Int32(5 + place), value) }
        }
        if line.estimate != nil, let basis = zone.basis {
          OGR_F_SetFieldString(feature, Int32(names.count), basis.rawValue)
        }
        guard OGR_L_CreateFeature(layer, feature) == OGRERR_NONE else { return nil }
      }
    }
    return ()
  }

  private func makeLayer(
    _ name: String, _ type: OGRwkbGeometryType, _ crs: OGRSpatialReferenceH?,
    _ fields: [(String, OGRFieldType)], in target: GDALDatasetH
  ) -> OGRLayerH? {
    guard let layer = GDALDatasetCreateLayer(target, name, crs, type, nil) else { return nil }
    for (name, type) in fields {
      let field = OGR_Fld_Create(name, type)
      defer { OGR_Fld_Destroy(field) }
      guard OGR_L_CreateField(layer, field, 1) == OGRERR_NONE else { return nil }
    }
    return layer
  }

  /// One geometry of some polygons.
  private func joined(_ polygons: [[UInt8]]) -> OGRGeometryH? {
    guard let all = OGR_G_CreateGeometry(wkbMultiPolygon) else { return nil }
    for bytes in polygons {
      var made: OGRGeometryH?
      guard OGR_G_CreateFromWkb(bytes, nil, &made, Int32(bytes.count)) == OGRERR_NONE,
        let linear = OGR_G_ForceToMultiPolygon(
          OGR_G_ForceTo(made, OGR_GT_GetLinear(OGR_G_GetGeometryType(made)), nil))
      else {
        OGR_G_DestroyGeometry(all)
        return nil
      }
      for index in 0..<OGR_G_GetGeometryCount(linear) {
        OGR_G_AddGeometry(all, OGR_G_GetGeometryRef(linear, index))
      }
      OGR_G_DestroyGeometry(linear)
    }
    return all
  }
}
