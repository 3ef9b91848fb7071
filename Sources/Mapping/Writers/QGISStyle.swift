internal import Scenes

/// A layer style of QGIS (.qml) that shows a class map in its colours, its legend the classes' names.
///
/// QGIS applies `map.qml` by itself when `map.tif` is opened. Without it QGIS lists all 256 entries
/// of an 8-bit palette.
func qgisStyle(of layout: MapLayout) -> String {
  let entries = layout.classes.entries.map { entry in
    "        <paletteEntry value=\"\(entry.code)\" color=\"\(entry.colour.hexadecimal)\" "
      + "label=\"\(attribute(entry.name))\" alpha=\"255\"/>"
  }
  return """
    <!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
    <!-- \(OwnMark.software) -->
    <qgis version="3.22" styleCategories="Symbology">
      <pipe>
        <rasterrenderer type="paletted" band="1" opacity="1" alphaBand="-1" nodataColor="">
          <colorPalette>
    \(entries.joined(separator: "\n"))
          </colorPalette>
        </rasterrenderer>
      </pipe>
    </qgis>

    """
}

/// Text as it stands in a quoted attribute of XML, which allows no control character.
private func attribute(_ text: String) -> String {
  text.unicodeScalars.map { scalar in
    switch scalar {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    case "\"": "&quot;"
    case "\u{0}"..."\u{1F}", "\u{7F}", "\u{FFFE}", "\u{FFFF}": " "
    default: String(scalar)
    }
  }.joined()
}
