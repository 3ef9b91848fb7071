internal import Accuracy
internal import Foundation
package import Scenes

/// Spectra of a scene's labelled pixels, to be written as a library.
package struct SpectralLibrary {
  /// What the spectra of a class are.
  package enum Content: String, CaseIterable, Sendable {
    /// Its mean.
    case means
    /// Its mean, and that less and more one standard deviation.
    case spread
    /// Each of its pixels.
    case pixels
  }

  /// A spectrum.
  struct Entry {
    var name: String
    /// Row of its class.
    var row: Int
    /// Pixels that it comes from.
    var pixels: Int
    /// One a band; NaN if it has no value.
    var values: [Double]
    /// Longitude and latitude (WGS 84) of a pixel, if known.
    var place: (longitude: Double, latitude: Double)?
  }

  let scene: Scene
  let labels: LabelMap
  let content: Content

  package init(of scene: Scene, labels: LabelMap, content: Content) {
    self.scene = scene
    self.labels = labels
    self.content = content
  }

  /// The files that a library of this name is made of.
  package static func files(_ path: String) -> [String] {
    guard path.lowercased().hasSuffix(".sli") else { return [path] }
    let stem = (path as NSString).deletingPathExtension
    return [path, stem + ".hdr", stem + ".csv"]
  }

  /// Writes the library as the path's extension says: .gpkg, .sli or .csv.
  ///
  /// - Returns: how many spectra there are.
  /// - Throws: `SceneError` if the scene cannot be read, no pixel has a label, or the file cannot be
  ///   written.
  package func write(_ path: String) throws -> Int {
    guard labels.values.contains(where: { $0 > 0 }) else {
      throw SceneError(
        file: scene.file, problem: "has no labelled pixel", remedy: "Name labels with --labels")
    }
    switch URL(fileURLWithPath: path).pathExtension.lowercased() {
    case "gpkg": return try write(GeoPackageLibrary(path, of: self))
    case "sli": return try write(ENVILibrary(path, of: self))
    default: return try write(TableLibrary(path, of: self))
    }
  }

  private func write(_ writer: some LibraryWriter) throws -> Int {
    do {
      let count = try forEachEntry { try writer.add($0) }
      try writer.finish()
      return count
    } catch {
      writer.abandon()
      throw error
    }
  }

  private func forEachEntry(_ body: (Entry) throws -> Void) throws -> Int {
    if content == .pixels { return try forEachPixel(body) }
    let spectra = try ClassSpectra(of: scene, labels: labels).spectra
    let counts = labels.counts()
    var count = 0
    for spectrum in spectra {
      let name = labels.classes.name(of: spectrum.label)
      var lines = [(name, spectrum.mean)]
      if content == .spread {
        for (words, sign) in [("mean - deviation", -1.0), ("mean + deviation", 1.0)] {
          lines.append(
            ("\(name), \(words)", zip(spectrum.mean, spectrum.deviation).map { $0 + sign * $1 }))
        }
      }
      for (name, values) in lines {
        try body(
          Entry(
            name: name, row: spectrum.label, pixels: counts[spectrum.label], values: values))
        count += 1
      }
    }
    return count
  }

  private func forEachPixel(_ body: (Entry) throws -> Void) throws -> Int {
    let shape = scene.shape
    let height = max(1, (32 << 20) / (shape.columns * shape.bands * 4))
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(
      capacity: min(height, shape.rows) * shape.columns * shape.bands)
    defer { buffer.deallocate() }
    var count = 0
    for first in stride(from: 0, to: shape.rows, by: height) {
      let rows = first..<min(first + height, shape.rows)
      let pixels = (rows.lowerBound * shape.columns..<rows.upperBound * shape.columns).filter {
        labels.values[$0] > 0
      }
      guard !pixels.isEmpty else { continue }
      try scene.read(
        rows: rows, columns: 0..<shape.columns,
        into: UnsafeMutableBufferPointer(
          rebasing: buffer.prefix(rows.count * shape.columns * shape.bands)))
      let places = try places(of: pixels)
      for (index, pixel) in pixels.enumerated() {
        let start = (pixel - rows.lowerBound * shape.columns) * shape.bands
        let row = Int(labels.values[pixel])
        try body(
          Entry(
            name: "\(labels.classes.name(of: row)), row \(pixel / shape.columns), column "
              + "\(pixel % shape.columns)",
            row: row, pixels: 1,
            values: (start..<start + shape.bands).map { Double(buffer[$0]) },
            place: places?[index]))
        count += 1
      }
    }
    return count
  }

  private func places(of pixels: [Int]) throws -> [(longitude: Double, latitude: Double)]? {
    guard let georeference = scene.georeference, let crs = georeference.crs else { return nil }
    let t = georeference.transform
    let centres = pixels.map {
      (Double($0 % scene.shape.columns) + 0.5, Double($0 / scene.shape.columns) + 0.5)
    }
    var x = centres.map { t[0] + $0.0 * t[1] + $0.1 * t[2] }
    var y = centres.map { t[3] + $0.0 * t[4] + $0.1 * t[5] }
    try transformCoordinates(&x, &y, from: crs, to: "EPSG:4326", file: scene.file)
    return zip(x, y).map { (longitude: $0, latitude: $1) }
  }
}

/// Writes a library spectrum by spectrum; nothing is seen under its name before `finish`.
protocol LibraryWriter {
  func add(_ entry: SpectralLibrary.Entry) throws
  func finish() throws
  func abandon()
}
