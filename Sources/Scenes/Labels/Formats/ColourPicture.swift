internal import CGDAL
internal import Foundation

extension LabelFormat {
  /// A picture whose colours are the classes, with a palette that says which.
  static let colourPicture = LabelFormat(
    "picture with a palette",
    isFormat: { ColourPicture.accepts($0.path) },
    read: { request in
      let palette = try ColourPicture.palette(request)
      let picture = try ColourPicture(request.path)
      return FoundLabels(
        try picture.labels(palette, request.descriptor), name: request.path,
        place: Placement(georeference: picture.georeference),
        format: "picture with the palette of \(palette.source)")
    })
}

/// A raster of 8 bits in red, green and blue, and perhaps opacity.
private struct ColourPicture {
  private let path: String
  private let rows: Int
  private let columns: Int
  let georeference: Georeference?
  /// Red, green and blue of each pixel in one number; nil if it is transparent.
  private var colours: [UInt32?] = []

  /// Whether a file is such a raster.
  static func accepts(_ path: String) -> Bool {
    guard
      let dataset = try? callGDAL(path, "", { GDALOpenEx(path, flags, nil, nil, nil) })
    else { return false }
    defer { _ = try? callGDAL(path, "") { GDALClose(dataset) } }
    return nativeLibraryLock.withLock { isPicture(dataset) }
  }

  private static let flags = UInt32(GDAL_OF_RASTER | GDAL_OF_READONLY)

  private static func isPicture(_ dataset: GDALDatasetH) -> Bool {
    let count = GDALGetRasterCount(dataset)
    guard count == 3 || count == 4 else { return false }
    let roles = [GCI_RedBand, GCI_GreenBand, GCI_BlueBand, GCI_AlphaBand]
    return (1...count).allSatisfy { number in
      guard let band = GDALGetRasterBand(dataset, number) else { return false }
      return GDALGetRasterDataType(band) == GDT_Byte
        && GDALGetRasterColorInterpretation(band) == roles[Int(number) - 1]
    }
  }

  init(_ path: String) throws {
    self.path = path
    let dataset = try callGDAL(path, "cannot be opened as a picture") {
      GDALOpenEx(path, Self.flags | UInt32(GDAL_OF_VERBOSE_ERROR), nil, nil, nil)
    }
    defer { _ = try? callGDAL(path, "") { GDALClose(dataset) } }
    noteFiles(of: dataset)
    let (rows, columns) = nativeLibraryLock.withLock {
      (Int(GDALGetRasterYSize(dataset)), Int(GDALGetRasterXSize(dataset)))
    }
    guard rows > 0, columns > 0, rows <= (1 << 30) / columns else {
      throw SceneError(file: path, problem: "is \(rows)×\(columns), more than a picture of labels")
    }
    (self.rows, self.columns) = (rows, columns)
    let count: Int
    (georeference, count) = nativeLibraryLock.withLock {
      (labelPlace(of: dataset), Int(GDALGetRasterCount(dataset)))
    }
    let height = max(1, (1 << 20) / columns)
    var strip = [UInt8](repeating: 255, count: height * columns * 4)
    colours.reserveCapacity(rows * columns)
    for first in stride(from: 0, to: rows, by: height) {
      let lines = min(height, rows - first)
      try callGDAL(path, "cannot be read") { () -> Void? in
        let error = GDALDatasetRasterIO(
          dataset, GF_Read, 0, Int32(first), Int32(columns), Int32(lines), &strip, Int32(columns),
          Int32(lines), GDT_Byte, Int32(count), nil, 4, Int32(4 * columns), 1)
        return error == CE_None ? () : nil
      }
      for pixel in 0..<lines * columns {
        let at = 4 * pixel
        let colour = UInt32(strip[at]) << 16 | UInt32(strip[at + 1]) << 8 | UInt32(strip[at + 2])
        colours.append(strip[at + 3] == 0 ? nil : colour)
      }
    }
  }

  /// The palette named as FILE:PALETTE, that of a text beside the picture, or that of the
  /// descriptor's classes.
  ///
  /// - Throws: `SceneError` that lists the picture's colours if there is none.
  static func palette(_ request: LabelRequest) throws -> ColourPalette {
    let folder = (request.path as NSString).deletingLastPathComponent
    func inFolder(_ name: String) -> String { (folder as NSString).appendingPathComponent(name) }
    let files = FileManager.default
    if let named = request.file.variable {
      guard let found = [named, inFolder(named)].first(where: files.fileExists(atPath:)) else {
        throw SceneError(
          file: named, problem: "there is no such palette",
          remedy: "Name it as \(request.path):PALETTE, from here or from the picture's folder")
      }
      return try ColourPalette(found)
    }
    let classes = request.descriptor.classes ?? []
    if !classes.isEmpty, classes.allSatisfy({ $0.colour != nil }),
      let table = ClassTable(of: request.descriptor)
    {
      return try ColourPalette(entries: table.absent, source: "the scene descriptor")
    }
    let stem = ((request.path as NSString).lastPathComponent as NSString).deletingPathExtension
    let beside = ["\(stem).csv", "\(stem).txt", "\(stem).clr", "palette.csv", "palette.txt"]
    if let found = beside.map(inFolder).first(where: files.fileExists(atPath:)) {
      return try ColourPalette(found)
    }
    let counts = Dictionary(
      try ColourPicture(request.path).colours.map { ($0, 1) }, uniquingKeysWith: +)
    let most = counts.compactMap { key, count in key.map { (colour($0), count) } }
      .sorted { ($1.1, $0.0.hexadecimal) < ($0.1, $1.0.hexadecimal) }
    throw SceneError(
      file: request.path,
      problem: "is a picture in colours, and nothing says what they mean: "
        + most.prefix(8).map { "\($0.0.hexadecimal) \(counted($0.1, "pixel"))" }
        .joined(separator: ", ") + (most.count > 8 ? ", … (\(most.count) colours)" : ""),
      remedy: "Put a palette beside it, \(stem).csv with a line `red,green,blue,name` for each "
        + "class, or name it as \(request.path):PALETTE")
  }

  private static func colour(_ value: UInt32) -> Colour {
    Colour(red: UInt8(value >> 16), green: UInt8(value >> 8 & 255), blue: UInt8(value & 255))
  }

  /// The class of each pixel's colour. Transparent pixels have none, nor black ones if the palette
  /// has no black.
  ///
  /// - Throws: `SceneError` that lists the colours that the palette lacks.
  func labels(_ palette: ColourPalette, _ descriptor: SceneDescriptor) throws -> GatheredLabels {
    var codes: [UInt32: Double] = [:]
    var unlabelled: [Double] = []
    for entry in palette.entries {
      let colour = entry.colour
      let value = UInt32(colour.red) << 16 | UInt32(colour.green) << 8 | UInt32(colour.blue)
      codes[value] = ClassTable.meansNone(entry.name) ? .nan : Double(entry.code)
      if ClassTable.meansNone(entry.name) { unlabelled.append(Double(entry.code)) }
    }
    let isBlackFree = codes[0] == nil
    if isBlackFree { codes[0] = .nan }
    var coded = CodedLabels(
      rows: rows, columns: columns, source: path,
      names: ClassTable(
        entries: palette.entries.filter { !unlabelled.contains(Double($0.code)) }),
      unlabelled: descriptor.unlabelled, nodata: unlabelled)
    var lacking: [UInt32: Int] = [:]
    for (pixel, colour) in colours.enumerated() {
      guard let colour else { continue }
      guard let code = codes[colour] else {
        lacking[colour, default: 0] += 1
        continue
      }
      if !code.isNaN { try coded.set(row: pixel / columns, column: pixel % columns, code) }
    }
    guard lacking.isEmpty else {
      let most = lacking.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      throw SceneError(
        file: path,
        problem: "has colours that are not in the palette of \(palette.source): "
          + most.prefix(8).map {
            "\(Self.colour($0.key).hexadecimal) \(counted($0.value, "pixel"))"
          }.joined(separator: ", ") + (most.count > 8 ? ", … (\(most.count) colours)" : ""),
        remedy: "Complete the palette; a picture packed as JPEG has lost its colours, export it as "
          + "PNG or TIFF")
    }
    let read = try coded.labels()
    var notes = read.notes
    if isBlackFree, colours.contains(0) {
      notes.append("\(path): black means \"no label\", since the palette has no black")
    }
    return try GatheredLabels(labels: read.labels, notes: notes)
      .listed(by: descriptor, source: path)
  }
}
