/// Label maps that are arrays of a file, as HDF5 and MATLAB have them.
struct LabelArrays: LabelSource {
  let matrices: any LabelMatrices
  let shape: CubeShape
  let descriptor: SceneDescriptor

  private static let usualNames = ["labels", "label", "gt", "ground_truth", "groundtruth"]

  private var wanted: [Int] { [shape.rows, shape.columns] }

  /// Names of all matrices that are as large as the scene, either way round.
  func paths() throws -> [String] {
    try matrices.all().filter {
      $0.mayBeLabels && ($0.shape == wanted || $0.shape == wanted.reversed())
    }.map(\.name)
  }

  func defaultPath() throws -> String {
    if let path = descriptor.labels?.only { return path }
    let paths = try paths()
    let usual = paths.filter { path in
      let name = (path.split(separator: "/").last ?? "").lowercased()
      return Self.usualNames.contains(name) || name.hasSuffix("_gt")
    }
    if let path = usual.count == 1 ? usual[0] : paths.count == 1 ? paths[0] : nil { return path }
    let all = try matrices.described().joined(separator: ", ")
    throw SceneError(
      file: matrices.file,
      problem: paths.isEmpty
        ? "has no labels: no dataset of whole numbers is \(shape.rows)×\(shape.columns)"
        : "has \(paths.count) datasets that could be the labels",
      remedy: "Name one with `labels`: " + (paths.isEmpty ? all : paths.joined(separator: ", ")))
  }

  func read(_ path: String) throws -> GatheredLabels {
    let matrix = try matrices.matrix(path)
    let isTransposed = try requireShape(of: matrix)
    let rows = matrix.shape[0]
    let columns = matrix.shape[1]
    var coded = CodedLabels(
      rows: shape.rows, columns: shape.columns, source: "\(matrices.file):\(path)",
      names: try matrices.classes(of: path), unlabelled: descriptor.unlabelled,
      nodata: try matrices.fill(of: path).map { [$0] } ?? [])
    let block = max(1, (1 << 22) / columns)
    for top in stride(from: 0, to: rows, by: block) {
      let strip = top..<min(rows, top + block)
      for (index, number) in try matrices.read(path, rows: strip).enumerated() {
        let (row, column) = (top + index / columns, index % columns)
        try coded.set(
          row: isTransposed ? column : row, column: isTransposed ? row : column, number)
      }
    }
    let read = try coded.labels()
    return try GatheredLabels(labels: read.labels, notes: read.notes)
      .listed(by: descriptor, source: "\(matrices.file):\(path)")
  }

  /// Whether the matrix is to be turned.
  private func requireShape(of matrix: LabelMatrix) throws -> Bool {
    if matrix.shape == wanted { return false }
    let isTransposed = matrix.shape == wanted.reversed()
    if isTransposed && matrices.takesTransposed { return true }
    let others = try paths().filter { $0 != matrix.name }
    let choice =
      others.isEmpty ? "Name another dataset" : "Name one of \(others.joined(separator: ", "))"
    throw SceneError(
      file: matrices.file, variable: matrix.name,
      problem: "is \(describe(shape: matrix.shape)), the scene \(describe(shape: wanted))"
        + (isTransposed
          ? "; its transpose would fit"
          : matrix.shape.count == 2 ? "; its transpose does not fit either" : ""),
      remedy: isTransposed
        ? "Transpose it, or state the order of the cube's axes (`axes: column,row,band`)" : choice)
  }
}
