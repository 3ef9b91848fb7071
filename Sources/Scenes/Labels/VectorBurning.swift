internal import CGDAL

extension VectorSource {
  /// Puts the features on a grid: a pixel takes the class of a polygon that its **centre** lies in,
  /// and of a point that lies in it. Geometries are transformed into the grid's CRS first.
  ///
  /// - Parameters:
  ///   - grid: rows and columns.
  ///   - number: the class number of a value.
  ///   - merged: takes the labels; pixels of two classes end up disputed there.
  /// - Throws: `SceneError` where the grid has no CRS, a feature cannot be brought into it, or none
  ///   of them meets the scene (giving both extents).
  func burn(
    onto georeference: Georeference, of scene: String, number: (Value) throws -> UInt16,
    into merged: inout MergedLabels
  ) throws {
    guard let crs = georeference.crs else {
      throw SceneError(
        file: scene,
        problem: "has no coordinate reference system, so that \(path) cannot be placed on it",
        remedy: "Give labels as a raster of the scene's size instead")
    }
    let target = try wellKnownText(of: crs, file: scene)
    var groups: [UInt16: [Feature]] = [:]
    for feature in features { groups[try number(feature.value), default: []].append(feature) }
    var meets = false
    var extent = Extent()
    for (label, group) in groups.sorted(by: { $0.key < $1.key }) {
      let mask = try callGDAL(path, "cannot be put on the scene's grid") {
        try burn(
          group, onto: georeference, crs: target, rows: merged.rows, columns: merged.columns,
          extent: &extent)
      }
      guard let mask else { continue }
      meets = true
      merged.add(label, mask: mask)
    }
    guard meets else {
      let corners = Extent(of: georeference, rows: merged.rows, columns: merged.columns)
      throw SceneError(
        file: path, variable: layer,
        problem: "lies outside of the scene: it covers \(extent), the scene \(corners), "
          + "in the scene's CRS",
        remedy: "Check the CRS of both, or give the labels of this scene")
    }
  }

  /// The pixels of one class; nil inside where none of its features meets the grid.
  private func burn(
    _ group: [Feature], onto georeference: Georeference, crs: String, rows: Int, columns: Int,
    extent: inout Extent
  ) throws -> LabelMask?? {
    let geometries = try Geometries(group, from: self.crs, to: crs, file: path)
    extent.include(geometries.extent)
    guard
      let window = geometries.extent.window(in: georeference, rows: rows, columns: columns)
    else { return .some(nil) }
    guard let driver = GDALGetDriverByName("MEM"),
      let memory = GDALCreate(
        driver, "", Int32(window.columns.count), Int32(window.rows.count), 1, GDT_Byte, nil)
    else { return nil }
    defer { GDALClose(memory) }
    var t = georeference.transform
    let (left, top) = (Double(window.columns.lowerBound), Double(window.rows.lowerBound))
    t[0] += left * t[1] + top * t[2]
    t[3] += left * t[4] + top * t[5]
    guard GDALSetGeoTransform(memory, &t) == CE_None else { return nil }
    var bands: [Int32] = [1]
    var handles = geometries.handles
    let ones = [Double](repeating: 1, count: handles.count)
    guard
      GDALRasterizeGeometries(
        memory, 1, &bands, Int32(handles.count), &handles, nil, nil, ones, nil, nil, nil)
        == CE_None
    else { return nil }
    var mask = LabelMask(window: window)
    let error = GDALRasterIO(
      GDALGetRasterBand(memory, 1), GF_Read, 0, 0, Int32(window.columns.count),
      Int32(window.rows.count), &mask.isSet, Int32(window.columns.count),
      Int32(window.rows.count), GDT_Byte, 0, 0)
    return error == CE_None ? .some(mask) : nil
  }
}

/// Geometries of one class in the scene's CRS. Only inside `callGDAL`.
private final class Geometries {
  private(set) var handles: [OGRGeometryH?] = []
  private(set) var extent = Extent()

  init(_ features: [VectorSource.Feature], from: String, to: String, file: String) throws {
    guard let source = OSRNewSpatialReference(from), let target = OSRNewSpatialReference(to)
    else { throw SceneError(file: file, problem: "has a CRS that is not known") }
    defer {
      OSRDestroySpatialReference(source)
      OSRDestroySpatialReference(target)
    }
    // Features and geotransforms alike have easting or longitude first, whatever the authority says.
    OSRSetAxisMappingStrategy(source, OAMS_TRADITIONAL_GIS_ORDER)
    OSRSetAxisMappingStrategy(target, OAMS_TRADITIONAL_GIS_ORDER)
    guard let transformation = OCTNewCoordinateTransformation(source, target) else {
      throw SceneError(
        file: file, problem: "cannot be transformed into the scene's CRS",
        remedy: "Reproject it with `ogr2ogr -t_srs`")
    }
    defer { OCTDestroyCoordinateTransformation(transformation) }
    for feature in features {
      var made: OGRGeometryH?
      let isMade = OGR_G_CreateFromWkb(
        feature.geometry, nil, &made, Int32(feature.geometry.count))
      guard isMade == OGRERR_NONE, let made else {
        throw SceneError(file: file, problem: "has a damaged geometry")
      }
      // Arcs become chains of short lines, which is all that can be put on a grid.
      let geometry = OGR_G_ForceTo(
        made,
        OGR_GT_GetLinear(OGR_G_GetGeometryType(made)), nil)
      handles.append(geometry)
      guard OGR_G_Transform(geometry, transformation) == OGRERR_NONE else {
        throw SceneError(
          file: file, problem: "has a feature that cannot be transformed into the scene's CRS",
          remedy: "Remove what lies far outside of the scene, or reproject it with `ogr2ogr`")
      }
      var envelope = OGREnvelope()
      OGR_G_GetEnvelope(geometry, &envelope)
      extent.include(x: envelope.MinX, y: envelope.MinY)
      extent.include(x: envelope.MaxX, y: envelope.MaxY)
    }
  }

  deinit {
    for handle in handles { OGR_G_DestroyGeometry(handle) }
  }
}
