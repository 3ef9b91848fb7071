/// Wavelengths, widths and bad-band flags of a cube, from where HDF5 files keep them.
enum HDF5Bands {
  private static let wavelengthNames = BandLists.wavelengthNames
  private static let widthNames = BandLists.widthNames
  private static let goodNames = BandLists.goodNames

  /// Lengths of the wavelength lists that the file or the descriptor has, to tell the band axis.
  static func lengths(
    file: HDF5File, cube: HDF5Dataset?, descriptor: SceneDescriptor
  ) -> [Int] {
    switch descriptor.wavelength {
    case .list(let values): return [values.count]
    case .dataset(let path):
      return ((try? file.dataset(path))?.shape).map { [product($0) ?? 0] } ?? []
    case nil: return candidates(wavelengthNames, file: file, cube: cube).map(\.values.count)
    }
  }

  /// - Throws: `SceneError` if a list is of another length than the cube has bands, or its units
  ///   are unknown.
  static func table(
    file: HDF5File, cube: HDF5Dataset, bands: Int, descriptor: SceneDescriptor
  ) throws -> (table: BandTable, remarks: [String]) {
    let wavelengths = try values(
      wavelengthNames, stated: descriptor.wavelength, file: file, cube: cube, bands: bands)
    let widths = try values(
      widthNames, stated: descriptor.fwhm, file: file, cube: cube, bands: bands)
    let flags = candidates(goodNames, file: file, cube: cube).first { $0.values.count == bands }
    let stated = descriptor.wavelengthUnits
    return try BandLists.table(
      bands: bands, wavelengths: wavelengths?.values, units: stated ?? wavelengths?.units,
      widths: widths?.values, widthUnits: stated ?? widths?.units, good: flags?.values,
      file: file.path, variable: wavelengths?.name ?? widths?.name ?? cube.path)
  }

  private struct List {
    var name: String
    var values: [Double]
    var units: String?
  }

  private static func values(
    _ names: [String], stated: SceneDescriptor.BandValues?, file: HDF5File, cube: HDF5Dataset,
    bands: Int
  ) throws -> List? {
    let list: List
    switch stated {
    case nil:
      return candidates(names, file: file, cube: cube).first { $0.values.count == bands }
    case .list(let values):
      list = List(name: names[0], values: values)
    case .dataset(let path):
      let dataset = try file.dataset(path)
      list = List(
        name: path, values: try file.physical(path) ?? dataset.readAll(Double.self),
        units: units(of: path, file: file))
    }
    guard list.values.count == bands else {
      throw SceneError(
        file: file.path, variable: list.name,
        problem: "has \(list.values.count) values, the cube \(cube.path) has \(bands) bands",
        remedy: "Name a dataset of \(bands) values, or state the order of the axes with `axes`")
    }
    return list
  }

  /// Datasets of rank 1 and attributes of one of these names; those beside the cube first.
  private static func candidates(
    _ names: [String], file: HDF5File, cube: HDF5Dataset?
  ) -> [List] {
    let path = cube?.path ?? "/"
    let folder = path.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/"
    let named = ((try? file.datasetPaths()) ?? []).filter { path in
      names.contains((path.split(separator: "/").last ?? "").lowercased())
    }
    let sorted = named.filter { $0.hasPrefix(folder) } + named.filter { !$0.hasPrefix(folder) }
    var lists = sorted.compactMap { path -> List? in
      guard let dataset = try? HDF5Dataset(file: file, path: path), isList(dataset.shape),
        dataset.count <= 1 << 20, let values = file.physical(path)
      else { return nil }
      return List(name: path, values: values, units: units(of: path, file: file))
    }
    // By name, since HDF5 1.10 fails in listing the attributes of a damaged object.
    for place in Set([path, "/"]).sorted().reversed() {
      for name in names.flatMap({
        [$0, $0.prefix(1).uppercased() + $0.dropFirst(), $0.uppercased()]
      }) {
        if let values = (try? file.attribute(name, on: place))??.numbers {
          lists.append(List(name: "\(place)@\(name)", values: values))
        }
      }
    }
    return lists
  }

  /// MATLAB has no lists but matrices of one row or column.
  private static func isList(_ shape: [Int]) -> Bool {
    shape.count == 1 || (shape.count == 2 && shape.contains(1))
  }

  private static func units(of path: String, file: HDF5File) -> String? {
    for name in ["units", "Units", "unit"] {
      if let text = (try? file.attribute(name, on: path))??.text { return text }
    }
    return nil
  }
}
