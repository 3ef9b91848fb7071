import Foundation
package import Scenes

/// The scale bar and north arrow below a picture of the scene.
package struct MapRuler {
  /// Length of the bar in metres: 1, 2 or 5 times a power of ten, at most a third of the picture.
  package let metres: Double
  /// Its share of the picture's width.
  package let share: Double
  /// Where north is, in degrees clockwise from the picture's upper edge.
  package let north: Double

  /// - Parameters:
  ///   - width: columns of the picture, or its rows if it is turned.
  ///   - isTurned: whether the picture is turned a quarter to the left.
  /// - Returns: nil if the picture's size on the ground is not known.
  package init?(_ place: GroundPlace, width: Int, isTurned: Bool) {
    let across = Double(width) * (isTurned ? place.rowMetres : place.columnMetres)
    guard across.isFinite, across > 0 else { return nil }
    let power = pow(10, log10(across / 3).rounded(.down))
    metres = [5, 2, 1].map { $0 * power }.first { $0 <= across / 3 } ?? power
    share = metres / across
    north = place.north - (isTurned ? 90 : 0)
  }

  var html: String {
    "<div class=\"ruler\"><i style=\"width:\(decimal(100 * share, digits: 2))%\"></i>"
      + "\(length(metres))<svg viewBox=\"-8 -8 16 16\" role=\"img\" aria-label=\"north arrow\">"
      + "<g transform=\"rotate(\(short(north)))\"><path d=\"M0 -8L4.6 7L0 4.2L-4.6 7Z\"/></g></svg>"
      + "N</div>"
  }
}

/// A length in the unit that suits it: "30 m", "2.5 km", "45 cm".
package func length(_ metres: Double) -> String {
  let (unit, size) = metres >= 1000 ? ("km", 1000.0) : metres >= 1 ? ("m", 1) : ("cm", 0.01)
  let value = metres / size
  // Three digits, without zeros at the end.
  let digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  var text = decimal(value, digits: digits)
  if digits > 0 {
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
  }
  return "\(text)\u{A0}\(unit)"
}
