internal import Foundation

/// The bands of a sensor, taken from a scene of it, to which spectra of a library are resampled.
struct SensorBands {
  private let file: String
  private let bands: BandTable
  private let wavelengths: [Double]
  /// Bands that the descriptor drops or the scene calls bad: no spectrum needs a value there.
  private let unused: Set<Int>

  /// - Throws: `SceneError` if the scene cannot be opened or does not state its wavelengths.
  init(_ scene: String, descriptor: SceneDescriptor) throws {
    var own = SceneDescriptor()
    (own.drop, own.cube, own.axes) = (descriptor.drop, descriptor.cube, descriptor.axes)
    let opened = try Scene.open(scene, descriptor: own)
    file = scene
    bands = opened.cube.bands
    guard let wavelengths = bands.wavelengths else {
      throw SceneError(
        file: scene,
        problem: "does not state the wavelengths of its bands, to which spectra are resampled",
        remedy: "Name a scene that does, or add them to it")
    }
    self.wavelengths = wavelengths
    unused = Set(0..<bands.count).subtracting(opened.keptBands)
  }

  /// What a library's spectra would be if the sensor had measured them.
  ///
  /// A band weighs the wavelengths of a spectrum by a Gaussian of the band's full width at half
  /// maximum, if that is known and the spectrum is sampled finely enough: at least three wavelengths
  /// within it. The width of the spectrum's own bands, if known, is taken off, since it is in the
  /// values already. Otherwise a band is interpolated between the two wavelengths beside it.
  ///
  /// - Returns: the sensor's bands, a spectrum for each in the library, and what was done.
  /// - Throws: `SceneError` if the library has no wavelengths, or none that a band in use needs.
  func resampled(_ library: SpectralLibrary) throws -> (BandTable, [Float], [String]) {
    let found = try library.tables.map { try weights(of: $0, library) }
    var values: [Float] = []
    values.reserveCapacity(library.spectra.count * bands.count)
    for spectrum in library.spectra {
      let good = library.tables[spectrum.table].good
      for shares in found[spectrum.table].shares {
        var (sum, total) = (0.0, 0.0)
        for share in shares where good[share.band] && spectrum.values[share.band].isFinite {
          sum += share.weight * Double(spectrum.values[share.band])
          total += share.weight
        }
        // Where most of what a band sees is missing, its value is not known.
        values.append(total > 0.5 ? Float(sum / total) : .nan)
      }
    }
    var remarks: [String] = []
    let gaussian = found.reduce(0) { $0 + $1.gaussian }
    let linear = found.reduce(0) { $0 + $1.linear }
    if gaussian > 0 {
      remarks.append(
        "resampled to \(file): Gaussian by the full width at half maximum for "
          + counted(gaussian, "band"))
    }
    if linear > 0 {
      remarks.append(
        "resampled to \(file): interpolated linearly for \(counted(linear, "band")), since "
          + (bands.widths == nil
            ? "the scene states no widths" : "the library is sampled too coarsely"))
    }
    return (bands, values, remarks)
  }

  private typealias Share = (band: Int, weight: Double)

  private func weights(
    of table: BandTable, _ library: SpectralLibrary
  ) throws -> (shares: [[Share]], gaussian: Int, linear: Int) {
    guard let own = table.wavelengths, own.allSatisfy(\.isFinite) else {
      throw SceneError(
        file: library.file,
        problem: "does not state its wavelengths, without which it cannot be resampled",
        remedy: "State them with `wavelength` in a scene descriptor, or leave out --sensor if its "
          + "bands are those of the scene")
    }
    let order = own.indices.sorted { own[$0] < own[$1] }
    var shares: [[Share]] = []
    var outside: [Int] = []
    var (gaussian, linear) = (0, 0)
    for (band, centre) in wavelengths.enumerated() {
      guard let above = order.firstIndex(where: { own[$0] >= centre }),
        above > 0 || own[order[above]] == centre
      else {
        if !unused.contains(band) { outside.append(band) }
        shares.append([])
        continue
      }
      if let width = bands.widths?[band], width > 0,
        let found = Self.gaussian(centre, width, table, own, order)
      {
        shares.append(found)
        gaussian += unused.contains(band) ? 0 : 1
        continue
      }
      linear += unused.contains(band) ? 0 : 1
      let (high, low) = (order[above], order[max(0, above - 1)])
      let span = own[high] - own[low]
      let share = span > 0 ? (centre - own[low]) / span : 1
      shares.append(share >= 1 ? [(high, 1)] : [(low, 1 - share), (high, share)])
    }
    guard outside.isEmpty else { throw beyond(outside, own, library) }
    return (shares, gaussian, linear)
  }

  /// Nil if fewer than three wavelengths of the spectrum lie within the width.
  private static func gaussian(
    _ centre: Double, _ width: Double, _ table: BandTable, _ own: [Double], _ order: [Int]
  ) -> [Share]? {
    let near = order.indices.filter { abs(own[order[$0]] - centre) <= 1.5 * width }
    guard near.count(where: { abs(own[order[$0]] - centre) <= width / 2 }) >= 3 else { return nil }
    let found = near.map { place -> Share in
      let band = order[place]
      let blurred = table.widths.map { $0[band] } ?? 0
      let needed = max(width * width - blurred * blurred, width * width / 100).squareRoot()
      let distance = (own[band] - centre) / needed
      // The stretch of wavelengths that a value stands for.
      let before = own[order[max(0, place - 1)]]
      let after = own[order[min(order.count - 1, place + 1)]]
      return (band, exp(-4 * log(2) * distance * distance) * (after - before) / 2)
    }
    let total = found.reduce(0) { $0 + $1.weight }
    guard total > 0 else { return nil }
    return found.map { ($0.band, $0.weight / total) }
  }

  private func beyond(
    _ outside: [Int], _ own: [Double], _ library: SpectralLibrary
  ) -> SceneError {
    let (low, high) = (own.min() ?? 0, own.max() ?? 0)
    return SceneError(
      file: library.file,
      problem: "has wavelengths from \(rounded(low)) to \(rounded(high)) nm; "
        + "\(counted(outside.count, "band")) of \(file) lie outside of them, such as "
        + "\(rounded(wavelengths[outside[0]])) nm",
      remedy: "Drop these bands: --set \"scene.drop=[\(ranges(outside))]\"")
  }

  private func rounded(_ wavelength: Double) -> String { String(format: "%.1f", wavelength) }

  /// "1, 2, 104-108", counted from 1.
  private func ranges(_ places: [Int]) -> String {
    var parts: [ClosedRange<Int>] = []
    for place in places.map({ $0 + 1 }) {
      if let last = parts.last, last.upperBound + 1 == place {
        parts[parts.count - 1] = last.lowerBound...place
      } else {
        parts.append(place...place)
      }
    }
    return parts.map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
    }.joined(separator: ", ")
  }
}
