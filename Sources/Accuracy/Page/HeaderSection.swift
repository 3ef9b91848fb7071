import Foundation
import Scenes

extension Report {
  /// Title, what was mapped and where it lies, dates, and links to the files.
  func headerSection() -> String {
    var facts: [String] = []
    if let scene {
      facts.append("<b>\(escaped(scene.file))</b>")
      facts.append(
        "\(grouped(scene.rows)) × \(grouped(scene.columns)) pixels × \(grouped(scene.bands)) bands")
    }
    facts.append(counted(shownClasses.count, "class"))
    if let split {
      facts.append(escaped(split.strategy) + (split.seed.map { ", seed \($0)" } ?? ""))
    }
    var second =
      scene?.place.map { place in
        [
          escaped(place.code.map { "\(place.crs) (\($0))" } ?? place.crs),
          "pixel \(pixelSize(place))", coordinates(place),
        ]
      } ?? []
    if let acquired = scene?.acquired { second.append("acquired \(escaped(acquired))") }
    if let date = scene?.fileDate { second.append("scene file of \(escaped(date))") }
    if let made { second.append("report of \(escaped(made))") }
    let links = files.map { "<a href=\"\(escaped($0.address))\">\(escaped($0.name))</a>" }
    return """
      <header>
      <p class="over">Accuracy report</p>
      <h1>\(escaped(title))</h1>
      \(line(facts))\(line(second))\(line(links))
      </header>
      """
  }

  private func line(_ facts: [String]) -> String {
    facts.isEmpty ? "" : "<p class=\"facts\">\(facts.joined(separator: "<i></i>"))</p>"
  }

  /// "5 m" of a square pixel, "4.9 × 7.2 m" of another.
  private func pixelSize(_ place: GroundPlace) -> String {
    let (across, down) = (length(place.columnMetres), length(place.rowMetres))
    return across == down ? across : "\(across) × \(down)"
  }

  /// "52.3912° N, 13.0645° E": the centre.
  private func coordinates(_ place: GroundPlace) -> String {
    let latitude = decimal(abs(place.latitude), digits: 4)
    let longitude = decimal(abs(place.longitude), digits: 4)
    return "centre \(latitude)° \(place.latitude < 0 ? "S" : "N"), "
      + "\(longitude)° \(place.longitude < 0 ? "W" : "E")"
  }
}
