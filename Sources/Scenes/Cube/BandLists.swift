/// Lists of one number a band by the names that files have for them, and their units.
enum BandLists {
  static let wavelengthNames = [
    "wavelength", "wavelengths", "wl", "lambda", "center_wavelength", "center_wavelengths",
  ]
  static let widthNames = ["fwhm", "bandwidth", "bandwidths"]
  static let goodNames = ["good_wavelengths", "good_bands", "bbl"]

  /// - Throws: `SceneError` if centres are in a unit that cannot be meant: below 100 nm and beyond
  ///   100 µm no instrument sees the ground.
  private static func requirePlausible(
    _ values: [Double], _ unit: WavelengthUnit, units: String?, file: String, variable: String
  ) throws {
    guard let units, !units.isEmpty, let least = values.min(), let most = values.max() else {
      return
    }
    let meant =
      unit == .length(1) && 0.1...99 ~= most
      ? "µm" : unit == .length(1000) && least > 100 ? "nm" : nil
    guard let meant else { return }
    throw SceneError(
      file: file, variable: variable,
      problem: "is in units of \"\(units)\", but runs from \(least) to \(most), which would be "
        + meant,
      remedy: "State `wavelengthUnits: \(meant)` in the scene descriptor")
  }

  /// Why a list of wavelengths cannot be used; nil if it can.
  private static func fault(
    of values: [Double], _ unit: WavelengthUnit?, units: String?, bands: Int
  ) -> String? {
    if values.count != bands {
      return "the list has \(values.count) values, the cube \(bands) bands"
    }
    guard let unit else {
      return "their unit \"\(units ?? "")\" is not known; state `wavelengthUnits`, such as nm"
    }
    if unit == .index { return "they are numbers of bands" }
    if let wrong = values.firstIndex(where: { !$0.isFinite }) {
      return "that of band \(wrong + 1) is \(values[wrong])"
    }
    let isCount = values.indices.allSatisfy { values[$0] == values[0] + Double($0) }
    if isCount, bands > 1, values[0] == 0 || values[0] == 1, unit == .unstated || unit == .length(1)
    {
      return "they count the bands from \(Int(values[0]))"
    }
    return values.allSatisfy { $0 <= 0 } ? "none is above 0" : nil
  }

  /// The table of a cube from lists as they stand in a file, and what of them had to be mended or
  /// left out, one remark a line.
  ///
  /// - Parameters:
  ///   - wavelengths: as many as `bands`, in `units`; no list of another length is used.
  ///   - widths: in `widthUnits`, else in `units`.
  ///   - good: 0 for a band that is not fit for use.
  /// - Throws: `SceneError` if nm are called µm, or µm are called nm.
  static func table(
    bands: Int, wavelengths: [Double]?, units: String?, widths: [Double]?,
    widthUnits: String? = nil, good: [Double]?, file: String, variable: String
  ) throws -> (table: BandTable, remarks: [String]) {
    var remarks: [String] = []
    var unit = WavelengthUnit(units)
    var usable = wavelengths
    if let list = wavelengths, let fault = fault(of: list, unit, units: units, bands: bands) {
      remarks.append("warning: wavelengths not used: \(fault)")
      usable = nil
    }
    if let usable, let unit {
      try requirePlausible(usable, unit, units: units, file: file, variable: variable)
    }
    if unit == .unstated {
      // Without a unit, values below 100 are taken for micrometres.
      let isSmall = (usable?.max() ?? 1000) < 100
      unit = .length(isSmall ? 1000 : 1)
      if isSmall { remarks.append("warning: wavelengths without a unit, below 100: taken for µm") }
    }
    for (name, list) in [("widths", widths), ("bad bands", good)] {
      if let list, list.count != bands {
        remarks.append(
          "warning: \(name) not used: the list has \(list.count) values, the cube \(bands) bands")
      }
    }
    let table = BandTable(
      count: bands,
      wavelengths: usable.flatMap { list in unit.map { unit in list.map(unit.nanometres) } },
      widths: self.widths(
        widths, widthUnits == nil ? unit : WavelengthUnit(widthUnits), around: usable, bands: bands),
      good: good.flatMap { $0.count == bands ? $0.map { $0 != 0 } : nil })
    return (table, remarks)
  }

  /// Widths in nm; nil if they cannot be used.
  private static func widths(
    _ widths: [Double]?, _ unit: WavelengthUnit?, around centres: [Double]?, bands: Int
  ) -> [Double]? {
    guard let widths, let unit, widths.count == bands, widths.allSatisfy(\.isFinite) else {
      return nil
    }
    switch unit {
    case .index: return nil
    case .wavenumber, .frequency:
      guard let centres else { return nil }
      return zip(widths, centres).map { unit.width($0, around: $1) }
    case .length, .unstated: return widths.map(unit.nanometres)
    }
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
