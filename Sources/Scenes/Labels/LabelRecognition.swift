internal import Foundation

/// What a file of labels was recognised as: its format, its classes with names and colours, how many
/// features or pixels each has, and how many of those do not lie on the scene.
public struct LabelRecognition: Codable, Equatable, Sendable {
  public struct Class: Codable, Equatable, Sendable {
    /// Its code in the file; nil if the file names classes in words alone.
    public var code: Int?
    public var name: String
    /// "#rrggbb".
    public var colour: String
    /// Features, or labelled pixels.
    public var count: Int
    /// How many of them do not lie on the scene; nil without a scene.
    public var away: Int?
  }

  public var file: String
  public var format: String
  /// "feature" or "pixel": what is counted.
  public var unit: String
  /// WKT of the CRS, "pixel" for coordinates that count columns and rows; nil if there is none.
  public var crs: String?
  /// West, east, south and north of features; nil for pixels.
  public var extent: [Double]?
  /// Rows and columns of pixels; nil for features.
  public var size: [Int]?
  public var classes: [Class]
  /// Classes that the file names, but gives to nothing.
  public var absent: [String]

  /// Names of all formats that are recognised, for help.
  public static var formats: [String] { LabelFormat.names }

  /// Looks at a file of labels without a scene.
  ///
  /// - Parameters:
  ///   - place: "FILE", or "FILE:layer" and "FILE:dataset".
  ///   - descriptor: how it is to be read.
  /// - Returns: what it was recognised as, and what is to be told of it.
  /// - Throws: `SceneError` if there is no such file, or it holds no labels.
  public static func looking(
    at place: String, descriptor: SceneDescriptor = .init()
  ) throws -> (recognition: LabelRecognition, notes: [String]) {
    guard let file = LabelFile(place, besides: "") else {
      throw SceneError(
        file: place, problem: "there is no such file", remedy: "Check the path of the labels")
    }
    OutputGate.program.note(file.path, as: "a file of labels")
    let found = try LabelFormat.read(
      LabelRequest(file, scene: "", shape: nil, descriptor: descriptor))
    return (LabelRecognition(found, away: nil), found.notes)
  }

  /// - Parameter away: features or pixels that do not lie on the scene, of each row of the file's own
  ///   table, from 0; nil without a scene.
  init(_ found: FoundLabels, away: [Int]?) {
    file = found.name
    format = found.format
    let table = found.classes
    let counts: [Int]
    switch found.content {
    case .features(let features):
      unit = "feature"
      crs = features.isInPixels ? "pixel" : features.crs
      extent = features.extent
      var rows = [Int](repeating: 0, count: table.count + 1)
      for feature in features.features { rows[features.row(of: feature.value)] += 1 }
      counts = rows
    case .pixels(let labels, let placement):
      unit = "pixel"
      crs = placement.georeference?.crs
      size = [labels.rows, labels.columns]
      counts = labels.counts()
    }
    classes = table.entries.enumerated().map { index, entry in
      Class(
        code: table.isNumbered ? entry.code : nil, name: entry.name,
        colour: entry.colour.hexadecimal,
        count: counts.indices.contains(index + 1) ? counts[index + 1] : 0,
        away: away.map { $0[index + 1] })
    }
    absent = table.absent.map(\.name)
  }

  /// Lines for a terminal, without the classes' pixels on the scene.
  public var text: [String] {
    var lines = ["Recognised \(file): \(format)"]
    if let extent {
      let places = extent.allSatisfy { abs($0) <= 360 } ? 5 : 1
      let numbers = extent.map { String(format: "%.\(places)f", $0) }
      lines.append(
        "  x \(numbers[0]) to \(numbers[1]), y \(numbers[2]) to \(numbers[3]), "
          + (crs.map { $0 == "pixel" ? "columns and rows of pixels" : wktName($0) }
            ?? "no CRS"))
    }
    if let size {
      lines.append(
        "  \(counted(size[0], "row")) × \(counted(size[1], "column")), "
          + (crs.map(wktName) ?? "no CRS"))
    }
    let width = max(10, classes.map(\.name.count).max() ?? 0)
    for one in classes {
      let away = one.away.map { $0 == 0 ? "" : ", \($0) not on the scene" } ?? ""
      lines.append(
        "  \(one.colour)  " + (one.code.map { "\($0)".leftPadded(5) } ?? "     ") + "  "
          + one.name.padding(toLength: width, withPad: " ", startingAt: 0) + "  "
          + counted(one.count, unit) + away)
    }
    if !absent.isEmpty {
      lines.append("  Named, but given to nothing: \(absent.joined(separator: ", "))")
    }
    return lines
  }
}

/// The name within a CRS's WKT.
private func wktName(_ wkt: String) -> String {
  let parts = wkt.split(separator: "\"", maxSplits: 2)
  return parts.count > 1 ? String(parts[1]) : wkt
}

extension String {
  fileprivate func leftPadded(_ width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
