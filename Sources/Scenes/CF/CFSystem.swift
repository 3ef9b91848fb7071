internal import CGDAL

/// The coordinate reference system that a file states for an array, and what units its axes have.
struct CFSystem {
  /// WKT, a code or a PROJ string; nil if the file states none that is known.
  var crs: String?
  /// How many metres a unit of its axes is; nil if it counts degrees, or is not known.
  private(set) var metres: Double?
  /// Whether it counts degrees.
  private(set) var isGeographic = false
  /// Height of a geostationary satellite in metres, by which angles become lengths.
  var height: Double?

  init(crs: String?, height: Double? = nil) {
    self.crs = crs
    self.height = height
    guard let crs, let text = try? wellKnownText(of: crs, file: "") else { return }
    let found = try? callGDAL("", "CRS cannot be read") { () -> (Bool, Double)? in
      guard let reference = OSRNewSpatialReference(text) else { return nil }
      defer { OSRDestroySpatialReference(reference) }
      return (OSRIsGeographic(reference) != 0, OSRGetLinearUnits(reference, nil))
    }
    guard let found else { return }
    isGeographic = found.0
    metres = found.0 ? nil : found.1
  }

  /// What coordinates in `units` are multiplied by to be in units of the system; metres if it is not
  /// known.
  ///
  /// - Parameter units: in lower case without blanks; may begin with a number, as in "1000m".
  /// - Throws: `CFAxisProblem` if they are no lengths, or not the system's.
  func factor(units: String, of path: String) throws -> Double {
    let digits = units.prefix { $0.isNumber || $0 == "." }
    let number = Double(digits) ?? 1
    let name = String(Double(digits) == nil ? units : String(units.dropFirst(digits.count)))
    if name.isEmpty { return number }
    if name.hasPrefix("degree") || name == "deg" { return 1 }
    if let angle = Self.radians[name] {
      guard let height else {
        throw CFAxisProblem.unusable("counts \(units) without the height of a satellite")
      }
      return angle * number * height / (metres ?? 1)
    }
    guard let length = Self.lengths[name] else {
      throw CFAxisProblem.unusable("has units of \"\(units)\", which are no length")
    }
    guard !isGeographic else {
      throw CFAxisProblem.unusable("has units of \"\(units)\", its reference system degrees")
    }
    return length * number / (metres ?? 1)
  }

  private static let radians = [
    "rad": 1, "radian": 1, "radians": 1, "mrad": 1e-3, "milliradian": 1e-3, "milliradians": 1e-3,
    "microradian": 1e-6, "microradians": 1e-6, "urad": 1e-6, "µrad": 1e-6,
  ]

  private static let lengths = [
    "m": 1, "metre": 1, "metres": 1, "meter": 1, "meters": 1, "km": 1000, "kilometre": 1000,
    "kilometres": 1000, "kilometer": 1000, "kilometers": 1000, "hm": 100, "dm": 0.1, "cm": 0.01,
    "centimetre": 0.01, "centimetres": 0.01, "centimeter": 0.01, "centimeters": 0.01, "mm": 0.001,
    "ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "us_ft": 1200.0 / 3937,
    "us-ft": 1200.0 / 3937, "ftus": 1200.0 / 3937, "ussurveyfoot": 1200.0 / 3937,
    "us_survey_foot": 1200.0 / 3937, "mi": 1609.344, "mile": 1609.344, "miles": 1609.344,
  ]
}
