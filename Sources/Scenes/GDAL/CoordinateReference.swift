package import CGDAL
internal import Foundation

/// A coordinate reference system as WKT.
///
/// - Parameters:
///   - crs: WKT already, an authority's code such as "EPSG:32616" or "urn:ogc:def:crs:EPSG::32616",
///     PROJJSON, or a PROJ string.
///   - file: the file that an error names.
/// - Throws: `SceneError` if GDAL does not know the system.
package func wellKnownText(of crs: String, file: String) throws -> String {
  let crs = String(crs.trimmingPrefix(while: \.isWhitespace))
  guard let notation = CRSNotation(crs) else {
    throw SceneError(
      file: file, problem: "CRS \"\(crs.prefix(80))\" is neither WKT nor a code nor a PROJ string",
      remedy: "Give it like EPSG:32616")
  }
  return try callGDAL(file, "CRS \"\(crs.prefix(80))\" is not known") {
    guard let reference = OSRNewSpatialReference(nil) else { return String?.none }
    defer { OSRDestroySpatialReference(reference) }
    guard notation.read(into: reference) == OGRERR_NONE else { return nil }
    return wellKnownText(of: reference)
  }
}

/// How a coordinate reference system is written.
///
/// GDAL takes a text of no known notation for the name of a file or an address, and opens it. What
/// stands in a scene file must not make it do so: only what cannot be such a name reaches GDAL's
/// general reader.
private enum CRSNotation {
  case code(String)
  case wellKnownText(String)
  case proj(String)

  init?(_ text: String) {
    let authorities = "EPSG|EPSGA|ESRI|OGC|CRS|IGNF|IAU(_[0-9]+)?|AUTO2?|NKG"
    let address = #/https?://www\.opengis\.net/def/crs/([A-Za-z]+)/[0-9.]+/([A-Za-z0-9]+)/?/#
    if let code = text.wholeMatch(of: address) {
      self = .code("\(code.1):\(code.2)")
    } else if text.range(
      of: "^((\(authorities)):[A-Za-z0-9.]+|urn:ogc:def:crs:[A-Za-z0-9:._-]+)$",
      options: [.regularExpression, .caseInsensitive]) != nil
    {
      self = .code(text)
    } else if text.hasPrefix("{") {
      self = .code(text)
    } else if text.hasPrefix("+") {
      // "+init=" names a file, unless it is one of PROJ's own lists of codes.
      guard !text.contains(#/\+init=[^\s]*[/\\]/#) else { return nil }
      self = .proj(text)
    } else if text.wholeMatch(of: #/[A-Za-z_0-9]+\s*[\[(].*/#.dotMatchesNewlines()) != nil {
      self = .wellKnownText(text)
    } else {
      return nil
    }
  }

  /// Only inside `callGDAL`.
  func read(into reference: OGRSpatialReferenceH) -> OGRErr {
    switch self {
    case .code(let text): return OSRSetFromUserInput(reference, text)
    case .proj(let text): return OSRImportFromProj4(reference, text)
    case .wellKnownText(let text):
      return text.withCString { start in
        var position: UnsafeMutablePointer<CChar>? = UnsafeMutablePointer(mutating: start)
        return OSRImportFromWkt(reference, &position)
      }
    }
  }
}

/// What the axes of a coordinate reference system count.
package enum AxisUnit: Equatable, Sendable {
  /// Longitude and latitude in degrees.
  case degrees
  /// Easting and northing in the unit of that name, such as "metre".
  case length(String)
}

/// The unit of a CRS's axes; `wkt` as `wellKnownText` gives it.
package func axisUnit(ofWKT wkt: String, file: String) throws -> AxisUnit {
  try callGDAL(file, "CRS cannot be read") {
    guard let reference = OSRNewSpatialReference(wkt) else { return AxisUnit?.none }
    defer { OSRDestroySpatialReference(reference) }
    if OSRIsGeographic(reference) != 0 { return .degrees }
    var name: UnsafeMutablePointer<CChar>?
    _ = OSRGetLinearUnits(reference, &name)
    return .length(name.map { String(cString: $0) } ?? "metre")
  }
}

/// WKT of GDAL's object; nil if it has none. Only inside `callGDAL`.
package func wellKnownText(of reference: OGRSpatialReferenceH) -> String? {
  var text: UnsafeMutablePointer<CChar>?
  guard OSRExportToWkt(reference, &text) == OGRERR_NONE, let text else { return nil }
  defer { VSIFree(text) }
  return String(cString: text)
}

/// CF's name and parameters (appendix F) of a CRS; the name is nil for a projection other than
/// longitude-latitude and transverse Mercator, which its WKT alone describes then.
func gridMapping(
  ofWKT wkt: String, file: String
) throws -> (name: String?, parameters: [(String, Double)]) {
  try callGDAL(file, "CRS cannot be read") {
    guard let reference = OSRNewSpatialReference(wkt) else { return nil }
    defer { OSRDestroySpatialReference(reference) }
    var ellipsoid = [("semi_major_axis", OSRGetSemiMajor(reference, nil))]
    ellipsoid.append(("inverse_flattening", OSRGetInvFlattening(reference, nil)))
    if OSRIsGeographic(reference) != 0 { return ("latitude_longitude", ellipsoid) }
    guard let projection = OSRGetAttrValue(reference, "PROJECTION", 0),
      String(cString: projection) == "Transverse_Mercator"
    else { return (nil, []) }
    let parameters = [
      ("longitude_of_central_meridian", "central_meridian", 0.0),
      ("latitude_of_projection_origin", "latitude_of_origin", 0),
      ("scale_factor_at_central_meridian", "scale_factor", 1),
      ("false_easting", "false_easting", 0), ("false_northing", "false_northing", 0),
    ].map { ($0.0, OSRGetNormProjParm(reference, $0.1, $0.2, nil)) }
    return ("transverse_mercator", parameters + ellipsoid)
  }
}

/// Transforms points, easting or longitude in `x`, whatever the order that an authority has for axes.
/// What cannot be transformed becomes infinite or NaN.
///
/// - Throws: `SceneError` if a system is not known, or none leads to the other.
package func transformCoordinates(
  _ x: inout [Double], _ y: inout [Double], from source: String, to target: String, file: String
) throws {
  precondition(x.count == y.count, "\(x.count) and \(y.count) coordinates")
  let texts = try (
    wellKnownText(of: source, file: file), wellKnownText(of: target, file: file)
  )
  try callGDAL(file, "cannot be transformed from \(source) to \(target)") { () -> Void? in
    guard let first = OSRNewSpatialReference(texts.0),
      let second = OSRNewSpatialReference(texts.1)
    else { return nil }
    defer {
      OSRDestroySpatialReference(first)
      OSRDestroySpatialReference(second)
    }
    OSRSetAxisMappingStrategy(first, OAMS_TRADITIONAL_GIS_ORDER)
    OSRSetAxisMappingStrategy(second, OAMS_TRADITIONAL_GIS_ORDER)
    guard let transformation = OCTNewCoordinateTransformation(first, second) else { return nil }
    defer { OCTDestroyCoordinateTransformation(transformation) }
    for start in stride(from: 0, to: x.count, by: 1 << 16) {
      let count = min(1 << 16, x.count - start)
      var isDone = [Int32](repeating: 0, count: count)
      x.withUnsafeMutableBufferPointer { x in
        y.withUnsafeMutableBufferPointer { y in
          guard let x = x.baseAddress, let y = y.baseAddress else { return }
          _ = OCTTransformEx(
            transformation, Int32(count), x + start, y + start, nil, &isDone)
        }
      }
      for index in 0..<count where isDone[index] == 0 { x[start + index] = .nan }
    }
    return ()
  }
}

/// Whether two coordinate reference systems are the same, however they are written.
func isSameReference(_ one: String, _ other: String, file: String) throws -> Bool {
  if one == other { return true }
  let texts = try (wellKnownText(of: one, file: file), wellKnownText(of: other, file: file))
  return try callGDAL(file, "CRS cannot be compared") {
    guard let first = OSRNewSpatialReference(texts.0),
      let second = OSRNewSpatialReference(texts.1)
    else { return Bool?.none }
    defer {
      OSRDestroySpatialReference(first)
      OSRDestroySpatialReference(second)
    }
    return OSRIsSame(first, second) != 0
  }
}

/// What a CRS is called, and its authority's code such as "EPSG:32632", if it has one.
package func referenceName(ofWKT wkt: String, file: String) throws -> (name: String, code: String?)
{
  try callGDAL(file, "CRS cannot be read") {
    guard let reference = OSRNewSpatialReference(wkt) else { return nil }
    defer { OSRDestroySpatialReference(reference) }
    let name = OSRGetName(reference).map { String(cString: $0) }
    guard let authority = OSRGetAuthorityName(reference, nil),
      let code = OSRGetAuthorityCode(reference, nil)
    else { return (name ?? "unnamed", nil) }
    return (name ?? "unnamed", "\(String(cString: authority)):\(String(cString: code))")
  }
}
