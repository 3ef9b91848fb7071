internal import Foundation

extension LabelFormat {
  /// Regions of interest that ENVI exports as text: the pixels of each region, x and y from 1.
  static let enviPixelLists = LabelFormat(
    "ENVI regions of interest (text)",
    isFormat: { $0.start.has("; ENVI Output of ROIs") },
    read: { request in
      FoundLabels(try ENVIPixelLists(request).labels(), name: request.path)
    })

  /// ENVI Classic's own file of regions, whose layout is nowhere published.
  static let enviClassicRegions = LabelFormat(
    "ENVI Classic regions of interest",
    isFormat: { request in
      (request.path as NSString).pathExtension.lowercased() == "roi"
        && request.start.bytes.contains(0)
    },
    read: { request in
      throw SceneError(
        file: request.path,
        problem:
          "seems to be regions of interest in ENVI Classic's own form, which is not published",
        remedy:
          "Open it in ENVI's Region of Interest Tool and save it as XML, or export it as ASCII "
          + "text")
    })
}

/// The head lists the regions by name, colour and number of pixels; then come the pixels of all
/// regions in turn, an empty line between them, under a line that names the columns:
///
///     ; ENVI Output of ROIs (5.1) [Sat Nov 28 10:00:00 2026]
///     ; Number of ROIs: 1
///     ; File Dimension: 614 x 512
///     ;
///     ; ROI name: oak
///     ; ROI rgb value: {255, 0, 0}
///     ; ROI npts: 2
///     ;   ID    X    Y    B1
///          1   15  200   104
///          2   16  200   108
private struct ENVIPixelLists {
  private struct Region {
    var name: String
    var colour: Colour?
    var count = 0
  }

  private let file: String
  private var regions: [Region] = []
  /// Columns and rows of the image.
  private var size: [Int]?
  /// Columns and rows of all pixels in turn, from 0.
  private var pixels: [(column: Int, row: Int)] = []

  init(_ request: LabelRequest) throws {
    file = request.path
    // Fields of a pixel's line that are its x and y.
    var fields: (x: Int, y: Int)?
    let lines = decodedText(try wholeFile(file))
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      do {
        if line.hasPrefix(";") {
          try readHead(line.dropFirst(), &fields)
        } else {
          try readPixel(line, fields)
        }
      } catch let error as Problem {
        throw SceneError(
          file: file, problem: "line \(index + 1): \(error.text)",
          remedy: "Export the regions again")
      }
    }
    let stated = regions.reduce(0) { $0 + $1.count }
    guard stated == pixels.count, stated > 0 else {
      throw SceneError(
        file: file, problem: "lists \(pixels.count) pixels, and its head says \(stated)",
        remedy: stated == 0
          ? "Export regions that have pixels"
          : "The file was cut off or changed; export the regions again")
    }
    if size == nil, let shape = request.shape { size = [shape.columns, shape.rows] }
  }

  private struct Problem: Error {
    var text: String
  }

  private mutating func readHead(_ line: Substring, _ fields: inout (x: Int, y: Int)?) throws {
    if let name = Self.value(of: "ROI name", in: line) {
      regions.append(Region(name: name))
    } else if let text = Self.value(of: "ROI rgb value", in: line) {
      let channels = text.split { !$0.isNumber }.compactMap { UInt8($0) }
      guard channels.count == 3, !regions.isEmpty else {
        throw Problem(text: "\"\(text.prefix(40))\" is no colour")
      }
      regions[regions.count - 1].colour = Colour(
        red: channels[0], green: channels[1], blue: channels[2])
    } else if let text = Self.value(of: "ROI npts", in: line) {
      guard let count = Int(text), 0...(1 << 31) ~= count, !regions.isEmpty else {
        throw Problem(text: "\"\(text.prefix(40))\" is no number of pixels")
      }
      regions[regions.count - 1].count = count
    } else if let text = Self.value(of: "File Dimension", in: line) {
      let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
      guard numbers.count == 2, numbers.allSatisfy({ 1...(1 << 24) ~= $0 }) else {
        throw Problem(text: "\"\(text.prefix(40))\" is no size of an image")
      }
      size = numbers
    } else if fields == nil {
      let names = line.split(whereSeparator: \.isWhitespace).map { $0.uppercased() }
      if let x = names.firstIndex(of: "X"), x < 2, x + 1 < names.count, names[x + 1] == "Y" {
        fields = (x, x + 1)
      }
    }
  }

  private mutating func readPixel(_ line: Substring, _ fields: (x: Int, y: Int)?) throws {
    let words = line.split(whereSeparator: \.isWhitespace)
    if words.isEmpty { return }
    guard let fields else {
      throw Problem(text: "a pixel before the line that names the columns ID, X and Y")
    }
    guard words.count > fields.y,
      let x = Double(words[fields.x]).flatMap({ Int(exactly: $0) }),
      let y = Double(words[fields.y]).flatMap({ Int(exactly: $0) }), x >= 1, y >= 1
    else {
      throw Problem(text: "\"\(line.prefix(60))\" gives no pixel by x and y from 1")
    }
    pixels.append((x - 1, y - 1))
  }

  /// The labels of the image that the regions were drawn on; a pixel of several regions has none.
  ///
  /// - Throws: `SceneError` if a pixel lies outside of the image, or its size is not known.
  func labels() throws -> GatheredLabels {
    guard let size else {
      throw SceneError(
        file: file, problem: "does not say how large the image is (File Dimension)",
        remedy: "Name the scene as well")
    }
    let table = ClassNames(regions.filter { $0.count > 0 }.map { ($0.name, $0.colour) })
    var merged = MergedLabels(rows: size[1], columns: size[0])
    var next = 0
    for region in regions where region.count > 0 {
      let label = UInt16(table.row(of: region.name))
      for pixel in pixels[next..<next + region.count] {
        guard pixel.row < size[1], pixel.column < size[0] else {
          throw SceneError(
            file: file, variable: region.name,
            problem: "lists the pixel x \(pixel.column + 1), y \(pixel.row + 1) of an image of "
              + "\(size[0]) columns and \(size[1]) rows",
            remedy: "Give the regions of this scene")
        }
        merged.add(label, row: pixel.row, column: pixel.column)
      }
      next += region.count
    }
    var labels = merged.labels
    labels.classes = table.classes
    var notes: [String] = []
    if merged.disputed > 0 {
      notes.append(
        "\(file): \(counted(merged.disputed, "pixel")) of several regions; taken as unlabelled")
    }
    let empty = regions.filter { $0.count == 0 }.map(\.name)
    if !empty.isEmpty {
      notes.append("\(file): no pixel is listed of \(empty.joined(separator: ", "))")
    }
    return GatheredLabels(labels: labels, notes: notes)
  }

  /// What stands behind "key:" in a line of the head.
  private static func value(of key: String, in line: Substring) -> String? {
    let line = line.drop(while: \.isWhitespace)
    guard line.hasPrefix(key), let colon = line.firstIndex(of: ":") else { return nil }
    return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
  }
}

/// Classes that a file names in words, several regions of one name being one class.
struct ClassNames {
  private(set) var classes: ClassTable
  private var rows: [String: Int] = [:]

  init(_ all: [(name: String, colour: Colour?)]) {
    let first = Dictionary(all.map { (classKey($0.name), $0) }) { first, _ in first }
    let ordered = first.sorted { $0.value.name < $1.value.name }
    classes = ClassTable(names: ordered.map(\.value.name))
    classes.isNumbered = false
    for (index, item) in ordered.enumerated() {
      rows[item.key] = index + 1
      if let colour = item.value.colour { classes.entries[index].colour = colour }
    }
  }

  /// Row of the class of a name; 0 if it has none.
  func row(of name: String) -> Int { rows[classKey(name)] ?? 0 }
}
