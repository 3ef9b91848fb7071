import Accuracy
import ArgumentParser
import Foundation
import Mapping
import Sampling
import Scenes
import Zones

struct ZonesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "zones",
    abstract: "Say how much of each class lies in each polygon.",
    discussion: """
      Area and share of each class of a map in each polygon, such as a parcel. A pixel belongs to a \
      polygon if its centre lies in it. The map is read by rows, so that it need not fit in memory.
        .gpkg  the polygons with a share of each class, and a table of areas beside them
        .csv   the table of areas alone

      With --labels, areas are estimated too: test pixels say how often the map takes one class \
      for another, and the estimate corrects for it, with 95 % intervals (Olofsson et al. 2014). \
      This holds if the test pixels are a random sample of each mapped class. A zone with \
      10 test pixels or more of each class mapped there is estimated by its own; any other by those \
      of the whole map, as if the map erred alike everywhere.

      Example: facet zones map.tif --zones parcels.gpkg --by owner -o areas.csv \
      --labels truth.tif --split runs/ip/split.h5
      """)

  @Argument(help: "A class map (.tif, .img, .nc, .h5, .png).", completion: .file())
  var map: String

  @Option(help: "Polygons: a file, or FILE:layer.", completion: .file())
  var zones: String

  @Option(
    help: ArgumentHelp(
      "Gather the polygons that have the same value of this attribute into one zone.",
      valueName: "field"))
  var by: String?

  @Option(
    help: """
      Reference labels for estimates: a raster, FILE.h5:/dataset, or polygons and points. May be \
      repeated.
      """, completion: .file())
  var labels: [String] = []

  @Option(help: "The attribute of polygons and points that is their class.")
  var labelField: String?

  @Option(
    help: "Estimate by the test pixels of this split alone.",
    completion: .file(extensions: ["h5"]))
  var split: String?

  @Option(
    name: [.short, .customLong("output")], help: "The table to write: .gpkg or .csv.",
    completion: .file(extensions: ["gpkg", "csv"]))
  var output: String

  @OptionGroup var result: JSONOption
  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    guard ["gpkg", "csv"].contains(URL(fileURLWithPath: output).pathExtension.lowercased()) else {
      throw ValidationError("-o \(output): end the name in .gpkg or .csv")
    }
    guard !labels.isEmpty || (labelField == nil && split == nil) else {
      throw ValidationError(
        "\(split == nil ? "--label-field" : "--split") goes with --labels")
    }
  }

  func run() throws {
    try requireWritable([output])
    let layer = try ZoneLayer(zones, by: by)
    let bar = ProgressBar("zones", total: 1, unit: "rows")
    let table: ZoneTable
    do {
      table = try Interrupt.heeded {
        try ZoneTable(
          map: map, zones: layer, sample: sample, progress: { bar.show($0, of: $1) },
          isInterrupted: { Interrupt.isRequested })
      }
    } catch is MappingInterrupted {
      bar.interrupt()
      say("stopped; nothing has been written")
      throw ExitCode(Interrupt.status)
    }
    for note in table.notes { say("note: \(note)") }
    if !labels.isEmpty, split == nil {
      say(
        "warning: if any of these labels trained the map, the estimates flatter it; give the test "
          + "pixels of its split by --split")
    }
    try table.write(output)
    print(result.json ? try jsonText(ZonesResult(table, map: map, output: output)) : table.text)
    say("the areas are in \(output)")
  }

  private func sample(_ map: ClassMapRows) throws -> ZoneSample? {
    guard !labels.isEmpty else { return nil }
    let gathered = try GatheredLabels(
      labels, field: labelField, onto: map.georeference, rows: map.rows, columns: map.columns,
      of: self.map)
    sayNotes(gathered)
    let pixels = try split.map { try Split.load($0, rows: map.rows, columns: map.columns).test }
    return ZoneSample(
      gathered.labels, pixels: pixels, source: labels.joined(separator: ", "))
  }
}

/// What `--json` says: the classes in all of the map and in each zone.
private struct ZonesResult: Encodable {
  struct Zone: Encodable {
    var zone: String
    var pixels: Int
    var unclassified: Int
    var squareMetres: Double?
    var isBeyondMap: Bool
    /// By the code of the class.
    var shares: [String: Double]
    var estimatedShares: [String: Double]?
    /// Half of the 95 % interval.
    var halfWidths: [String: Double]?
    var estimatedBy: String?

    init(_ zone: ZoneTable.Zone, _ classes: ClassTable) {
      self.zone = zone.name
      pixels = zone.classified
      unclassified = zone.unclassified
      squareMetres = zone.classifiedArea
      isBeyondMap = zone.isBeyond
      func byCode(_ values: [Double?]) -> [String: Double] {
        Dictionary(
          uniqueKeysWithValues: zip(classes.entries, values).compactMap { entry, value in
            value.flatMap { $0 > 0 ? ("\(entry.code)", $0) : nil }
          })
      }
      shares = byCode(zone.shares ?? [])
      estimatedShares = zone.estimate.map { byCode($0.map(\.value)) }
      halfWidths = zone.estimate.map { byCode($0.map { $0.interval()?.halfWidth }) }
      estimatedBy = zone.basis?.rawValue
    }
  }

  var map: String
  var output: String
  /// Name of each class by its code.
  var classes: [String: String]
  var whole: Zone
  var zones: [Zone]

  init(_ table: ZoneTable, map: String, output: String) {
    self.map = map
    self.output = output
    classes = Dictionary(
      table.classes.entries.map { ("\($0.code)", $0.name) }
    ) { first, _ in first }
    whole = Zone(table.whole, table.classes)
    zones = table.zones.map { Zone($0, table.classes) }
  }
}
