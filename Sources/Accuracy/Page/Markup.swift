import Foundation
import Scenes

/// Text made safe for HTML and SVG, in content and in quoted attributes.
func escaped(_ text: String) -> String {
  var result = ""
  result.reserveCapacity(text.utf8.count)
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    // Control characters are not allowed in HTML, even escaped.
    case let other where other.value < 0x20 && !["\n", "\t"].contains(other): result += "\u{FFFD}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// Text made safe as by `escaped`, and what stands between backticks set as a command.
func withCommands(_ text: String) -> String {
  escaped(text).replacing(#/`([^`]+)`/#) { "<code>\($0.1)</code>" }
}

/// A share as per cent, "98.66 %", its space unbreakable; "–" where absent; never "100" for less
/// than everything, nor "0" for more than nothing.
func percent(_ share: Double?, digits: Int = 2) -> String {
  guard let share = share.finite else { return "–" }
  let scale = pow(10, Double(digits))
  var rounded = (share * 100 * scale).rounded() / scale
  if share < 1 && rounded >= 100 { rounded = 100 - 1 / scale }
  if share > 0 && rounded <= 0 { rounded = 1 / scale }
  return "\(decimal(rounded, digits: digits))\u{A0}%"
}

/// An interval of shares, "98.41–98.87 %".
func percent(_ interval: Interval?, digits: Int = 2) -> String {
  guard let interval else { return "–" }
  let lower = percent(interval.lower, digits: digits).dropLast(2)
  return "\(lower)–\(percent(interval.upper, digits: digits))"
}

/// A number with a fixed count of decimals; "–" where absent.
func decimal(_ value: Double?, digits: Int) -> String {
  guard let value = value.finite else { return "–" }
  let text = String(format: "%.\(digits)f", value)
  return text.hasPrefix("-") ? "−" + text.dropFirst() : text
}

/// A whole number with thin spaces between thousands, "10 249"; "–" where absent.
func grouped(_ value: Int?) -> String {
  guard let value else { return "–" }
  let digits = Array(String(value.magnitude))
  var text = value < 0 ? "−" : ""
  for (index, digit) in digits.enumerated() {
    if index > 0 && (digits.count - index).isMultiple(of: 3) { text += "\u{202F}" }
    text.append(digit)
  }
  return text
}

/// An area in the unit that suits it, "36.2 ha", or with the half width of its interval in the same
/// unit, "2.03 ± 0.04 km²".
func area(_ squareMetres: Double, halfWidth: Double? = nil) -> String {
  let (unit, size, digits): (String, Double, Int) =
    switch squareMetres {
    case 1e8...: ("km²", 1e6, 0)
    case 1e6...: ("km²", 1e6, 2)
    case 1e4...: ("ha", 1e4, 1)
    default: ("m²", 1, 0)
    }
  let half = halfWidth.map { " ± \(decimal($0 / size, digits: digits))" } ?? ""
  return "\(decimal(squareMetres / size, digits: digits))\(half) \(unit)"
}

extension Colour {
  /// Relative luminance, 0 to 1 (WCAG 2).
  private var luminance: Double {
    let linear = { (channel: UInt8) in
      let value = Double(channel) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// Class of the edge that a thin line of this colour needs: "pale" on white paper, "deep" on a
  /// dark ground, where its contrast is below 2; nil if it is seen on both.
  var edge: String? {
    if 1.05 / (luminance + 0.05) < 2 { return "pale" }
    return (luminance + 0.05) / 0.058 < 2 ? "deep" : nil
  }
}

/// The ink of lines that are no class, with what it is outside of the page.
enum PlotInk {
  static let accent = "var(--accent,#0d6863)"
  static let soft = "var(--soft,#566170)"
  static let amber = "var(--amber,#b27512)"
  static let faint = "var(--faint,#b4bdc8)"
  /// Methods of a study, seen on white and on dark paper.
  static let several = [
    "#1f8a83", "#c8622a", "#4f78c4", "#a257a8", "#7f8f1e", "#c94d63", "#7a8796", "#2b9bc0",
  ]
}
