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

  func read(_ path: String) throws -> LabelMap {
    let matrix = try matrices.matrix(path)
    let isTransposed = try requireShape(of: matrix)
    let rows = matrix.shape[0]
    let columns = matrix.shape[1]
    var values = [UInt16](repeating: 0, count: shape.pixels)
    let unlabelled = Double(descriptor.unlabelled ?? 0)
    let fill = try matrices.fill(of: path)
    let block = max(1, (1 << 22) / columns)
    for top in stride(from: 0, to: rows, by: block) {
      let strip = top..<min(rows, top + block)
      for (index, number) in try matrices.read(path, rows: strip).enumerated() {
        if number == unlabelled || number == fill { continue }
        let row = top + index / columns
        let column = index % columns
        guard let label = UInt16(exactly: number) else {
          throw SceneError(
            file: matrices.file, variable: path,
            problem: "is \(number) at row \(row), column \(column); labels are whole numbers "
              + "from 0 to 65535",
            remedy: "State `unlabelled` in the scene descriptor if it means \"no label\"")
        }
        values[isTransposed ? column * shape.columns + row : row * shape.columns + column] = label
      }
    }
    return LabelMap(rows: shape.rows, columns: shape.columns, values: values)
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
