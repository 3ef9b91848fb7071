import Scenes

extension Report {
  /// Mean spectra by class, broken where the wavelengths jump.
  func spectraSection() -> String {
    guard let spectra, !spectra.spectra.isEmpty else { return "" }
    let order = spectra.order
    let isCalm = spectra.spectra.count <= 6
    let series = spectra.spectra.map { spectrum in
      let spread = isCalm && !spectrum.deviation.isEmpty
      let colour = classes.colour(of: spectrum.label)
      return LinePlot.Series(
        name: "\(code(of: spectrum.label)) \(classes.name(of: spectrum.label))",
        colour: colour.hexadecimal,
        points: order.map { entry in
          entry.flatMap { entry in
            spectrum.mean.indices.contains(entry.band)
              ? (x: entry.x, y: spectrum.mean[entry.band]) : nil
          }
        }, edge: colour.edge, endLabel: "\(code(of: spectrum.label))",
        spread: spread
          ? order.map { entry in
            entry.flatMap {
              spectrum.deviation.indices.contains($0.band) ? spectrum.deviation[$0.band] : nil
            } ?? .nan
          } : [])
    }
    var plot = LinePlot(
      title: "Mean spectra of the labelled pixels",
      x: spectra.wavelengths == nil ? "Band" : "Wavelength (nm)", y: spectra.quantity,
      series: series)
    plot.width = 1080
    plot.height = 360
    plot.isWhole = spectra.wavelengths == nil
    let hasSpread = series.contains { !$0.spread.isEmpty }
    return section(
      "spectra", "Mean spectra by class",
      lead: hasSpread
        ? "Lines are class means, bands one standard deviation. Lines break where bands were dropped."
        : "Lines are class means; they break where bands were dropped.",
      plot.figure())
  }
}

extension ClassSpectra {
  /// Where each band goes along x, ascending; nil between bands that are far apart, more than three
  /// times the usual spacing.
  var order: [(band: Int, x: Double)?] {
    let bands = spectra.map(\.mean.count).max() ?? 0
    guard let wavelengths else { return (0..<bands).map { ($0, Double($0 + 1)) } }
    let known = wavelengths.indices.filter { wavelengths[$0].isFinite && $0 < bands }
      .sorted { wavelengths[$0] < wavelengths[$1] }
    let steps = zip(known, known.dropFirst()).map { wavelengths[$1] - wavelengths[$0] }.sorted()
    let usual = steps.isEmpty ? 0 : steps[steps.count / 2]
    var result: [(band: Int, x: Double)?] = []
    for band in known {
      if let last = result.last, let last, usual > 0, wavelengths[band] - last.x > 3 * usual {
        result.append(nil)
      }
      result.append((band, wavelengths[band]))
    }
    return result
  }
}
