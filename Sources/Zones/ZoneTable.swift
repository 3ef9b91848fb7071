package import Accuracy
internal import Foundation
package import Mapping
package import Scenes

/// The areas of a map's classes in zones.
///
/// A pixel belongs to a zone if its **centre** lies in one of the zone's polygons.
package struct ZoneTable {
  /// What an estimate of true areas rests on.
  package enum Basis: String, Sendable {
    /// Test pixels of the zone itself, as a stratified sample of its mapped classes.
    case own = "the zone's test pixels"
    /// Test pixels of the whole map: the zone is taken to have the map's errors.
    case map = "the map's test pixels"
  }

  /// A zone with its pixels by class, from row 1 of `classes`.
  package struct Zone: Sendable {
    package var name: String
    /// The feature's number in its layer; nil if polygons were gathered by a value.
    package var feature: Int64?
    package var pixels: [Int]
    /// In square metres; nil if the map does not say where it lies.
    package var areas: [Double]?
    /// Pixels without a class.
    package var unclassified: Int
    /// Whether it reaches beyond the map.
    package var isBeyond: Bool
    /// The share of each class as test pixels correct it; nil without enough of them.
    package var estimate: [Estimate]?
    package var basis: Basis?
    /// Well-known binary in the CRS of the zones.
    var polygons: [[UInt8]]

    /// Pixels that have a class.
    package var classified: Int { pixels.reduce(0, +) }

    /// Share of each class in the pixels that have one; nil if none has.
    package var shares: [Double]? {
      let all = classified
      return all == 0 ? nil : pixels.map { Double($0) / Double(all) }
    }

    /// Area of the pixels that have a class.
    package var classifiedArea: Double? { areas.map { $0.reduce(0, +) } }
  }

  package let classes: ClassTable
  package private(set) var zones: [Zone]
  package private(set) var whole: Zone
  /// What is to be told.
  package private(set) var notes: [String]
  /// WKT of the zones' CRS.
  let crs: String?

  /// - Parameters:
  ///   - file: the map.
  ///   - sample: its test pixels, if any.
  ///   - progress: told the rows done.
  ///   - isInterrupted: asked after every strip.
  /// - Throws: `SceneError` if the zones do not meet the map; `MappingInterrupted`.
  package init(
    map file: String, zones layer: ZoneLayer, sample: (ClassMapRows) throws -> ZoneSample?,
    progress: (_ done: Int, _ total: Int) -> Void, isInterrupted: () -> Bool
  ) throws {
    let map = try ClassMapRows(file)
    let rowAreas = map.georeference?.pixelAreas(rows: map.rows, columns: map.columns)
    let isUniform = rowAreas.map { areas in areas.allSatisfy { $0 == areas[0] } } ?? true
    let sample = try sample(map)
    var count = try ZoneCount(
      map, of: file, zones: layer, rowAreas: isUniform ? nil : rowAreas, sample: sample)
    try count.run(progress: { progress($0, map.rows) }, isInterrupted: isInterrupted)
    let meaning = try map.meaning()
    let match = try sample.map {
      try ClassMatch(meaning.classes, of: file, with: $0.table, of: $0.source, for: .comparison)
    }
    // Behind the map's classes come those that only the test pixels have.
    classes = match?.table ?? meaning.classes
    crs = layer.crs
    notes = meaning.notes + layer.notes + (match?.notes ?? [])
    let finish = Finish(
      rows: meaning.rows, classes: classes.count,
      pixelArea: isUniform ? rowAreas?.first : nil, hasAreas: rowAreas != nil, match: match)
    var whole = finish.zone(count.whole, name: "all of the map", polygons: [])
    let all = finish.confusion(count.whole)
    if let own = all.flatMap({ Self.own(whole, $0) }) {
      (whole.estimate, whole.basis) = (own, .own)
    }
    self.whole = whole
    zones = zip(layer.zones, count.tallies).map { zone, tally in
      var made = finish.zone(tally, name: zone.name, polygons: zone.polygons)
      made.feature = zone.feature
      if let own = finish.confusion(tally).flatMap({ Self.own(made, $0) }) {
        (made.estimate, made.basis) = (own, .own)
      } else if let all,
        let pooled = StratifiedEstimate.areaShares(of: made.pixels, byErrorsIn: all)
      {
        (made.estimate, made.basis) = (pooled, .map)
      }
      return made
    }
    addNotes(hasSample: sample != nil, layer)
  }

  /// The estimate by a zone's own test pixels, if every class that is mapped in it has enough.
  private static func own(_ zone: Zone, _ sample: ConfusionMatrix) -> [Estimate]? {
    let sampled = sample.mapTotals
    guard
      zip(zone.pixels, sampled).allSatisfy({ pixels, sampled in
        pixels == 0 || sampled >= StratifiedEstimate.leastSample
      })
    else { return nil }
    return try? StratifiedEstimate(sample: sample, mapped: zone.pixels).areaShares
  }

  private mutating func addNotes(hasSample: Bool, _ layer: ZoneLayer) {
    let beyond = zones.count(where: \.isBeyond)
    if beyond > 0 {
      notes.append(
        "\(layer.path): \(counted(beyond, "zone")) beyond the map's edge, at least in part; only "
          + "what lies on the map is counted")
    }
    let empty = zones.count { $0.classified == 0 && $0.unclassified == 0 }
    if empty > 0 {
      notes.append("\(layer.path): no pixel's centre lies in \(counted(empty, "zone"))")
    }
    guard hasSample else { return }
    let without = zones.count { $0.estimate == nil && $0.classified > 0 }
    if without > 0 {
      notes.append(
        "no estimate for \(counted(without, "zone")): a class that is mapped there has fewer than "
          + "\(StratifiedEstimate.leastSample) test pixels")
    }
  }
}

/// Turns counts by place into counts by class.
private struct Finish {
  /// The row of the class of each place.
  let rows: [UInt16]
  let classes: Int
  /// Of every pixel; nil if they differ, or are not known.
  let pixelArea: Double?
  let hasAreas: Bool
  let match: ClassMatch?

  func zone(_ tally: ZoneTally, name: String, polygons: [[UInt8]]) -> ZoneTable.Zone {
    var pixels = [Int](repeating: 0, count: classes + 1)
    var areas = [Double](repeating: 0, count: classes + 1)
    for (place, count) in tally.pixels { pixels[Int(rows[Int(place)])] += count }
    // In a fixed order, so that sums are the same in each run.
    for (place, area) in tally.areas.sorted(by: { $0.key < $1.key }) {
      areas[Int(rows[Int(place)])] += area
    }
    if let pixelArea { areas = pixels.map { Double($0) * pixelArea } }
    return ZoneTable.Zone(
      name: name, pixels: Array(pixels.dropFirst()),
      areas: hasAreas ? Array(areas.dropFirst()) : nil, unclassified: pixels[0],
      isBeyond: tally.isBeyond, polygons: polygons)
  }

  /// Sampled pixels that have a class in the map; nil without a sample.
  func confusion(_ tally: ZoneTally) -> ConfusionMatrix? {
    guard let match else { return nil }
    let size = match.table.count
    var counts = [[Int]](repeating: Array(repeating: 0, count: size), count: size)
    for (pair, count) in tally.sampled {
      let mapped = Int(rows[Int(pair.place)])
      guard mapped > 0 else { continue }
      counts[Int(match.rows[Int(pair.reference) - 1]) - 1][mapped - 1] += count
    }
    return ConfusionMatrix(rows: counts)
  }
}
