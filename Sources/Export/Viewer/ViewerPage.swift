internal import Accuracy
internal import Foundation
internal import Scenes

/// A page that shows a scene and its map side by side and needs no server: pictures, numbers and
/// program are in one file, and nothing is fetched.
struct ViewerPage {
  private let export: RunExport
  private let map: LabelMap
  private let classes: ClassTable

  /// Pixels of a picture's longer side at most; larger scenes are thinned out.
  static let longestSide = 2048

  init(_ export: RunExport, _ map: LabelMap) {
    self.export = export
    self.map = map
    classes = export.earlier?.map.classes ?? export.report.classes
  }

  /// - Throws: `SceneError` if the scene cannot be read.
  func html() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // In a script's text only "<" could end it.
    let data = String(decoding: try encoder.encode(try contents()), as: UTF8.self)
      .replacing("<", with: "\\u003c")
    let title = escaped(export.report.title)
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="generator" content="\(OwnMark.software) \(export.version)">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
      style-src 'unsafe-inline'; script-src 'unsafe-inline'">
      <title>\(title)</title>
      <style>
      \(viewerStyle)</style>
      </head>
      <body>
      \(viewerBody(title: title))<script type="application/json" id="data">\(data)</script>
      <script>
      \(viewerProgram)</script>
      </body>
      </html>

      """
  }

  /// Distance of the pixels that are shown: 1 shows all.
  private var step: Int {
    max(1, (max(map.rows, map.columns) + Self.longestSide - 1) / Self.longestSide)
  }

  private func contents() throws -> JSONValue {
    let report = export.report
    var layers: [JSONValue] = [
      [
        "name": "Scene",
        "source": .text(
          address(try falseColour(of: export.scene, longestSide: Self.longestSide).png())),
      ],
      ["name": "Map", "isClasses": true, "source": .text(address(try indices(of: map).png()))],
    ]
    if let earlier = export.earlier {
      layers.append([
        "name": .text("Earlier map (\(earlier.name))"), "isClasses": true,
        "source": .text(address(try indices(of: earlier.map).png())),
      ])
    }
    let areas = self.areas(of: map)
    let before = export.earlier.map { self.areas(of: $0.map) }
    return [
      "step": .whole(step), "rows": .whole(map.rows), "columns": .whole(map.columns),
      "layers": .list(layers),
      "unit": .text(report.pixelAreas == nil ? "pixels" : "ha"),
      "classes": .list(
        classes.entries.enumerated().map { index, entry in
          let known: JSONValue = [
            "code": .whole(entry.code), "name": .text(entry.name),
            "colour": .text(entry.colour.hexadecimal), "area": .number(areas[index + 1]),
          ]
          return known.with("before", before.map { JSONValue.number($0[index + 1]) })
        }), "spectra": spectra,
      "transform": export.scene.georeference.map { JSONValue.numbers($0.transform) } ?? .null,
    ]
  }

  private var spectra: JSONValue {
    guard let spectra = export.report.spectra else { return .null }
    return [
      "wavelengths": spectra.wavelengths.map(JSONValue.numbers) ?? .null,
      "quantity": .text(spectra.quantity),
      "lines": .list(
        spectra.spectra.map { line in
          [
            "row": .whole(line.label),
            // Five digits are more than a line shows.
            "mean": .numbers(line.mean.map(Self.rounded)),
            "deviation": .numbers(line.deviation.map(Self.rounded)),
          ]
        }),
    ]
  }

  private static func rounded(_ value: Double) -> Double {
    Double(String(format: "%.5g", value)) ?? value
  }

  /// Area of each row of the classes: in hectares, or in pixels if areas are not known.
  private func areas(of map: LabelMap) -> [Double] {
    var areas = [Double](repeating: 0, count: classes.count + 1)
    let weights = export.report.pixelAreas?.map { $0 / 1e4 }
    for row in 0..<map.rows {
      let weight = weights?[row] ?? 1
      for column in 0..<map.columns { areas[Int(map.values[row * map.columns + column])] += weight }
    }
    return areas
  }

  /// A picture whose red and green are the lower and the upper byte of each pixel's class.
  private func indices(of map: LabelMap) -> Picture {
    let step = step
    let (width, height) = ((map.columns + step - 1) / step, (map.rows + step - 1) / step)
    var picture = Picture(
      width: width, height: height, filled: Colour(red: 0, green: 0, blue: 0))
    picture.pixels.withUnsafeMutableBufferPointer { pixels in
      for y in 0..<height {
        // The pixels that the picture of the scene shows.
        let row = min(map.rows - 1, y * step + step / 2)
        for x in 0..<width {
          let column = min(map.columns - 1, x * step + step / 2)
          let value = map.values[row * map.columns + column]
          pixels[3 * (y * width + x)] = UInt8(value & 0xFF)
          pixels[3 * (y * width + x) + 1] = UInt8(value >> 8)
        }
      }
    }
    return picture
  }

  private func address(_ png: [UInt8]) -> String {
    "data:image/png;base64," + Data(png).base64EncodedString()
  }
}

/// Text as it stands in HTML.
func escaped(_ text: String) -> String {
  text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    .replacing("\"", with: "&quot;")
}
