internal import Scenes

/// A class map as PNG with the legend's colours: a palette if all codes are from 0 to 255 (value n is
/// the class of code n), else red-green-blue, which is a picture and no map to be read again. If 0
/// is a class, "unclassified" is transparent. Confidence is a grey PNG beside it, 255 for 1.
///
/// With a legend, the classes' colours and names stand on white below the map. The picture is wider
/// than the map if the names need it, and a small map is enlarged; such a picture is to be looked at,
/// not to be read as a map again.
final class PNGMapWriter: MapWriter, PendingOutput {
  private let pending: PendingFile
  private let stream: PNGStream
  private let confidencePending: PendingFile?
  private let confidenceStream: PNGStream?
  /// Colour of each row of the legend, then the shades of its lettering, paper first.
  private let colours: [Colour]
  /// The stored number of each.
  private let codes: [Int]
  private let firstShade: Int
  private let legend: MapLegend?
  private let isIndexed: Bool
  private var progress: RowProgress
  private var row: [UInt8]
  var isOver = false

  init(path: String, layout: MapLayout) throws {
    progress = RowProgress(layout)
    let mapWidth = layout.columns * layout.zoom
    let legend = layout.legend ? try MapLegend(layout.classes, mapWidth: mapWidth) : nil
    self.legend = legend
    // The legend's shades take values that no class has.
    firstShade = layout.classes.count + 1
    let free = (layout.codes.max() ?? 0) + 1
    let shades = legend == nil ? [] : Self.shades
    codes = layout.codes + shades.indices.map { free + $0 }
    colours = (0...layout.classes.count).map { layout.classes.colour(of: $0) } + shades
    isIndexed = MapStorage(codes) == .uint8
    let width = legend?.width ?? mapWidth
    row = Array(repeating: 0, count: width * (isIndexed ? 1 : 3))
    pending = try PendingFile(path)
    confidencePending =
      layout.confidence ? try PendingFile(confidencePath(beside: path)) : nil
    do {
      stream = try PNGStream(
        creating: pending.temporary, named: path, width: width,
        height: layout.rows * layout.zoom + (legend?.height ?? 0),
        pixel: isIndexed
          ? .palette(
            Self.palette(colours, codes),
            transparent: layout.unclassified == 0 ? nil : layout.unclassified) : .colour)
      confidenceStream = try confidencePending.map {
        try PNGStream(
          creating: $0.temporary, named: $0.path, width: layout.columns, height: layout.rows,
          pixel: .grey)
      }
    } catch {
      pending.discard()
      confidencePending?.discard()
      throw error
    }
  }

  deinit { abandon() }

  func write(
    rows: Range<Int>, classes: UnsafeBufferPointer<UInt16>,
    confidence: UnsafeBufferPointer<Float>?
  ) throws {
    progress.accept(rows: rows, classes: classes, confidence: confidence)
    let (columns, zoom) = (progress.layout.columns, progress.layout.zoom)
    for first in stride(from: 0, to: classes.count, by: columns) {
      fill { $0 < columns * zoom ? Int(classes[first + $0 / zoom]) : firstShade }
      for _ in 0..<zoom { try row.withUnsafeBufferPointer { try stream.write(row: $0) } }
      if let confidence, let confidenceStream {
        let grey = confidence[first..<first + columns].map { value in
          value.isNaN ? 0 : UInt8((min(max(value, 0), 1) * 255).rounded())
        }
        try grey.withUnsafeBufferPointer { try confidenceStream.write(row: $0) }
      }
    }
  }

  /// Colour of each stored number from 0; black for those that nothing has.
  private static func palette(_ colours: [Colour], _ codes: [Int]) -> [Colour] {
    var palette = [Colour](
      repeating: Colour(red: 0, green: 0, blue: 0), count: (codes.max() ?? 0) + 1)
    for (colour, code) in zip(colours, codes) { palette[code] = colour }
    return palette
  }

  /// Sets the row's pixels to rows of the legend.
  private func fill(_ value: (_ x: Int) -> Int) {
    if isIndexed {
      for x in row.indices { row[x] = UInt8(codes[value(x)]) }
    } else {
      for x in 0..<row.count / 3 {
        let colour = colours[value(x)]
        row[3 * x] = colour.red
        row[3 * x + 1] = colour.green
        row[3 * x + 2] = colour.blue
      }
    }
  }

  private func write(_ legend: MapLegend) throws {
    for y in 0..<legend.height {
      let inks = legend.row(y)
      fill { x in
        switch inks[x] {
        case .shade(let ink): firstShade + Int(ink) * (Self.shades.count - 1) / 255
        case .value(let value): Int(value)
        }
      }
      try row.withUnsafeBufferPointer { try stream.write(row: $0) }
    }
  }

  /// From paper to ink.
  private static let shades = (0..<16).map { step in
    let grey = UInt8(255 - 15 * step)
    return Colour(red: grey, green: grey, blue: grey)
  }

  func complete() throws {
    try progress.requireComplete(pending.path)
    if let legend { try write(legend) }
    try stream.close()
    try confidenceStream?.close()
    try confidencePending?.commit()
    try pending.commit()
  }

  func removeWritten() {
    pending.discard()
    confidencePending?.discard()
  }
}

extension MapFormat {
  /// A picture in the classes' colours.
  static let png = MapFormat(
    "PNG", extensions: ["png"], features: [.confidence, .legend, .scale],
    maps: PNGMapWriter.init, fields: PNGFieldWriter.init)
}
