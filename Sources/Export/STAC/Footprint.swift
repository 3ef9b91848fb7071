internal import Foundation
internal import Scenes

/// What a map covers on Earth, in longitude and latitude (WGS 84).
struct Footprint {
  /// A closed ring, counter-clockwise, of [longitude, latitude].
  let ring: [[Double]]
  /// West, south, east and north.
  let box: [Double]

  /// Points on each edge, whose lines are curves in degrees.
  private static let steps = 8

  /// - Returns: nil without a CRS, or if the map cannot be laid on Earth without crossing the date
  ///   line or a pole.
  init?(of georeference: Georeference?, rows: Int, columns: Int, file: String) {
    guard let georeference, let crs = georeference.crs else { return nil }
    let t = georeference.transform
    let corners = [(0, 0), (0, rows), (columns, rows), (columns, 0), (0, 0)]
    var places: [(Double, Double)] = []
    for (from, to) in zip(corners, corners.dropFirst()) {
      for step in 0..<Self.steps {
        let share = Double(step) / Double(Self.steps)
        places.append(
          (
            Double(from.0) + share * Double(to.0 - from.0),
            Double(from.1) + share * Double(to.1 - from.1)
          ))
      }
    }
    var x = places.map { t[0] + $0.0 * t[1] + $0.1 * t[2] }
    var y = places.map { t[3] + $0.0 * t[4] + $0.1 * t[5] }
    guard
      (try? transformCoordinates(&x, &y, from: crs, to: "EPSG:4326", file: file)) != nil,
      (x + y).allSatisfy(\.isFinite), let west = x.min(), let east = x.max(), let south = y.min(),
      let north = y.max(), east - west < 180, south >= -90, north <= 90
    else { return nil }
    var points = zip(x, y).map { [$0, $1] }
    // The shoelace formula: a map that is turned over goes round the other way.
    let doubled = zip(points, points.dropFirst() + [points[0]]).reduce(0) {
      $0 + $1.0[0] * $1.1[1] - $1.1[0] * $1.0[1]
    }
    if doubled < 0 { points.reverse() }
    ring = points + [points[0]]
    box = [west, south, east, north]
  }
}
