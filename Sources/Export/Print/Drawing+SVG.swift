internal import Foundation
internal import Scenes

extension Drawing {
  /// The figure as Scalable Vector Graphics.
  ///
  /// - Throws: `SceneError` if a picture cannot be encoded.
  func svg() throws -> String {
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<!-- \(OwnMark.software) -->",
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(short(width))pt\" "
        + "height=\"\(short(height))pt\" viewBox=\"0 0 \(short(width)) \(short(height))\" "
        + "font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\">",
      "<title>\(escaped(title))</title>",
    ]
    for element in elements {
      switch element {
      case .path(let points, let isClosed, let fill, let stroke):
        let places = points.map { "\(short($0.x)) \(short($0.y))" }
        lines.append(
          "<path d=\"M\(places.joined(separator: "L"))\(isClosed ? "Z" : "")\" "
            + "fill=\"\(fill?.hexadecimal ?? "none")\""
            + (stroke.map {
              " stroke=\"\($0.colour.hexadecimal)\" stroke-width=\"\(short($0.width))\" "
                + "stroke-linejoin=\"round\""
            } ?? "") + "/>")
      case .words(let words):
        let place = "x=\"\(short(words.x))\" y=\"\(short(words.y))\""
        let turn =
          words.isUpright ? " transform=\"rotate(-90 \(short(words.x)) \(short(words.y)))\"" : ""
        let printable = words.text.map { $0.isNewline ? " " : $0 }
        lines.append(
          "<text \(place) font-size=\"\(short(words.size))\" "
            + "text-anchor=\"\(words.anchor.rawValue)\" fill=\"\(words.colour.hexadecimal)\""
            + "\(turn)>\(escaped(String(printable)))</text>")
      case .picture(let picture, let x, let y, let width, let height):
        let data = Data(try picture.png()).base64EncodedString()
        lines.append(
          "<image x=\"\(short(x))\" y=\"\(short(y))\" width=\"\(short(width))\" "
            + "height=\"\(short(height))\" preserveAspectRatio=\"none\" "
            + "style=\"image-rendering:pixelated\" href=\"data:image/png;base64,\(data)\"/>")
      }
    }
    return (lines + ["</svg>", ""]).joined(separator: "\n")
  }
}
