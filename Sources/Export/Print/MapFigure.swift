internal import Accuracy
internal import Foundation
internal import Scenes

/// A picture of the scene with title, legend, scale bar and north arrow.
struct MapFigure {
  private let report: Report
  private let title: String
  private let key: MapKey

  private static let margin = 24.0
  /// Of the picture's longer side.
  private static let side = 432.0
  private static let keyWidth = 168.0
  private static let line = 15.0

  init(_ report: Report, title: String, key: MapKey) {
    self.report = report
    self.title = title
    self.key = key
  }

  func drawing(_ picture: Picture?) -> Drawing {
    let picture = picture ?? Picture(width: 1, height: 1, filled: Drawing.paper)
    let scale = Self.side / Double(max(picture.width, picture.height))
    let (wide, tall) = (Double(picture.width) * scale, Double(picture.height) * scale)
    let classes = report.shownClasses
    // As many columns as the height of the picture asks for.
    let perColumn = max(12, Int(tall / Self.line))
    let columns: Int
    switch key {
    case .classes: columns = (classes.count + perColumn - 1) / perColumn
    case .ramp: columns = 1
    case .none: columns = 0
    }
    let (left, top) = (Self.margin, Self.margin + 22)
    let keyHeight = Double(min(perColumn, classes.count)) * Self.line
    let bottom = top + max(tall, columns == 0 ? 0 : keyHeight)
    let heading = Helvetica.width(title, size: 13)
    var sheet = Drawing(
      width: max(
        wide + Double(columns) * Self.keyWidth + (columns > 0 ? 14 : 0), heading) + 2
        * Self.margin, height: bottom + 40 + Self.margin / 2, title: title)
    sheet.rectangle(0, 0, sheet.width, sheet.height, fill: Drawing.paper)
    sheet.words(title, left, Self.margin + 8, size: 13)
    sheet.add(.picture(picture, x: left, y: top, width: wide, height: tall))
    sheet.rectangle(
      left, top, wide, tall, stroke: Drawing.Stroke(colour: Drawing.soft, width: 0.5))
    switch key {
    case .none: break
    case .classes: addLegend(&sheet, classes, perColumn, x: left + wide + 14, y: top)
    case .ramp(let floor): addRamp(&sheet, floor, x: left + wide + 14, y: top)
    }
    addRuler(&sheet, picture, scale, x: left, y: bottom + 20, wide: wide)
    return sheet
  }

  private func addLegend(
    _ sheet: inout Drawing, _ classes: [Int], _ perColumn: Int, x: Double, y: Double
  ) {
    for (place, row) in classes.enumerated() {
      let left = x + Double(place / perColumn) * Self.keyWidth
      let top = y + Double(place % perColumn) * Self.line
      sheet.rectangle(
        left, top, 11, 11, fill: report.classes.colour(of: row),
        stroke: Drawing.Stroke(colour: Drawing.soft, width: 0.4))
      sheet.words(
        fitting(report.classes.name(of: row), Self.keyWidth - 22), left + 17, top + 9)
    }
  }

  /// As much of a text as there is room for.
  private func fitting(_ text: String, _ room: Double) -> String {
    guard Helvetica.width(text, size: 9) > room else { return text }
    var cut = text
    while !cut.isEmpty, Helvetica.width(cut + "...", size: 9) > room { cut.removeLast() }
    return cut + "..."
  }

  private func addRamp(_ sheet: inout Drawing, _ floor: Double, x: Double, y: Double) {
    let values = (0..<128).map { Float(1 - (1 - floor) * Double($0) / 127) }
    if let ramp = MapPictures.confidence(values, rows: 128, columns: 1, floor: floor) {
      sheet.add(.picture(ramp, x: x, y: y, width: 14, height: 140))
    }
    for (share, value) in [(0.0, 1.0), (0.5, (1 + floor) / 2), (1.0, floor)] {
      sheet.words(
        short(value) + (share == 1 && floor > 0 ? " or less" : ""), x + 20,
        y + 7 + 133 * share)
    }
  }

  /// A bar in metres and north, or a bar in pixels if the scene does not say where it lies.
  private func addRuler(
    _ sheet: inout Drawing, _ picture: Picture, _ scale: Double, x: Double, y: Double,
    wide: Double
  ) {
    let ruler = report.scene.flatMap { scene in
      scene.place.flatMap { MapRuler($0, width: scene.columns, isTurned: false) }
    }
    let columns = report.scene?.columns ?? picture.width
    var bar = (share: 0.0, label: "")
    if let ruler {
      bar = (ruler.share, length(ruler.metres).replacing("\u{A0}", with: " "))
    } else {
      let power = pow(10, log10(max(3, Double(columns)) / 3).rounded(.down))
      let pixels = [5, 2, 1].map { $0 * power }.first { $0 <= Double(columns) / 3 } ?? power
      bar = (pixels / Double(columns), "\(Int(pixels)) pixels")
    }
    let end = x + wide * bar.share
    sheet.line([(x, y - 4), (x, y), (end, y), (end, y - 4)], width: 1.25)
    sheet.words(bar.label, end + 6, y)
    guard let ruler else { return }
    let (middle, centre) = (x + wide - 12, y - 2)
    let turn = ruler.north * .pi / 180
    let arrow = [(0.0, -11.0), (5, 8), (0, 5), (-5, 8)].map { point in
      (
        x: middle + point.0 * cos(turn) - point.1 * sin(turn),
        y: centre + point.0 * sin(turn) + point.1 * cos(turn)
      )
    }
    sheet.add(.path(arrow, isClosed: true, fill: Drawing.ink, stroke: nil))
    sheet.words("N", middle - 18, centre + 4, size: 10, anchor: .middle)
  }
}
