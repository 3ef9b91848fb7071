extension HDF5Product {
  /// NEON's Airborne Observation Platform, reflectance (DP3.30006): `/SITE/Reflectance`, where SITE
  /// is the first group.
  static func neon(_ file: HDF5File) throws -> HDF5Product? {
    let suffix = "/Reflectance/Reflectance_Data"
    guard
      let cube = try file.datasetPaths().first(where: {
        $0.hasSuffix(suffix) && $0.split(separator: "/").count == 3
      })
    else { return nil }
    let site = String(cube.dropLast(suffix.count))
    let system = "\(site)/Reflectance/Metadata/Coordinate_System"
    var product = HDF5Product(
      format: "NEON AOP", evidence: ["NEON AOP: \(cube)"], cube: cube, axes: Axis.pixelOrder)
    product.badWindows = try badWindows(file, at: ["\(site)/Reflectance", cube])
    if let text = try? file.texts("\(system)/Map_Info").first, let info = MapInfo(text) {
      let code = (try? file.texts("\(system)/EPSG Code").first).flatMap {
        Int($0.filter { !$0.isWhitespace })
      }
      product.grid = .known(
        Georeference(
          transform: info.transform, crs: code.map { "EPSG:\($0)" } ?? info.crs))
    }
    return product
  }

  /// Absorption by water vapour, as the file states it or as NEON documents it.
  private static func badWindows(
    _ file: HDF5File, at places: [String]
  ) throws -> [ClosedRange<Double>] {
    let stated = places.flatMap { place in
      (1...2).compactMap { number -> ClosedRange<Double>? in
        let name = "Band_Window_\(number)_Nanometers"
        guard let pair = (try? file.attribute(name, on: place))??.numbers, pair.count == 2,
          pair[0] <= pair[1]
        else { return nil }
        return pair[0]...pair[1]
      }
    }
    return stated.isEmpty ? [1340...1445, 1790...1955] : stated
  }
}
