/// Wavelengths that scenes of several sensors are brought to, evenly spaced.
public struct WavelengthGrid: Codable, Equatable, Sendable {
  /// The first wavelength, in nm.
  public var from: Double
  /// The last, in nm; left out if no step ends there.
  public var to: Double
  /// Distance of two, in nm.
  public var step: Double

  public init(from: Double = 400, to: Double = 2450, step: Double = 25) {
    self.from = from
    self.to = to
    self.step = step
  }

  /// In nm, ascending.
  public var wavelengths: [Double] {
    guard isSensible else { return [] }
    return (0...Int(((to - from) / step + 1e-9).rounded(.down))).map { from + Double($0) * step }
  }

  /// Whether it has two wavelengths or more, and not more than any network takes.
  public var isSensible: Bool {
    [from, to, step].allSatisfy { $0.isFinite } && from > 0 && step > 0 && to >= from + step
      && (to - from) / step < 10_000
  }

  /// "83 bands from 400 to 2450 nm".
  public var words: String {
    let all = wavelengths
    return "\(all.count) bands from \(Int(from.rounded())) to \(Int((all.last ?? to).rounded())) nm"
  }
}

/// For each wavelength of a grid, the bands of a sensor that it is made of, and their shares.
package struct GridShares: Sendable {
  package typealias Share = (band: Int, weight: Float)

  /// Empty for wavelengths that the sensor does not see.
  package let shares: [[Share]]

  /// Bands within a step count the less the farther they are; if there is none, the two on either
  /// side are interpolated.
  ///
  /// - Parameter bands: those that are taken, by their index in the cube, with their wavelengths in nm.
  package init(_ grid: WavelengthGrid, of bands: [(index: Int, wavelength: Double)]) {
    let sorted = bands.sorted { $0.wavelength < $1.wavelength }
    shares = grid.wavelengths.map { wanted in
      guard let first = sorted.first?.wavelength, let last = sorted.last?.wavelength,
        wanted >= first - grid.step / 2, wanted <= last + grid.step / 2
      else { return [] }
      let near = sorted.compactMap { band -> (Int, Double)? in
        let weight = 1 - abs(band.wavelength - wanted) / grid.step
        return weight > 0 ? (band.index, weight) : nil
      }
      let total = near.reduce(0) { $0 + $1.1 }
      if total > 0 { return near.map { ($0.0, Float($0.1 / total)) } }
      guard let above = sorted.firstIndex(where: { $0.wavelength > wanted }), above > 0 else {
        return []
      }
      let (low, high) = (sorted[above - 1], sorted[above])
      let share = (wanted - low.wavelength) / (high.wavelength - low.wavelength)
      return [(low.index, Float(1 - share)), (high.index, Float(share))]
    }
  }

  /// How many wavelengths of the grid the sensor sees.
  package var covered: Int { shares.count { !$0.isEmpty } }

  /// One spectrum on the grid. Missing values are left out; a wavelength without any is NaN, and one
  /// that the sensor does not see is 0, or NaN if all others are.
  package func apply<Value: BinaryFloatingPoint>(
    _ spectrum: UnsafePointer<Value>, to target: UnsafeMutablePointer<Value>
  ) {
    var hasValue = false
    for (place, own) in shares.enumerated() where !own.isEmpty {
      var sum: Value = 0
      var total: Value = 0
      for share in own {
        let value = spectrum[share.band]
        guard value.isFinite else { continue }
        sum += value * Value(share.weight)
        total += Value(share.weight)
      }
      target[place] = total > 0 ? sum / total : .nan
      hasValue = hasValue || total > 0
    }
    for (place, own) in shares.enumerated() where own.isEmpty {
      target[place] = hasValue ? 0 : .nan
    }
  }
}
