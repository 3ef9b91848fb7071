/// The datasets of rank 2 of an HDF5 file, and those of more whose other dimensions have length 1.
struct HDF5Labels: LabelMatrices {
  let hdf5: HDF5File
  /// Whether axes are stored in the opposite order, as MATLAB writes them.
  var isReversed = false
  /// Datasets that are known to be no labels, the cube among them.
  var masks: Set<String> = []
  /// Whether the file says by CF's or GDAL's conventions where its arrays lie; not so in products
  /// with ways of their own.
  var isPlaced = true

  var file: String { hdf5.path }
  var takesTransposed: Bool { isReversed }

  func all() throws -> [LabelMatrix] {
    try hdf5.datasetPaths().compactMap { path in
      guard let dataset = try? HDF5Dataset(file: hdf5, path: path) else { return nil }
      return matrix(dataset)
    }
  }

  func matrix(_ name: String) throws -> LabelMatrix {
    let dataset = try hdf5.dataset(name)
    try dataset.requireStored(elementBytes: MemoryLayout<UInt16>.size)
    return matrix(dataset)
      ?? LabelMatrix(name: name, shape: dataset.shape, mayBeLabels: false)
  }

  /// Whether two paths are the same, with or without the leading slash.
  private static func isSame(_ one: String, _ other: String) -> Bool {
    one.drop { $0 == "/" } == other.drop { $0 == "/" }
  }

  private func kept(_ dataset: HDF5Dataset) -> [Int]? {
    keptDimensions(of: dataset.shape, rank: 2, names: hdf5.dimensionNames(of: dataset))
  }

  private func matrix(_ dataset: HDF5Dataset) -> LabelMatrix? {
    guard dataset.type.isNumeric, let kept = kept(dataset) else { return nil }
    var isInteger = false
    if case .integer = dataset.type { isInteger = true }
    let shape = kept.map { dataset.shape[$0] }
    return LabelMatrix(
      name: dataset.path, shape: isReversed ? shape.reversed() : shape,
      // MATLAB's numbers are doubles unless told otherwise.
      mayBeLabels: (isInteger || isReversed)
        && !masks.contains { Self.isSame($0, dataset.path) })
  }

  /// Rows and columns of the label maps that the descriptor names or that have a usual name, then
  /// of all matrices: they tell which axes of a cube are its bands.
  static func planes(
    of file: HDF5File, besides cube: String, _ product: HDF5Product,
    _ descriptor: SceneDescriptor
  ) -> [[Int]] {
    let all = (try? HDF5Labels(hdf5: file, isReversed: product.isReversed).all()) ?? []
    return LabelArrays.planes(all.filter { !isSame($0.name, cube) }, descriptor)
  }

  func described() throws -> [String] { try hdf5.describedDatasets() }

  func read(_ name: String, rows: Range<Int>) throws -> [Double] {
    let dataset = try hdf5.dataset(name)
    let kept = kept(dataset) ?? []
    guard kept.count == 2 else {
      throw SceneError(
        file: file, variable: name,
        problem: "is \(describe(shape: dataset.shape)); a label map has rows and columns")
    }
    var start = dataset.shape.map { _ in 0 }
    var count = dataset.shape.map { _ in 1 }
    let (along, across) = isReversed ? (kept[1], kept[0]) : (kept[0], kept[1])
    (start[along], count[along]) = (rows.lowerBound, rows.count)
    let columns = dataset.shape[across]
    count[across] = columns
    let stored = try dataset.read(Double.self, start: start, count: count)
    guard isReversed else { return stored }
    return (0..<stored.count).map { stored[$0 % columns * rows.count + $0 / columns] }
  }

  func place(of matrix: LabelMatrix) throws -> Placement {
    guard isPlaced, matrix.shape.count == 2 else { return Placement() }
    let dataset = try hdf5.dataset(matrix.name)
    var names = (kept(dataset) ?? []).map { hdf5.dimensionPaths(of: dataset)[$0] }
    if isReversed { names.reverse() }
    return CFGeoreference.find(
      file: hdf5, array: dataset.path,
      rows: .init(count: matrix.shape[0], name: names.first ?? nil),
      columns: .init(count: matrix.shape[1], name: names.last ?? nil))
  }

  func meaning(of name: String) throws -> StoredValues {
    try StoredValues(of: hdf5.dataset(name).path, in: hdf5)
  }

  /// CF's flags, or `class_names` with `class_colours` from code 1, or from 0 if the first name
  /// means "unlabelled".
  func classes(of path: String) throws -> ClassTable? {
    guard hdf5.exists(path) else { return nil }
    if let flags = try ClassTable(flagsOf: path, in: hdf5) { return flags }
    guard var names = try hdf5.attribute("class_names", on: path)?.texts, !names.isEmpty else {
      return nil
    }
    if names.count == 1, names[0].contains(",") {
      names = names[0].split(separator: ",").map { String($0.drop { $0 == " " }) }
    }
    let colours = try hdf5.attribute("class_colours", on: path)?.texts ?? []
    let first = ClassTable.meansNone(names[0]) ? 0 : 1
    return ClassTable(
      entries: names.enumerated().map { index, name in
        let own = index < colours.count ? Colour(hexadecimal: colours[index]) : nil
        let code = index + first
        return .init(code: code, name: name, colour: own ?? ClassTable.colour(at: max(0, code - 1)))
      })
  }
}
