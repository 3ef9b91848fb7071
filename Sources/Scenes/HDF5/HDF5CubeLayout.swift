/// Which dataset of a file the cube is, and in which order its axes lie.
struct HDF5CubeLayout {
  var dataset: HDF5Dataset
  /// What the first, second and third dimension of the dataset are.
  var order: [Axis]
  /// How both were found, one reason a line.
  var evidence: [String]

  /// - Throws: `SceneError` if there is no such dataset, none or several are of rank 3 and no
  ///   choice was made, the rank is wrong, or the axes cannot be told.
  ///
  /// - Parameter product: what is known beforehand where the file is one of a known kind.
  init(file: HDF5File, descriptor: SceneDescriptor, product: HDF5Product) throws {
    if let path = descriptor.cube {
      dataset = try file.dataset(path)
      evidence = ["cube \(path): named"]
    } else if let path = product.cube {
      dataset = try file.dataset(path)
      evidence = ["cube \(path): where \(product.format) has it"]
    } else {
      dataset = try Self.onlyCube(of: file)
      evidence = ["cube \(dataset.path): the only numeric dataset of rank 3"]
    }
    guard dataset.shape.count == 3 else {
      throw SceneError(
        file: file.path, variable: dataset.path,
        problem: "has \(dataset.shape.count) dimensions (\(describe(shape: dataset.shape))), "
          + "a cube has 3",
        remedy: "Name another dataset; there are \(try Self.listed(file))")
    }
    guard dataset.type.isNumeric else {
      throw SceneError(
        file: file.path, variable: dataset.path, problem: "holds \(dataset.storedType)",
        remedy: "Name a dataset of numbers; there are \(try Self.listed(file))")
    }
    guard !dataset.shape.contains(0) else {
      throw SceneError(
        file: file.path, variable: dataset.path,
        problem: "is empty: \(describe(shape: dataset.shape))",
        remedy: "The file was never filled; make it again")
    }
    order = Axis.pixelOrder
    try findOrder(file: file, descriptor: descriptor, product: product)
  }

  private static func listed(_ file: HDF5File) throws -> String {
    try file.describedDatasets().joined(separator: ", ")
  }

  private static func onlyCube(of file: HDF5File) throws -> HDF5Dataset {
    let candidates = try file.datasetPaths().compactMap { try? HDF5Dataset(file: file, path: $0) }
      .filter { $0.shape.count == 3 && $0.type.isNumeric && !$0.path.hasPrefix("/#refs#/") }
    if candidates.count == 1 { return candidates[0] }
    guard !candidates.isEmpty else {
      let all = try listed(file)
      throw SceneError(
        file: file.path, problem: "has no numeric dataset of rank 3, so no cube",
        remedy: all.isEmpty ? "It has no datasets at all" : "It has \(all)")
    }
    let list = candidates.map { "\($0.path) (\(describe(shape: $0.shape)) \($0.storedType))" }
    throw SceneError(
      file: file.path, problem: "has \(candidates.count) datasets that could be the cube",
      remedy: "Name one with `cube`: \(list.joined(separator: ", "))")
  }

  private mutating func findOrder(
    file: HDF5File, descriptor: SceneDescriptor, product: HDF5Product
  ) throws {
    if let stated = try Axis.stated(
      by: descriptor, file: file.path, variable: dataset.path)
    {
      order = stated
      evidence.append("axes \(Axis.text(order)): named")
      return
    }
    if let known = product.axes {
      order = known
      evidence.append("axes \(Axis.text(order)): as \(product.format) has them")
      return
    }
    let names = file.dimensionNames(of: dataset).map { $0 ?? "" }
    if let found = Axis.order(dimensions: names) {
      order = found
      evidence.append("axes \(Axis.text(order)): dimensions \(names.joined(separator: ", "))")
      return
    }
    let interleaves: [String: [Axis]] = [
      "bip": [.row, .column, .band], "bil": [.row, .band, .column], "bsq": [.band, .row, .column],
    ]
    if let text = try file.attribute("interleave", on: dataset.path)?.text?.lowercased(),
      let found = interleaves[text]
    {
      order = found
      evidence.append("axes \(Axis.text(order)): attribute interleave = \(text)")
      return
    }
    let lengths = Set(HDF5Bands.lengths(file: file, cube: dataset, descriptor: descriptor))
    let places = dataset.shape.indices.filter { lengths.contains(dataset.shape[$0]) }
    if places.count == 1, let place = places.first {
      order = [.row, .column]
      order.insert(.band, at: place)
      evidence.append("axes \(Axis.text(order)): \(dataset.shape[place]) wavelengths")
    } else {
      evidence.append("axes \(Axis.text(order)): assumed; `axes` states another order")
    }
  }

  /// Rows × columns × bands.
  var shape: CubeShape {
    CubeShape(
      rows: dataset.shape[place(of: .row)], columns: dataset.shape[place(of: .column)],
      bands: dataset.shape[place(of: .band)])
  }

  /// Which dimension of the dataset an axis is.
  func place(of axis: Axis) -> Int { order.firstIndex(of: axis) ?? 0 }
}
