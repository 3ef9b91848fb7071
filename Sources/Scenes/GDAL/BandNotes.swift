internal import CGDAL
internal import Foundation

/// What GDAL's metadata and description of one band say of its place in the spectrum.
struct BandNotes {
  /// A length, with its unit if one is stated beside it.
  struct Length {
    var value: Double
    var unit: String?
  }

  var wavelength: Length?
  var width: Length?
  var good: Double?
  /// Unit of both, if stated by itself.
  var units: String?
  /// A description that is nothing but a number, which may be a wavelength.
  var plainNumber: Double?
  /// Whether the wavelength stands in the description alone.
  var isDescribed = false

  /// Only inside `callGDAL`.
  init(_ band: GDALRasterBandH) {
    let items = metadata(of: band, domain: nil)
    let imagery = metadata(of: band, domain: "IMAGERY")
    func first(_ names: [String]) -> String? { names.lazy.compactMap { items[$0] }.first }
    units = first(["wavelength_units", "wavelength_unit", "wavelength units", "wavelengthunits"])
    wavelength = first(
      BandLists.wavelengthNames + ["centre_wavelength", "central_wavelength", "wavelength_center"]
    ).flatMap(Self.length)
    for (key, unit) in [("wavelength_nm", "nm"), ("wavelength_um", "µm")] {
      if let value = items[key].flatMap(Double.init) {
        wavelength = wavelength ?? .init(value: value, unit: unit)
      }
    }
    width = first(BandLists.widthNames).flatMap(Self.length)
    good = first(BandLists.goodNames).flatMap { Double($0.trimmingCharacters(in: .whitespaces)) }
    if let value = imagery["central_wavelength_um"].flatMap(Double.init) {
      wavelength = wavelength ?? Length(value: value, unit: "µm")
    }
    if let value = imagery["fwhm_um"].flatMap(Double.init) {
      width = width ?? Length(value: value, unit: "µm")
    }
    let description = GDALGetDescription(band).map { String(cString: $0) } ?? ""
    plainNumber = Double(description.trimmingCharacters(in: .whitespaces))
    if wavelength == nil {
      wavelength = Self.described(description)
      isDescribed = wavelength != nil
    }
  }

  /// "450.5", "450.5 nm".
  private static func length(_ text: String) -> Length? {
    let text = text.trimmingCharacters(in: .whitespaces)
    return Double(text).map { Length(value: $0, unit: nil) } ?? described(text)
  }

  /// The first length in a text, "Band 1 (400.5 Nanometers)" or "B2 0.45 µm": the middle of a range.
  /// Nil for one that stands behind the name of a width.
  static func described(_ text: String) -> Length? {
    let pattern =
      #/(?:([0-9]+(?:\.[0-9]+)?)\s*(?:-|–|to)\s*)?([0-9]+(?:\.[0-9]+)?)\s*(nm|nanomet(?:er|re)s?|[uµμ]m|micromet(?:er|re)s?|microns?)(?![A-Za-z])/#
      .ignoresCase()
    for match in text.matches(of: pattern) {
      let before = text[..<match.range.lowerBound].lowercased()
        .trimmingCharacters(in: CharacterSet.alphanumerics.inverted)
      guard !["fwhm", "width", "bandwidth"].contains(where: { before.hasSuffix($0) }) else {
        continue
      }
      guard let end = Double(match.2) else { continue }
      let start = match.1.flatMap { Double($0) }
      return Length(value: start.map { ($0 + end) / 2 } ?? end, unit: String(match.3))
    }
    return nil
  }
}
