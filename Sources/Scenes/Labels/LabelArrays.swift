/// Label maps that are arrays of a file, as HDF5, NetCDF and MATLAB have them.
struct LabelArrays: LabelSource {
  let matrices: any LabelMatrices
  let shape: CubeShape
  /// Where the scene lies; nil if that is unknown, or its own file has one grid for all arrays.
  var georeference: Georeference?
  /// Whether the file is another than the scene's, so that an array in it may be of other ground.
  var isApart = false
  let descriptor: SceneDescriptor

  private static let usualNames = ["labels", "label", "gt", "ground_truth", "groundtruth"]

  /// Whether a name, or its last part, is one that label maps have.
  private static func isUsual(_ path: String) -> Bool {
    let name = (path.split { $0 == "/" || $0 == "." }.last ?? "").lowercased()
    return usualNames.contains(name) || name.hasSuffix("_gt")
  }

  /// Rows and columns of the matrices that the descriptor names or that have a usual name, then of
  /// all.
  static func planes(_ matrices: [LabelMatrix], _ descriptor: SceneDescriptor) -> [[Int]] {
    let named = descriptor.labels?.places ?? []
    func isNamed(_ matrix: LabelMatrix) -> Bool {
      named.contains { $0.drop { $0 == "/" } == matrix.name.drop { $0 == "/" } }
    }
    let sure = matrices.filter(isNamed) + matrices.filter { isUsual($0.name) }
    // Lists are matrices of one row or column in MATLAB's files.
    let others = matrices.filter { !$0.shape.contains(1) }
    return (sure + others).map(\.shape).filter { $0.count == 2 }
  }

  private var wanted: [Int] { [shape.rows, shape.columns] }

  /// Names of all matrices that are as large as the scene, either way round, and in other files of
  /// those that say where they lie.
  func paths() throws -> [String] {
    try matrices.all().filter { matrix in
      guard matrix.mayBeLabels else { return false }
      if matrix.shape == wanted || matrix.shape == wanted.reversed() { return true }
      return try isApart && matrices.place(of: matrix).georeference != nil
    }.map(\.name)
  }

  func defaultPath() throws -> String {
    if let path = descriptor.labels?.only { return path }
    let paths = try paths()
    let usual = paths.filter(Self.isUsual)
    if let path = usual.count == 1 ? usual[0] : paths.count == 1 ? paths[0] : nil { return path }
    let all = try matrices.described().joined(separator: ", ")
    throw SceneError(
      file: matrices.file,
      problem: paths.isEmpty
        ? "has no labels: no dataset of whole numbers is \(shape.rows)×\(shape.columns)"
          + (isApart ? " or says where it lies" : "")
        : "has \(paths.count) datasets that could be the labels",
      remedy: "Name one with `labels`: " + (paths.isEmpty ? all : paths.joined(separator: ", ")))
  }

  /// The labels by their place if they and the scene have one, else by row and column.
  func read(_ path: String) throws -> LabelMap {
    let stored = try stored(path)
    guard let place = stored.place.georeference, let georeference else {
      return try fitted(stored.labels, path)
    }
    try place.requireMeeting(
      size: (stored.labels.rows, stored.labels.columns), georeference,
      sceneSize: (shape.rows, shape.columns), file: "\(matrices.file): `\(path)`")
    let (labels, own) = stored.labels.oriented(like: georeference, from: place)
    let offset = try GridOffset(
      of: own, rows: labels.rows, columns: labels.columns, named: "\(matrices.file): `\(path)`",
      on: georeference, rows: shape.rows, columns: shape.columns, scene: "the cube")
    let isWhole = labels.rows == shape.rows && labels.columns == shape.columns
    if isWhole, offset.rows == 0, offset.columns == 0 { return labels }
    var result = LabelMap(
      rows: shape.rows, columns: shape.columns,
      values: [UInt16](repeating: 0, count: shape.pixels))
    for row in 0..<labels.rows where 0..<shape.rows ~= row + offset.rows {
      for column in 0..<labels.columns where 0..<shape.columns ~= column + offset.columns {
        result[row: row + offset.rows, column: column + offset.columns] =
          labels[row: row, column: column]
      }
    }
    return result
  }

  /// The labels as large as the scene.
  ///
  /// - Throws: `SceneError` if they are of another size, and cannot be turned.
  func fitted(_ labels: LabelMap, _ path: String) throws -> LabelMap {
    try requireShape([labels.rows, labels.columns], of: path)
      ? labels.laid(Symmetry(isTransposed: true)) : labels
  }

  /// The labels with the rows and columns of the file, and where they lie.
  func stored(_ path: String) throws -> (labels: LabelMap, place: Placement) {
    let matrix = try matrices.matrix(path)
    let place = try matrices.place(of: matrix)
    // What has no place is refused by its size before any of it is read.
    if place.georeference == nil || matrix.shape.count != 2 {
      _ = try requireShape(matrix.shape, of: path)
    }
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    guard let count = product([rows, columns]), 1...(1 << 31) ~= count else {
      throw SceneError(
        file: matrices.file, variable: path,
        problem: "claims \(rows)×\(columns) labels, which is no scene",
        remedy: "The file is damaged; fetch it again")
    }
    var values = [UInt16](repeating: 0, count: count)
    let unlabelled = Double(descriptor.unlabelled ?? 0)
    let meaning = try matrices.meaning(of: path)
    let block = max(1, (1 << 22) / columns)
    for top in stride(from: 0, to: rows, by: block) {
      let strip = top..<min(rows, top + block)
      for (index, raw) in try matrices.read(path, rows: strip).enumerated() {
        let number = meaning.physical(raw)
        // Fill, or outside of the valid range.
        if number == unlabelled || (number.isNaN && !raw.isNaN) { continue }
        guard let label = UInt16(exactly: number) else {
          throw SceneError(
            file: matrices.file, variable: path,
            problem: "is \(number) at row \(top + index / columns), column \(index % columns); "
              + "labels are whole numbers from 0 to 65535",
            remedy: "State `unlabelled` in the scene descriptor if it means \"no label\"")
        }
        values[top * columns + index] = label
      }
    }
    return (LabelMap(rows: rows, columns: columns, values: values), place)
  }

  /// Whether the matrix is to be turned.
  private func requireShape(_ own: [Int], of name: String) throws -> Bool {
    if own == wanted { return false }
    let isTransposed = own == wanted.reversed()
    if isTransposed && matrices.takesTransposed { return true }
    let others = try paths().filter { $0 != name }
    let choice =
      others.isEmpty ? "Name another dataset" : "Name one of \(others.joined(separator: ", "))"
    throw SceneError(
      file: matrices.file, variable: name,
      problem: "is \(describe(shape: own)), the scene \(describe(shape: wanted))"
        + (isTransposed
          ? "; its transpose would fit"
          : own.count == 2 ? "; its transpose does not fit either" : ""),
      remedy: isTransposed
        ? "Transpose it, or state the order of the cube's axes (`axes: column,row,band`)" : choice)
  }

  func classes(of path: String) throws -> ClassTable? {
    try ClassTable(of: descriptor) ?? matrices.classes(of: path)
  }
}

extension ClassTable {
  /// The classes that a descriptor lists; nil where it lists none.
  init?(of descriptor: SceneDescriptor) {
    guard let classes = descriptor.classes else { return nil }
    self.init(
      entries: classes.enumerated().map { index, entry in
        .init(
          name: entry.name,
          colour: entry.colour.flatMap(Colour.init(hexadecimal:)) ?? ClassTable.colour(at: index))
      })
  }
}
