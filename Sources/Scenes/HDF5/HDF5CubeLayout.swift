/// Which dataset of a file the cube is, and in which order its axes lie.
struct HDF5CubeLayout {
  var dataset: HDF5Dataset
  /// The three dimensions of the dataset that make up the cube.
  var dimensions: CubeDimensions
  /// What these three are.
  var order: [Axis]
  /// How both were found, one reason a line.
  var evidence: [String]

  /// - Parameter product: what is known beforehand if the file is one of a known kind.
  /// - Throws: `SceneError` if there is no such dataset, none or several may be the cube and no
  ///   choice was made, it has other dimensions than a cube, or the axes cannot be told.
  init(file: HDF5File, descriptor: SceneDescriptor, product: HDF5Product) throws {
    var name = CubeName("") { _ in true }
    if let path = descriptor.cube {
      name = CubeName(path, exists: file.exists)
      dataset = try file.dataset(name.array)
      evidence = ["cube \(path): named"]
    } else if let path = product.cube {
      dataset = try file.dataset(path)
      evidence = ["cube \(path): where \(product.format) has it"]
    } else {
      let (path, remark) = try Self.chosen(in: file, descriptor: descriptor)
      dataset = try file.dataset(path)
      evidence = [remark]
    }
    guard dataset.type.isNumeric else {
      throw SceneError(
        file: file.path, variable: dataset.path, problem: "holds \(dataset.storedType)",
        remedy: "Name a dataset of numbers; there are \(try Self.listed(file))")
    }
    if let lost = dataset.lostSource { throw lost }
    let names = file.dimensionPaths(of: dataset)
    guard dataset.shape.count >= 3 else {
      throw SceneError(
        file: file.path, variable: dataset.path,
        problem: "has \(dataset.shape.count) dimensions (\(describe(shape: dataset.shape))), "
          + "a cube has 3",
        remedy: "Name another dataset; there are \(try Self.listed(file))")
    }
    dimensions = try CubeDimensions(
      of: dataset.shape, names: names, parts: name.parts, isFirstFastest: product.isReversed,
      file: file.path, variable: dataset.path)
    guard !dataset.shape.contains(0) else {
      throw SceneError(
        file: file.path, variable: dataset.path,
        problem: "is empty: \(describe(shape: dataset.shape))",
        remedy: "The file was never filled; make it again")
    }
    if let sources = dataset.sources, sources.unmapped > 0 {
      evidence.append(
        "warning: \(sources.unmapped) of \(dataset.count) values are of no source: HDF5 gives its "
          + "fill value for them")
    }
    order = Axis.pixelOrder
    try findOrder(file: file, descriptor: descriptor, product: product, names: names)
  }

  private static func listed(_ file: HDF5File) throws -> String {
    try file.describedDatasets().joined(separator: ", ")
  }

  private static func chosen(
    in file: HDF5File, descriptor: SceneDescriptor
  ) throws -> (name: String, remark: String) {
    let contents = try file.contents()
    var candidates = contents.datasets.filter { !$0.hasPrefix("/#refs#/") }.compactMap {
      path -> CubeCandidate? in
      guard let dataset = try? HDF5Dataset(file: file, path: path) else { return nil }
      return CubeCandidate(
        name: path, shape: dataset.shape, type: dataset.storedType,
        isNumeric: dataset.type.isNumeric,
        mayHide: dataset.type == .other && dataset.shape.count >= 3,
        dimensions: file.dimensionPaths(of: dataset))
    }
    candidates += contents.lostLinks.map {
      CubeCandidate(
        name: $0.path, shape: [], type: "a link to \($0.target), which is not there",
        isNumeric: false, mayHide: true)
    }
    return try CubeChoice.choose(
      candidates, kind: "dataset",
      wavelengths: Set(HDF5Bands.lengths(file: file, cube: nil, descriptor: descriptor)),
      file: file.path)
  }

  private mutating func findOrder(
    file: HDF5File, descriptor: SceneDescriptor, product: HDF5Product, names: [String?]
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
    let lists = HDF5Bands.lengths(file: file, cube: dataset, descriptor: descriptor)
    var found = AxisEvidence(
      lengths: dimensions.lengths, names: dimensions.kept.map { names[$0] },
      interleave: try file.attribute("interleave", on: dataset.path)?.text?.lowercased(),
      bands: Set(lists),
      planes: HDF5Labels.planes(
        of: file, besides: dataset.path, product, descriptor))
    if product.isReversed {
      found.usual = [.band, .column, .row]
      found.reason = "as \(product.format) has them"
    }
    let (axes, remark) = try found.order(file: file.path, variable: dataset.path)
    order = axes
    evidence.append(remark)
  }

  /// Where the cube lies on Earth, by the conventions of CF and GDAL.
  func placement(in file: HDF5File, mappings: [String]) -> Placement {
    let names = dimensions.kept.map { file.dimensionPaths(of: dataset)[$0] }
    return CFGeoreference.find(
      file: file, array: dataset.path,
      rows: .init(count: shape.rows, name: names[place(of: .row)]),
      columns: .init(count: shape.columns, name: names[place(of: .column)]), mappings: mappings)
  }

  /// Rows × columns × bands.
  var shape: CubeShape {
    let lengths = dimensions.lengths
    return CubeShape(
      rows: lengths[place(of: .row)], columns: lengths[place(of: .column)],
      bands: lengths[place(of: .band)])
  }

  /// Which of the three dimensions an axis is.
  func place(of axis: Axis) -> Int { order.firstIndex(of: axis) ?? 0 }
}
