internal import CGDAL

extension VectorSource {
  /// Puts the features on a grid: a pixel takes the class of a polygon that its **centre** lies in,
  /// and of a point that lies in it. Geometries are transformed into the grid's CRS first; if
  /// neither grid nor features have a CRS, their coordinates are taken to be of one.
  ///
  /// - Parameters:
  ///   - grid: rows and columns.
  ///   - row: the row of a value in the table of classes.
  ///   - merged: takes the labels; pixels of two classes end up disputed there.
  ///   - away: counts the features that do not meet the grid, by row of the features' own classes.
  /// - Returns: what is to be told: features that no pixel's centre lies in.
  /// - Throws: `SceneError` if only one of the two has a CRS, a feature cannot be brought into it, or
  ///   none of them meets the scene (giving both extents).
  func burn(
    onto georeference: Georeference, of scene: String, row: (Value) -> UInt16,
    into merged: inout MergedLabels, away: inout [Int]
  ) throws -> [String] {
    var extent = Extent()
    var inside = 0
    var met: Set<Int> = []
    var missed: [Value: Int] = [:]
    try nativeLibraryLock.withLock {
      let change = try change(onto: georeference, of: scene)
      for feature in features {
        let mask = try callGDAL(path, "cannot be put on the scene's grid") {
          try burn(
            feature, onto: georeference, change, rows: merged.rows, columns: merged.columns,
            extent: &extent)
        }
        guard let mask else {
          away[self.row(of: feature.value)] += 1
          continue
        }
        inside += 1
        met.insert(self.row(of: feature.value))
        guard mask.isSet.contains(1) else {
          missed[feature.value, default: 0] += 1
          continue
        }
        merged.add(row(feature.value), mask: mask)
      }
    }
    guard inside > 0 else {
      let corners = Extent(of: georeference, rows: merged.rows, columns: merged.columns)
      throw SceneError(
        file: path, variable: layer,
        problem: "lies outside of the scene: it covers \(extent), the scene \(corners), "
          + (isInPixels ? "in columns and rows" : "in the scene's CRS"),
        remedy: isInPixels
          ? "Give the labels of this scene, or those of its own size"
          : "Check the CRS of both, or give the labels of this scene")
    }
    // A class may lie elsewhere in a survey of a larger region; that it is not here is told.
    let elsewhere = (1...classes.count).filter { !met.contains($0) }.map { classes.name(of: $0) }
    let lost =
      elsewhere.isEmpty
      ? []
      : [
        "\(path): no feature lies on the scene of \(counted(elsewhere.count, "class")): "
          + elsewhere.prefix(8).joined(separator: ", ") + (elsewhere.count > 8 ? ", …" : "")
      ]
    guard !missed.isEmpty else { return lost }
    let list = missed.map { ($0.value, name(of: $0.key)) }.sorted { $0.1 < $1.1 }
      .prefix(8).map { "\($0.1) \($0.0)" }.joined(separator: ", ")
    return lost + [
      "\(path): no pixel's centre lies in \(missed.values.reduce(0, +)) of "
        + "\(counted(inside, "feature")) on the scene (\(list)); they label nothing"
    ]
  }

  /// How the features get into the grid's CRS; nil if they are in it.
  private func change(
    onto georeference: Georeference, of scene: String
  ) throws -> CoordinateChange? {
    switch (crs, georeference.crs) {
    case (nil, nil): return nil
    case (let own?, let crs?):
      let target = try wellKnownText(of: crs, file: scene)
      return own == target ? nil : try CoordinateChange(from: own, to: target, file: path)
    case (nil, _):
      throw SceneError(
        file: path, variable: layer, problem: "has no coordinate reference system",
        remedy: "State the one it was drawn in with --labels-crs (`labelsCRS`), such as "
          + "EPSG:32633, or pixel for columns and rows; a Shapefile has it in its .prj")
    case (_, nil):
      throw SceneError(
        file: scene,
        problem: "has no coordinate reference system, so that \(path) cannot be placed on it",
        remedy: "Give labels as a raster of the scene's size instead")
    }
  }

  /// The grid of a scene that does not say where it lies, for features drawn over its pixels: x is
  /// the column and y the row, which QGIS counts down below 0.
  ///
  /// - Throws: `SceneError` if the features have a CRS, or do not lie within the scene's pixels and
  ///   nothing says that they count them.
  func pixelGrid(
    rows: Int, columns: Int, scene: String
  ) throws -> (grid: Georeference, meaning: String) {
    if isInPixels {
      return (
        Georeference(transform: [0, 1, 0, 0, 0, 1], crs: nil),
        "x is the column and y the row, from the upper left corner of the scene"
      )
    }
    let (west, east, south, north) = (extent[0], extent[1], extent[2], extent[3])
    let fits = west >= -0.5 && east <= Double(columns) + 0.5
    let isDown = south >= -0.5 && north <= Double(rows) + 0.5
    let isBelow = south >= -Double(rows) - 0.5 && north <= 0.5
    // GeoJSON cannot say that its coordinates are of no CRS; degrees would not span pixels.
    let spans = east - west >= 2 && north - south >= 2
    guard crs == nil || isGeoJSON && spans, fits, isDown || isBelow else {
      throw SceneError(
        file: scene,
        problem: "does not say where it lies, so that \(path) cannot be placed on it",
        remedy: "Draw over the scene's pixels, without a CRS: x from 0 to \(columns), y from 0 to "
          + "\(rows) downwards (or from 0 to -\(rows), as QGIS counts). A raster of the scene's "
          + "size serves as well")
    }
    return (
      Georeference(transform: [0, 1, 0, 0, 0, isDown ? 1 : -1], crs: isGeoJSON ? crs : nil),
      "x is the column, y " + (isDown ? "the row" : "the row below 0")
    )
  }

  /// The pixels of a feature; nil if it does not meet the grid.
  private func burn(
    _ feature: Feature, onto georeference: Georeference, _ change: CoordinateChange?,
    rows: Int, columns: Int, extent: inout Extent
  ) throws -> LabelMask?? {
    let geometry = try PlacedGeometry(feature, change, file: path)
    extent.include(geometry.extent)
    guard
      let window = geometry.extent.window(in: georeference, rows: rows, columns: columns)
    else { return .some(nil) }
    if geometry.isPoint { return .some(LabelMask(all: window)) }
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
    var handles: [OGRGeometryH?] = [geometry.handle]
    guard
      GDALRasterizeGeometries(memory, 1, &bands, 1, &handles, nil, nil, [1], nil, nil, nil)
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

/// A feature's geometry in the scene's CRS. Only inside `callGDAL`.
private final class PlacedGeometry {
  let handle: OGRGeometryH?
  private(set) var extent = Extent()
  /// Whether it lies in one pixel.
  var isPoint: Bool { OGR_GT_Flatten(OGR_G_GetGeometryType(handle)) == wkbPoint }

  init(_ feature: VectorSource.Feature, _ change: CoordinateChange?, file: String) throws {
    var made: OGRGeometryH?
    let isMade = OGR_G_CreateFromWkb(feature.geometry, nil, &made, Int32(feature.geometry.count))
    guard isMade == OGRERR_NONE, let made else {
      throw SceneError(file: file, problem: "has a damaged geometry")
    }
    // Arcs become chains of short lines, which is all that can be put on a grid.
    handle = OGR_G_ForceTo(made, OGR_GT_GetLinear(OGR_G_GetGeometryType(made)), nil)
    if let change, !change.apply(to: handle) {
      throw SceneError(
        file: file, problem: "has a feature that cannot be transformed into the scene's CRS",
        remedy: "Remove what lies far outside of the scene, or reproject it with `ogr2ogr`")
    }
    var envelope = OGREnvelope()
    OGR_G_GetEnvelope(handle, &envelope)
    extent.include(x: envelope.MinX, y: envelope.MinY)
    extent.include(x: envelope.MaxX, y: envelope.MaxY)
  }

  deinit { OGR_G_DestroyGeometry(handle) }
}
