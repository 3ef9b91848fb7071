/// Lists of one number a band by the names that files have for them, and their units.
enum BandLists {
  static let wavelengthNames = [
    "wavelength", "wavelengths", "wl", "lambda", "center_wavelength", "center_wavelengths",
  ]
  static let widthNames = ["fwhm", "bandwidth", "bandwidths"]
  static let goodNames = ["good_wavelengths", "good_bands", "bbl"]

  /// How many nanometres a unit is; without one, values below 100 are taken for micrometres.
  ///
  /// - Throws: `SceneError` for a unit that is no length, or not known.
  static func nanometres(
    _ values: [Double], units: String?, file: String, variable: String
  ) throws -> Double {
    let units = units?.lowercased().filter { !$0.isWhitespace }
    switch units ?? "" {
    case "", "unknown": return (values.max() ?? 1000) < 100 ? 1000 : 1
    case "nm", "nanometer", "nanometers", "nanometre", "nanometres": return 1
    case "um", "µm", "μm", "micrometer", "micrometers", "micrometre", "micrometres", "micron",
      "microns":
      return 1000
    case "m", "meter", "meters", "metre", "metres": return 1e9
    default:
      throw SceneError(
        file: file, variable: variable, problem: "is in units of \"\(units ?? "")\"",
        remedy: "State `wavelengthUnits: nm` or `wavelengthUnits: µm`")
    }
  }

  /// - Throws: `SceneError` where centres are in a unit that cannot be meant: below 100 nm and
  ///   beyond 100 µm no instrument sees the ground.
  private static func requirePlausible(
    _ values: [Double], factor: Double, units: String?, file: String, variable: String
  ) throws {
    guard let units, !units.isEmpty, let least = values.min(), let most = values.max() else {
      return
    }
    let meant = factor == 1 && 0.1...99 ~= most ? "µm" : factor == 1000 && least > 100 ? "nm" : nil
    guard let meant else { return }
    throw SceneError(
      file: file, variable: variable,
      problem: "is in units of \"\(units)\", but runs from \(least) to \(most), which would be "
        + meant,
      remedy: "State `wavelengthUnits: \(meant)` in the scene descriptor")
  }

  /// The table of a cube from lists as they stand in a file, and what of them had to be mended or
  /// left out, one remark a line.
  ///
  /// - Parameters:
  ///   - wavelengths: as many as `bands`, in `units`; no list of another length is used.
  ///   - widths: in `widthUnits`, else in `units`.
  ///   - good: 0 for a band that is not fit for use.
  static func table(
    bands: Int, wavelengths: [Double]?, units: String?, widths: [Double]?,
    widthUnits: String? = nil, good: [Double]?, file: String, variable: String
  ) throws -> (table: BandTable, remarks: [String]) {
    let factor = try wavelengths.map {
      try nanometres($0, units: units, file: file, variable: variable)
    }
    if let wavelengths, let factor {
      try requirePlausible(
        wavelengths, factor: factor, units: units, file: file, variable: variable)
    }
    let widthFactor = try widthUnits.flatMap { units in
      try widths.map { try nanometres($0, units: units, file: file, variable: variable) }
    }
    var remarks: [String] = []
    if factor == 1000, units?.isEmpty ?? true {
      remarks.append("warning: wavelengths without a unit, below 100: taken for µm")
    }
    for (name, list) in [("wavelengths", wavelengths), ("widths", widths), ("bad bands", good)] {
      if let list, list.count != bands {
        remarks.append(
          "warning: \(name) not used: the list has \(list.count) values, the cube \(bands) bands")
      }
    }
    func scaled(_ values: [Double]?, _ factor: Double?) -> [Double]? {
      guard let values, values.count == bands, values.allSatisfy(\.isFinite) else { return nil }
      return values.map { $0 * (factor ?? 1) }
    }
    let table = BandTable(
      count: bands, wavelengths: scaled(wavelengths, factor),
      widths: scaled(widths, widthFactor ?? factor),
      good: good.flatMap { $0.count == bands ? $0.map { $0 != 0 } : nil })
    return (table, remarks)
  }

  /// The descriptor's own list, if it states one and not a name.
  ///
  /// - Throws: `SceneError` if it is not as long as the cube has bands.
  static func stated(
    _ stated: SceneDescriptor.BandValues?, bands: Int, file: String, key: String
  ) throws -> [Double]? {
    guard case .list(let values) = stated else { return nil }
    guard values.count == bands else {
      throw SceneError(
        file: file, variable: key,
        problem: "has \(values.count) values, the cube has \(bands) bands",
        remedy: "List one value for each band of the file")
    }
    return values
  }
}
