internal import Foundation

/// The grid of an HDF-EOS5 file, from the text that every such file carries
/// (NASA EED2-175-002, "HDF-EOS Interface Based on HDF5").
enum HDFEOSGrid {
  /// Nil if there is none of that name, or its projection is neither one of those known nor named
  /// by an attribute `epsg_code` of the grid, as Tanager's.
  static func georeference(of file: HDF5File, grid name: String) -> Georeference? {
    let path = "/HDFEOS INFORMATION/StructMetadata.0"
    guard let text = try? file.texts(path).first,
      let start = text.range(of: "GridName=\"\(name)\"")
    else { return nil }
    var values: [String: String] = [:]
    for line in text[start.upperBound...].split(whereSeparator: \.isNewline) {
      if line.contains("GridName=") { break }
      guard let equals = line.firstIndex(of: "=") else { continue }
      let key = line[..<equals].filter { !$0.isWhitespace }
      values[key] = values[key] ?? String(line[line.index(after: equals)...])
    }
    func pair(_ key: String) -> (Double, Double)? {
      let numbers = (values[key] ?? "").split { "(), ".contains($0) }.compactMap { Double($0) }
      return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
    }
    guard let columns = values["XDim"].flatMap(Double.init), columns > 0,
      let rows = values["YDim"].flatMap(Double.init), rows > 0,
      let first = pair("UpperLeftPointMtrs"), let last = pair("LowerRightMtrs")
    else { return nil }
    let zone = values["ZoneCode"].flatMap { Int($0) } ?? 0
    let code = (try? file.attribute("epsg_code", on: "/HDFEOS/GRIDS/\(name)"))??.number
      .flatMap { Int(exactly: $0) }
    var system = code.map { "EPSG:\($0)" }
    var corners = [first, last]
    switch values["Projection"] {
    case "HE5_GCTP_UTM" where 1...60 ~= abs(zone):
      system = system ?? "EPSG:\((zone > 0 ? 32600 : 32700) + abs(zone))"
    case "HE5_GCTP_GEO":
      system = system ?? "EPSG:4326"
      corners = corners.map { (degrees($0.0), degrees($0.1)) }
    // Other projections have parameters of their own, which a code stands for.
    default: guard system != nil else { return nil }
    }
    return Georeference(
      transform: [
        corners[0].0, (corners[1].0 - corners[0].0) / columns, 0, corners[0].1, 0,
        (corners[1].1 - corners[0].1) / rows,
      ], crs: system)
  }

  /// Degrees of a number packed as DDDMMMSSS.SS.
  private static func degrees(_ packed: Double) -> Double {
    let size = abs(packed)
    let minutes = (size / 1000).truncatingRemainder(dividingBy: 1000).rounded(.down)
    let seconds = size.truncatingRemainder(dividingBy: 1000)
    let whole = (size / 1_000_000).rounded(.down) + minutes / 60 + seconds / 3600
    return packed < 0 ? -whole : whole
  }
}
