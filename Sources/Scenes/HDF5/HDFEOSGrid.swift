internal import Foundation

/// The grid of an HDF-EOS5 file, from the text that every such file carries
/// (NASA EED2-175-002, "HDF-EOS Interface Based on HDF5").
enum HDFEOSGrid {
  /// Nil where there is none of that name, or its projection is not one of those known.
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
    // Other projections have their corners in packed degrees, or further parameters.
    guard values["Projection"] == "HE5_GCTP_UTM", 1...60 ~= abs(zone) else { return nil }
    return Georeference(
      transform: [
        first.0, (last.0 - first.0) / columns, 0, first.1, 0, (last.1 - first.1) / rows,
      ], crs: "EPSG:\((zone > 0 ? 32600 : 32700) + abs(zone))")
  }
}
