import Foundation

/// ENVI's `map info`, which NEON's files carry too: projection, reference pixel and its map
/// coordinates, pixel size, then what the projection needs, and `rotation=`.
struct MapInfo: Equatable {
  /// As in `Georeference`.
  var transform: [Double]
  /// "EPSG:…" where the projection and datum are among the usual.
  var crs: String?

  /// - Parameter text: without braces; nil if it has no six numbers after the projection.
  init?(_ text: String) {
    let fields = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
    guard fields.count >= 7 else { return nil }
    let numbers = fields[1...6].compactMap { Double($0) }
    guard numbers.count == 6, numbers.allSatisfy(\.isFinite), numbers[4] != 0, numbers[5] != 0
    else { return nil }
    let stated = fields.dropFirst(7).first { $0.lowercased().hasPrefix("rotation=") }
    let degrees = stated.flatMap { Double($0.dropFirst("rotation=".count)) } ?? 0
    let angle = degrees * .pi / 180
    // The grid turns about the reference pixel, whose upper-left corner is number (1, 1).
    let (across, down) = (numbers[0] - 1, numbers[1] - 1)
    let t1 = cos(angle) * numbers[4]
    let t2 = sin(angle) * numbers[4]
    let t4 = sin(angle) * numbers[5]
    let t5 = -cos(angle) * numbers[5]
    transform = [
      numbers[2] - across * t1 - down * t2, t1, t2, numbers[3] - across * t4 - down * t5, t4, t5,
    ]
    crs = Self.system(fields)
  }

  private static func system(_ fields: [String]) -> String? {
    let words = fields.dropFirst(7).map { $0.lowercased() }
    let isWGS84 = words.contains { $0.filter { $0 != "-" && $0 != " " } == "wgs84" }
    switch fields[0].lowercased() {
    case "utm":
      guard let zone = fields.dropFirst(7).first.flatMap({ Int($0) }), 1...60 ~= zone else {
        return nil
      }
      let isSouth = words.contains("south")
      if isWGS84 { return "EPSG:\((isSouth ? 32700 : 32600) + zone)" }
      let isNAD83 = words.contains { $0.contains("north america 1983") || $0 == "nad-83" }
      return isNAD83 && !isSouth && zone <= 23 ? "EPSG:\(26900 + zone)" : nil
    case "geographic lat/lon": return isWGS84 ? "EPSG:4326" : nil
    default: return nil
    }
  }
}
