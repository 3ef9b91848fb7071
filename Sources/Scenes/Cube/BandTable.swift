/// What is known of each band of a cube; every list is as long as the cube has bands, or absent.
public struct BandTable: Equatable, Sendable, Codable {
  /// Number of bands.
  public var count: Int
  /// Centre wavelengths in nanometres.
  public var wavelengths: [Double]?
  /// Full widths at half maximum in nanometres.
  public var widths: [Double]?
  /// Whether the band is fit for use; `false` for those that the file or descriptor calls bad.
  public var good: [Bool]

  public init(
    count: Int, wavelengths: [Double]? = nil, widths: [Double]? = nil, good: [Bool]? = nil
  ) {
    precondition(wavelengths.map { $0.count == count } ?? true, "wavelengths for \(count) bands")
    precondition(widths.map { $0.count == count } ?? true, "widths for \(count) bands")
    self.count = count
    self.wavelengths = wavelengths
    self.widths = widths
    self.good = good ?? Array(repeating: true, count: count)
    precondition(self.good.count == count, "good flags for \(count) bands")
  }

  /// Indices of the bands that are fit for use, ascending.
  public var goodIndices: [Int] { good.indices.filter { good[$0] } }

  /// The table of some of the bands, in the order given.
  public func selecting(_ indices: [Int]) -> BandTable {
    BandTable(
      count: indices.count,
      wavelengths: wavelengths.map { all in indices.map { all[$0] } },
      widths: widths.map { all in indices.map { all[$0] } },
      good: indices.map { good[$0] })
  }

  /// The band nearest to a wavelength in nanometres, or nil if wavelengths are unknown.
  public func nearest(to wavelength: Double) -> Int? {
    wavelengths?.indices.min {
      abs(wavelengths![$0] - wavelength) < abs(wavelengths![$1] - wavelength)
    }
  }
}
