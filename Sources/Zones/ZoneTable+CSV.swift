internal import Accuracy
internal import Foundation
internal import Scenes

extension ZoneTable {
  /// A line for each class that a zone has, or may have by its estimate.
  struct Line {
    var zone: Zone
    /// Row in `classes`; 0 for pixels without a class.
    var row: Int
    var pixels: Int
    var area: Double?
    /// Share of the zone's pixels that have a class; nil for those that have none.
    var share: Double?
    var estimate: Estimate?
    /// Half of the 95 % interval around the estimate, cut to what a share can be.
    var interval: Interval?

    /// Area of the pixels that have a class, which shares are taken of.
    var whole: Double? { zone.classifiedArea }
  }

  /// - Parameter zone: one of `zones`, or the whole.
  func lines(of zone: Zone) -> [Line] {
    let shares = zone.shares
    var lines: [Line] = []
    for index in classes.entries.indices {
      let estimate = zone.estimate.map { $0[index] }
      guard zone.pixels[index] > 0 || (estimate?.value ?? 0) > 0 else { continue }
      lines.append(
        Line(
          zone: zone, row: index + 1, pixels: zone.pixels[index], area: zone.areas?[index],
          share: shares?[index], estimate: estimate,
          interval: estimate?.interval()?.clipped(to: 0...1)))
    }
    if zone.unclassified > 0 {
      lines.append(Line(zone: zone, row: 0, pixels: zone.unclassified))
    }
    return lines
  }

  /// Columns of the lines. Areas and shares with `estimated_` are corrected by test pixels; `lower`
  /// and `upper` are the ends of their 95 % intervals.
  static let columns = [
    "zone", "class", "name", "pixels", "area_m2", "share", "estimated_share", "lower_share",
    "upper_share", "estimated_area_m2", "lower_area_m2", "upper_area_m2", "estimated_by",
  ]

  /// The lines of all zones as comma-separated values.
  func csv() -> String {
    var text = Self.columns.joined(separator: ",") + "\n"
    for line in zones.flatMap(lines) {
      let numbers = [line.area, line.share] + estimates(line)
      let fields =
        [
          csvField(line.zone.name), line.row == 0 ? "" : "\(classes.code(of: line.row) ?? 0)",
          csvField(line.row == 0 ? "Unclassified" : classes.name(of: line.row)), "\(line.pixels)",
        ] + numbers.map { $0.map { "\($0)" } ?? "" }
        + [line.estimate == nil ? "" : line.zone.basis?.rawValue ?? ""]
      text += fields.joined(separator: ",") + "\n"
    }
    return text
  }

  /// Estimated share, its interval, and the same as areas.
  func estimates(_ line: Line) -> [Double?] {
    let shares = [line.estimate?.value, line.interval?.lower, line.interval?.upper]
    return shares + shares.map { share in line.whole.flatMap { area in share.map { $0 * area } } }
  }

  /// Writes the table as the path's extension says: .csv, or .gpkg with the zones' polygons.
  ///
  /// - Throws: `SceneError` if it cannot be written.
  package func write(_ path: String) throws {
    if path.lowercased().hasSuffix(".csv") {
      try replaceFile(path, with: Data(csv().utf8))
    } else {
      try replaceFile(path) { try writeGeoPackage($0, named: path) }
    }
  }
}
