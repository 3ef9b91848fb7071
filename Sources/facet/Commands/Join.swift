import ArgumentParser
import Foundation
import Mapping
import Scenes

struct Join: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Join the parts of a map that `facet classify --shard` made.",
    discussion: """
      Writes the map that one run would have written, byte by byte, in the format that its name \
      ends on. Parts of different runs, scenes or options are refused, and so are missing ones.

      Example: facet join parts/*.h5 -o map.tif
      """)

  @Argument(
    help: ArgumentHelp("Parts, in any order.", valueName: "part"),
    completion: .file(extensions: ["h5"]))
  var parts: [String]

  @Option(name: [.short, .customLong("output")], help: "The map to write.", completion: .file())
  var output: String

  @Option(
    help: "Write the map's polygons to this file (.gpkg) too.",
    completion: .file(extensions: ["gpkg"]))
  var polygons: String?

  @Flag(help: "Draw the classes' colours and names below a .png map.")
  var legend = false

  @Option(
    help: ArgumentHelp(
      "Draw each pixel of a .png map as this many pixels a side.", valueName: "pixels"))
  var scale: Int?

  @Flag(help: "Put smaller versions into a .tif map, for fast display.")
  var overviews = false

  @OptionGroup var result: JSONOption
  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    if let polygons, !polygons.lowercased().hasSuffix(".gpkg") {
      throw ValidationError("--polygons \(polygons): name a file that ends on .gpkg")
    }
  }

  func run() throws {
    let join = try MapJoin(parts)
    let plain = join.layout
    var layout = plain
    (layout.legend, layout.scale, layout.overviews) = (legend, scale, overviews)
    var writers = [
      (writer: try makeMapWriter(path: output, layout: layout), confidence: layout.confidence)
    ]
    if let polygons {
      var bare = plain
      bare.confidence = false
      writers.append((writer: try makeMapWriter(path: polygons, layout: bare), confidence: false))
    }
    let bar = ProgressBar("join", total: layout.rows, unit: "rows")
    do {
      let unclassified = try Interrupt.heeded {
        try join.write(
          into: SeveralMapWriters(writers), progress: { bar.show($0, of: $1) },
          isInterrupted: { Interrupt.isRequested })
      }
      if result.json {
        print(
          try jsonText(
            MappingResult(
              scene: "", map: output, polygons: polygons, rows: layout.rows,
              columns: layout.columns, classes: layout.classes.entries.map(\.name),
              pixels: layout.rows * layout.columns, pixelsWithoutData: unclassified)))
      }
    } catch let interruption as MappingInterrupted {
      bar.interrupt()
      say(interruption.description)
      throw ExitCode(Interrupt.status)
    }
    say("the map is in \(output)" + (polygons.map { ", its polygons in \($0)" } ?? ""))
  }
}
