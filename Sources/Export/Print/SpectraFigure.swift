internal import Accuracy
internal import Foundation
internal import Scenes

/// The mean spectrum of each class over wavelength, with a legend.
struct SpectraFigure {
  private let report: Report
  private let spectra: ClassSpectra

  init(_ report: Report, _ spectra: ClassSpectra) {
    self.report = report
    self.spectra = spectra
  }

  var drawing: Drawing {
    let count = spectra.spectra.first?.mean.count ?? 0
    let bands = spectra.wavelengths ?? (0..<count).map { Double($0 + 1) }
    let across = AxisScale(spanning: bands, isTight: true)
    let upward = AxisScale(spanning: [0] + spectra.spectra.flatMap(\.mean))
    let title = "Mean spectra, \(report.title)"
    let (left, top, wide, tall) = (84.0, 52.0, 400.0, 280.0)
    let legend = Double(spectra.spectra.count) * 14
    var sheet = Drawing(
      width: left + wide + 190, height: max(top + tall, top + legend) + 52, title: title)
    func x(_ value: Double) -> Double {
      left + wide * (value - across.lower) / (across.upper - across.lower)
    }
    func y(_ value: Double) -> Double {
      top + tall * (1 - (value - upward.lower) / (upward.upper - upward.lower))
    }
    sheet.rectangle(0, 0, sheet.width, sheet.height, fill: Drawing.paper)
    sheet.words(title, 24, 32, size: 13)
    let pale = Colour(red: 0xDD, green: 0xDD, blue: 0xDD)
    for tick in upward.ticks {
      sheet.line([(left, y(tick.value)), (left + wide, y(tick.value))], pale, width: 0.5)
      sheet.words(tick.label, left - 6, y(tick.value) + 3, anchor: .end)
    }
    for tick in across.ticks {
      sheet.line([(x(tick.value), top + tall), (x(tick.value), top + tall + 4)])
      sheet.words(tick.label, x(tick.value), top + tall + 15, anchor: .middle)
    }
    sheet.line([(left, top), (left, top + tall), (left + wide, top + tall)])
    sheet.words(
      spectra.wavelengths == nil ? "Band" : "Wavelength (nm)", left + wide / 2, top + tall + 32,
      anchor: .middle)
    sheet.words(spectra.quantity, 32, top + tall / 2, anchor: .middle, isUpright: true)
    let order = bands.indices.sorted { bands[$0] < bands[$1] }
    let gaps = zip(order, order.dropFirst()).map { bands[$1] - bands[$0] }.sorted()
    let usual = gaps.isEmpty ? 1 : gaps[gaps.count / 2]
    for (place, line) in spectra.spectra.enumerated() {
      let colour = report.classes.colour(of: line.label)
      // Bands that were left out are no line.
      var points: [(x: Double, y: Double)] = []
      var last = -Double.infinity
      for band in order {
        let isJoined = line.mean[band].isFinite && bands[band] - last <= 4 * usual
        if !isJoined {
          if points.count > 1 { sheet.line(points, colour, width: 1.1) }
          points = []
        }
        guard line.mean[band].isFinite else { continue }
        points.append((x(bands[band]), y(line.mean[band])))
        last = bands[band]
      }
      if points.count > 1 { sheet.line(points, colour, width: 1.1) }
      let level = top + 6 + 14 * Double(place)
      sheet.line([(left + wide + 14, level), (left + wide + 32, level)], colour, width: 2)
      sheet.words(report.classes.name(of: line.label), left + wide + 38, level + 3)
    }
    return sheet
  }
}
