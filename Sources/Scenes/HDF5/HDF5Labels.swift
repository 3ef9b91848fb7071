/// The datasets of rank 2 of an HDF5 file.
struct HDF5Labels: LabelMatrices {
  let hdf5: HDF5File
  /// Whether axes are stored in the opposite order, as MATLAB writes them.
  var isReversed = false
  /// Datasets that are known to be no labels.
  var masks: Set<String> = []

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

  private func matrix(_ dataset: HDF5Dataset) -> LabelMatrix? {
    guard dataset.shape.count == 2, dataset.type.isNumeric else { return nil }
    var isInteger = false
    if case .integer = dataset.type { isInteger = true }
    return LabelMatrix(
      name: dataset.path, shape: isReversed ? dataset.shape.reversed() : dataset.shape,
      // MATLAB's numbers are doubles unless told otherwise.
      mayBeLabels: (isInteger || isReversed) && !masks.contains(dataset.path))
  }

  func described() throws -> [String] { try hdf5.describedDatasets() }

  func read(_ name: String, rows: Range<Int>) throws -> [Double] {
    let dataset = try hdf5.dataset(name)
    guard isReversed else {
      return try dataset.read(
        Double.self, start: [rows.lowerBound, 0], count: [rows.count, dataset.shape[1]])
    }
    let columns = dataset.shape[0]
    let stored = try dataset.read(
      Double.self, start: [0, rows.lowerBound], count: [columns, rows.count])
    return (0..<stored.count).map { stored[$0 % columns * rows.count + $0 / columns] }
  }

  func fill(of name: String) throws -> Double? {
    try hdf5.attribute("_FillValue", on: name)?.number
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
