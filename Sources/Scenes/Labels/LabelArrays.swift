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

  /// Size of the labels of a file that is looked at without a scene: of the matrix named, of the only
  /// one of a usual name, or of the only one.
  ///
  /// - Throws: `SceneError` that lists what there is.
  static func size(of matrices: any LabelMatrices, named name: String?) throws -> CubeShape {
    let all = try name.map { [try matrices.matrix($0)] } ?? matrices.all()
    let possible = all.filter { $0.shape.count == 2 && (name != nil || $0.mayBeLabels) }
    let usual = possible.filter { isUsual($0.name) }
    let large = possible.filter { !$0.shape.contains(1) }
    guard
      let only = usual.count == 1
        ? usual[0] : large.count == 1 ? large[0] : possible.count == 1 ? possible[0] : nil
    else {
      throw SceneError(
        file: matrices.file, variable: name,
        problem: possible.isEmpty
          ? "has no labels: no dataset of whole numbers with rows and columns"
          : "has \(possible.count) datasets that could be the labels",
        remedy: "Name one as \(matrices.file):DATASET: "
          + (try matrices.described().joined(separator: ", ")))
    }
    return CubeShape(rows: only.shape[0], columns: only.shape[1], bands: 1)
  }

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
  func read(_ path: String) throws -> GatheredLabels {
    var (gathered, stored) = try stored(path)
    gathered.labels = try laid(gathered.labels, at: stored, path).compacted()
    return gathered
  }

  private func laid(_ stored: LabelMap, at placement: Placement, _ path: String) throws -> LabelMap
  {
    guard let place = placement.georeference, let georeference else {
      return try fitted(stored, path)
    }
    let name = "\(matrices.file): `\(path)`"
    try place.requireMeeting(
      size: (stored.rows, stored.columns), georeference,
      sceneSize: (shape.rows, shape.columns), file: name)
    let (labels, own) = stored.oriented(like: georeference, from: place)
    let offset = try GridOffset(
      of: own, rows: labels.rows, columns: labels.columns, named: name,
      on: georeference, rows: shape.rows, columns: shape.columns, scene: "the cube")
    var result = LabelMap(
      rows: shape.rows, columns: shape.columns,
      values: [UInt16](repeating: 0, count: shape.pixels), classes: labels.classes)
    for row in 0..<labels.rows {
      for column in 0..<labels.columns {
        let pixel = offset.place(row: row, column: column)
        guard 0..<shape.rows ~= pixel.row, 0..<shape.columns ~= pixel.column else { continue }
        result[row: pixel.row, column: pixel.column] = labels[row: row, column: column]
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
  func stored(_ path: String) throws -> (labels: GatheredLabels, place: Placement) {
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
    let meaning = try matrices.meaning(of: path)
    let source = "\(matrices.file):\(path)"
    var coded = CodedLabels(
      rows: rows, columns: columns, source: source, names: try matrices.classes(of: path),
      unlabelled: descriptor.unlabelled, nodata: meaning.fills)
    let block = max(1, (1 << 22) / columns)
    for top in stride(from: 0, to: rows, by: block) {
      let strip = top..<min(rows, top + block)
      for (index, raw) in try matrices.read(path, rows: strip).enumerated() {
        // Fill, or outside of the valid range, is NaN.
        try coded.set(row: top + index / columns, column: index % columns, meaning.physical(raw))
      }
    }
    let read = try coded.labels()
    return (
      try GatheredLabels(labels: read.labels, notes: read.notes)
        .listed(by: descriptor, source: source), place
    )
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
        ? "Transpose it, or state the cube's axes with rows and columns the other way (`axes`)"
        : choice)
  }
}
