import Foundation

extension SceneSimulation {
  /// Writes the scene as HDF5, tile by tile: memory does not grow with the scene.
  ///
  /// Datasets: `reflectance` int16 (row, column, band), reflectance × 10000, fill −32768;
  /// `wavelength` and `fwhm` in nm; `labels` with 0 for what was not surveyed or is mixed; `truth`
  /// of every pixel; the grid by CF in `crs`, `x` and `y` (EPSG:32632, 5 m pixels).
  ///
  /// - Parameters:
  ///   - path: replaced when the scene is complete; nothing is left behind if it fails.
  ///   - progress: receives the part done, 0…1; what it throws ends the simulation.
  /// - Throws: `SceneError` if the folder cannot be written to or the disk is full.
  public func write(to path: String, progress: (Double) throws -> Void = { _ in }) throws {
    try requireSpace(for: path)
    try replaceFile(path) { temporary in
      do {
        try fill(temporary, progress: progress)
      } catch var error as SceneError where error.file == temporary {
        error.file = path
        throw error
      }
    }
  }

  private func fill(_ path: String, progress: (Double) throws -> Void) throws {
    let file = try HDF5File.createOutput(path)
    let renderer = SceneRenderer(self)
    // Chunks of all bands and about 1 MiB.
    let side = max(8, min(32, Int((Double(1 << 19) / Double(bands)).squareRoot())))
    let cube = try file.createDataset(
      "/reflectance", of: Int16.self, shape: [rows, columns, bands], chunk: [side, side, bands],
      deflate: 1, fill: -32768)
    let flat = [side * 4, side * 4]
    let maps = try ["/labels", "/truth"].map { name in
      classes <= 255
        ? try file.createDataset(name, of: UInt8.self, shape: [rows, columns], chunk: flat)
        : try file.createDataset(name, of: UInt16.self, shape: [rows, columns], chunk: flat)
    }
    try describe(file, renderer)
    // A line of chunks at a time, in tiles of at most 64 MiB.
    let width = max(1, (1 << 25) / (bands * side * side)) * side
    for top in stride(from: 0, to: rows, by: side) {
      let tall = top..<min(rows, top + side)
      for left in stride(from: 0, to: columns, by: width) {
        let wide = left..<min(columns, left + width)
        let tile = renderer.tile(rows: tall, columns: wide)
        try tile.cube.withUnsafeBufferPointer {
          try cube.write($0, start: [top, left, 0], count: [tall.count, wide.count, bands])
        }
        for (map, values) in zip(maps, [tile.labels, tile.truth]) {
          try values.withUnsafeBufferPointer {
            try map.write($0, start: [top, left], count: [tall.count, wide.count])
          }
        }
        try progress(
          (Double(top) + Double(tall.count) * Double(wide.upperBound) / Double(columns))
            / Double(rows))
      }
    }
    try file.close()
  }

  private func describe(_ file: HDF5File, _ renderer: SceneRenderer) throws {
    let grid = SimulatedGrid(rows: rows, columns: columns)
    try file.setAttribute("Conventions", .string("CF-1.8"))
    try file.setAttribute("title", .string("Simulated hyperspectral scene"))
    try file.setAttribute(
      "history",
      .string(
        "facet simulate --rows \(rows) --columns \(columns) --bands \(bands) "
          + "--classes \(classes) --seed \(seed) --difficulty \(difficulty)"))
    let cube = "/reflectance"
    try file.setAttribute("long_name", .string("surface reflectance"), on: cube)
    try file.setAttribute("units", .string("1"), on: cube)
    try file.setAttribute("scale_factor", .double(1e-4), on: cube)
    try file.setAttribute("add_offset", .double(0), on: cube)
    try file.setAttribute("_FillValue", number: Int16.min, on: cube)
    try file.setAttribute("interleave", .string("bip"), on: cube)
    try file.setAttribute("grid_mapping", .string("crs"), on: cube)
    for (name, values) in [
      ("/wavelength", renderer.sensor.wavelengths), ("/fwhm", renderer.sensor.widths),
    ] {
      try file.createDataset(name, of: Double.self, shape: [bands]).write(values)
      try file.setAttribute("units", .string("nm"), on: name)
    }
    let names = renderer.classes.map(\.name)
    for map in ["/labels", "/truth"] {
      try file.setAttribute("grid_mapping", .string("crs"), on: map)
      // More than a few thousand names exceed what an attribute can hold.
      if classes <= 2000 { try file.setAttribute("class_names", .strings(names), on: map) }
    }
    try grid.write(to: file)
  }

  /// Noise does not compress below half of its size.
  private func requireSpace(for path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let system = try? FileManager.default.attributesOfFileSystem(forPath: folder)
    guard let free = (system?[.systemFreeSize] as? NSNumber)?.intValue else { return }
    guard bytes / 2 <= free else {
      throw SceneError(
        file: path,
        problem: "needs about \(bytes >> 20) MiB, \(folder) has \(free >> 20) MiB free",
        remedy: "Give a smaller scene, or a folder with more space")
    }
  }
}

/// The map grid of a simulated scene: UTM zone 32 north, pixels of 5 m.
struct SimulatedGrid {
  let rows: Int
  let columns: Int

  private static let left = 680_000.0
  private static let top = 5_340_000.0
  private static let pixel = 5.0
  private static let wkt = """
    PROJCS["WGS 84 / UTM zone 32N",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,\
    298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,\
    AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],\
    AUTHORITY["EPSG","4326"]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],\
    PARAMETER["central_meridian",9],PARAMETER["scale_factor",0.9996],\
    PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,\
    AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],\
    AUTHORITY["EPSG","32632"]]
    """

  func write(to file: HDF5File) throws {
    _ = try file.createDataset("/crs", of: Int32.self, shape: [])
    try file.setAttribute("grid_mapping_name", .string("transverse_mercator"), on: "/crs")
    try file.setAttribute("crs_wkt", .string(Self.wkt), on: "/crs")
    try file.setAttribute("spatial_ref", .string(Self.wkt), on: "/crs")
    try file.setAttribute(
      "GeoTransform",
      .string("\(Self.left) \(Self.pixel) 0.0 \(Self.top) 0.0 \(-Self.pixel)"), on: "/crs")
    for (name, standard, first, step, count) in [
      ("/x", "projection_x_coordinate", Self.left, Self.pixel, columns),
      ("/y", "projection_y_coordinate", Self.top, -Self.pixel, rows),
    ] {
      let centres = (0..<count).map { first + (Double($0) + 0.5) * step }
      try file.createDataset(name, of: Double.self, shape: [count]).write(centres)
      try file.setAttribute("standard_name", .string(standard), on: name)
      try file.setAttribute("units", .string("m"), on: name)
    }
  }
}
