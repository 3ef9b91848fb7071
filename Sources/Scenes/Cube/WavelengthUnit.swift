/// What a list of wavelengths counts in.
enum WavelengthUnit: Equatable {
  /// Nanometres in one unit.
  case length(Double)
  /// Waves in one centimetre.
  case wavenumber
  /// Hertz in one unit.
  case frequency(Double)
  /// The numbers of the bands.
  case index
  case unstated

  /// Nil for a text that is no unit of light.
  init?(_ text: String?) {
    let text = (text ?? "").lowercased().filter { !$0.isWhitespace && !"[]()\"'".contains($0) }
    switch text {
    case "", "unknown": self = .unstated
    case "nm", "nanometer", "nanometers", "nanometre", "nanometres", "nano-meters":
      self = .length(1)
    case "um", "µm", "μm", "mum", "micrometer", "micrometers", "micrometre", "micrometres",
      "micron",
      "microns", "micro-meters":
      self = .length(1000)
    case "mm", "millimeter", "millimeters", "millimetre", "millimetres": self = .length(1e6)
    case "cm", "centimeter", "centimeters", "centimetre", "centimetres": self = .length(1e7)
    case "m", "meter", "meters", "metre", "metres": self = .length(1e9)
    case "å", "a", "angstrom", "angstroms", "ångström": self = .length(0.1)
    case "cm-1", "cm^-1", "cm**-1", "1/cm", "cm⁻¹", "wavenumber", "wavenumbers": self = .wavenumber
    case "hz", "hertz": self = .frequency(1)
    case "mhz", "megahertz": self = .frequency(1e6)
    case "ghz", "gigahertz": self = .frequency(1e9)
    case "thz", "terahertz": self = .frequency(1e12)
    case "index", "indices", "band", "bands", "bandnumber": self = .index
    default: return nil
    }
  }

  /// The wavelength in nm.
  func nanometres(_ value: Double) -> Double {
    switch self {
    case .length(let size): value * size
    case .wavenumber: 1e7 / value
    case .frequency(let size): 299_792_458e9 / (value * size)
    case .index, .unstated: value
    }
  }

  /// A width around a centre, both in this unit, in nm.
  func width(_ width: Double, around centre: Double) -> Double {
    switch self {
    case .length, .index, .unstated: nanometres(width)
    case .wavenumber, .frequency:
      abs(nanometres(centre - width / 2) - nanometres(centre + width / 2))
    }
  }
}
