/// Mean spectra of the labelled pixels, by class.
public struct ClassSpectra: Equatable, Sendable {
  public struct Spectrum: Equatable, Sendable {
    /// Class number, from 1.
    public var label: Int
    /// Mean of each band; not finite where unknown.
    public var mean: [Double]
    /// Standard deviation of each band; empty where unknown.
    public var deviation: [Double]

    public init(label: Int, mean: [Double], deviation: [Double] = []) {
      self.label = label
      self.mean = mean
      self.deviation = deviation
    }
  }

  /// Centre wavelengths of the bands in nanometres, in any order; nil if unknown.
  public var wavelengths: [Double]?
  public var spectra: [Spectrum]
  /// What the values are, such as "Reflectance" or "Radiance (W m⁻² sr⁻¹ µm⁻¹)".
  public var quantity: String

  public init(wavelengths: [Double]?, spectra: [Spectrum], quantity: String = "Reflectance") {
    self.wavelengths = wavelengths
    self.spectra = spectra
    self.quantity = quantity
  }
}
