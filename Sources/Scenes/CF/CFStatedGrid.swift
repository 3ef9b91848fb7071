internal import Foundation

/// What attributes say of an array's place: a reference system, and a grid as GDAL or ENVI state it.
struct CFStatedGrid {
  var system: CFSystem
  /// As in `Georeference`; nil if none is stated.
  var transform: [Double]?
  /// Where the transform stands: "/crs@GeoTransform".
  var source = ""

  /// Looks at the grid mapping that the array names, the array itself, the groups that it lies in
  /// and variables that usually describe a grid.
  ///
  /// - Parameter mappings: arrays that describe the grid though the array names none.
  init(of array: String, in file: some AttributedArrays, mappings: [String] = []) {
    var places = mappings + [array] + file.folders(of: array)
    if let named = file.text("grid_mapping", on: array) {
      // "crs", or by CF 1.7 "crs: x y other: lat lon".
      let words = named.split(separator: " ").map { $0.filter { $0 != ":" } }
      if let mapping = words.lazy.compactMap({ file.found($0, from: array) }).first {
        places.insert(mapping, at: 0)
      }
    }
    for name in Self.mappingNames {
      if let found = file.found(name, from: array), !places.contains(found) { places.append(found) }
    }
    var fromMapInfo: String?
    for place in places where transform == nil {
      for name in Self.transformNames {
        guard let values = Self.value(name, at: place, file)?.numbers,
          let found = Self.transform(values, isAffine: name == "transform" || name == "affine")
        else { continue }
        (transform, source) = (found, "\(place)@\(name)")
        break
      }
      guard transform == nil else { break }
      for name in Self.mapInfoNames {
        guard let texts = Self.value(name, at: place, file)?.texts,
          let info = MapInfo(texts.joined(separator: ",").filter { $0 != "{" && $0 != "}" })
        else { continue }
        (transform, source, fromMapInfo) = (info.transform, "\(place)@\(name)", info.crs)
        break
      }
    }
    let stated = places.lazy.compactMap { Self.crs(at: $0, file) }.first
    let height = places.lazy.compactMap {
      file.numbers("perspective_point_height", on: $0)?.first
    }.first
    system = CFSystem(crs: stated ?? fromMapInfo, height: height)
  }

  private static let mappingNames = [
    "spatial_ref", "crs", "grid_mapping", "projection", "transverse_mercator",
  ]
  private static let transformNames = [
    "GeoTransform", "geotransform", "geo_transform", "transform", "affine",
  ]
  private static let mapInfoNames = ["map_info", "map info", "Map_Info", "mapinfo"]
  private static let systemNames = [
    "crs_wkt", "spatial_ref", "crs", "srs", "proj4", "proj4_string", "coordinate_system_string",
    "coordinate system string", "esri_pe_string", "wkt", "projection",
  ]

  /// An attribute, or a small array of that name, as MATLAB and plain HDF5 keep such things.
  private static func value(
    _ name: String, at place: String, _ file: some AttributedArrays
  ) -> HDF5Attribute? {
    if let value = (try? file.attribute(name, on: place)) ?? nil { return value }
    let path = place == "/" ? "/\(name)" : "\(place)/\(name)"
    guard file.exists(path) else { return nil }
    if let count = file.shape(of: path).flatMap({ product($0) }), count <= 64 {
      return file.physical(path).map { .doubles($0) }
    }
    return ((try? (file as? HDF5File)?.texts(path)) ?? nil).map { .strings($0) }
  }

  /// - Parameter isAffine: whether the six are in the order of a matrix, as Python's `affine` has
  ///   them, unless zeros tell otherwise.
  private static func transform(_ values: [Double], isAffine: Bool) -> [Double]? {
    guard values.count == 6 || (isAffine && values.count == 9) else { return nil }
    var t = Array(values.prefix(6))
    if isAffine, !(t[2] == 0 && t[4] == 0 && t[1] != 0) {
      t = [t[2], t[0], t[1], t[5], t[3], t[4]]
    }
    guard t.allSatisfy(\.isFinite), t[1] * t[5] - t[2] * t[4] != 0 else { return nil }
    return t
  }

  private static func crs(at place: String, _ file: some AttributedArrays) -> String? {
    for name in systemNames {
      guard let text = value(name, at: place, file)?.text?.trimmingCharacters(in: .whitespaces)
      else { continue }
      let isCode = text.wholeMatch(of: /[A-Za-z]+:[0-9]+/) != nil
      if isCode || text.contains("[") || text.hasPrefix("+") { return text }
    }
    for name in ["epsg", "EPSG", "Epsg_Code", "epsg_code", "EPSG_Code", "crs"] {
      guard let code = value(name, at: place, file)?.number, code > 0, code < 1e6,
        code == code.rounded()
      else { continue }
      return "EPSG:\(Int(code))"
    }
    return parameters(at: place, file)
  }

  /// A PROJ string of CF's own parameters (CF 1.10, appendix F), for the projections that imaging
  /// spectrometers come in.
  private static func parameters(at place: String, _ file: some AttributedArrays) -> String? {
    guard let name = file.text("grid_mapping_name", on: place) else { return nil }
    func number(_ key: String) -> Double? { file.numbers(key, on: place)?.first }
    let terms: [(String, String)]
    switch name {
    case "latitude_longitude": terms = []
    case "transverse_mercator":
      terms = [
        ("lat_0", "latitude_of_projection_origin"), ("lon_0", "longitude_of_central_meridian"),
        ("k", "scale_factor_at_central_meridian"), ("x_0", "false_easting"),
        ("y_0", "false_northing"),
      ]
    case "geostationary":
      terms = [
        ("h", "perspective_point_height"), ("lon_0", "longitude_of_projection_origin"),
        ("x_0", "false_easting"), ("y_0", "false_northing"),
      ]
    case "lambert_azimuthal_equal_area":
      terms = [
        ("lat_0", "latitude_of_projection_origin"), ("lon_0", "longitude_of_projection_origin"),
        ("x_0", "false_easting"), ("y_0", "false_northing"),
      ]
    default: return nil
    }
    let short = [
      "latitude_longitude": "longlat", "transverse_mercator": "tmerc", "geostationary": "geos",
      "lambert_azimuthal_equal_area": "laea",
    ]
    var words = ["+proj=\(short[name] ?? "")"]
    words += terms.compactMap { key, attribute in number(attribute).map { "+\(key)=\($0)" } }
    if name == "geostationary" {
      let sweep = file.text("sweep_angle_axis", on: place) ?? "y"
      words.append("+sweep=\(sweep == "x" ? "x" : "y")")
    }
    if let major = number("semi_major_axis") {
      words.append("+a=\(major)")
      if let flattening = number("inverse_flattening"), flattening > 0 {
        words.append("+rf=\(flattening)")
      } else {
        words.append("+b=\(number("semi_minor_axis") ?? major)")
      }
    } else {
      words.append("+datum=WGS84")
    }
    return (words + ["+no_defs"]).joined(separator: " ")
  }
}
