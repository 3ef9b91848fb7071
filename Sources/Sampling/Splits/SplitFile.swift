import Scenes

extension Split {
  /// Writes the split to an HDF5 file, which h5py reads too.
  ///
  /// Datasets `train`, `validation` and `test` hold pixels (row · columns + column, int64); attributes
  /// of the root hold `rows`, `columns`, `strategy` and `seed` (its 64 bits as a signed number).
  /// - Throws: `SceneError` if the file cannot be written; an old one then stays as it is.
  public func save(_ path: String) throws {
    try replaceFile(path) { temporary in
      let file = try HDF5File.createOutput(temporary)
      for (name, pixels) in [("train", train), ("validation", validation), ("test", test)] {
        let dataset = try file.createDataset(
          name, of: Int64.self, shape: [pixels.count],
          chunk: pixels.isEmpty ? nil : [min(pixels.count, 65_536)])
        guard !pixels.isEmpty else { continue }
        try pixels.map(Int64.init).withUnsafeBufferPointer {
          try dataset.write($0, start: [0], count: [pixels.count])
        }
      }
      try file.setAttribute("rows", .int(rows), on: "/")
      try file.setAttribute("columns", .int(columns), on: "/")
      try file.setAttribute("strategy", .string(strategy), on: "/")
      try file.setAttribute("seed", .int(Int(bitPattern: UInt(seed))), on: "/")
      try file.close()
    }
  }

  /// Reads a split that `save` or h5py wrote.
  ///
  /// - Parameters:
  ///   - path: the HDF5 file.
  ///   - rows: rows of the scene that it is to serve.
  ///   - columns: columns of that scene.
  /// - Throws: `SceneError` if the file is no split, belongs to a scene of another shape, or puts
  ///   a pixel outside of the scene or on two sides.
  public static func load(_ path: String, rows: Int, columns: Int) throws -> Split {
    let file = try HDF5File.open(path, as: "a split")
    let remedy = "Write it with `facet split`, or give another file"
    let number = { (name: String) throws -> Int in
      guard case .int(let value)? = try file.attribute(name, on: "/") else {
        throw SceneError(
          file: path, variable: name, problem: "the root has no such attribute of one integer",
          remedy: remedy)
      }
      return value
    }
    let (itsRows, itsColumns) = (try number("rows"), try number("columns"))
    guard itsRows == rows, itsColumns == columns else {
      throw SceneError(
        file: path,
        problem: "is a split of a scene of \(itsRows)×\(itsColumns) pixels, not of one of "
          + "\(rows)×\(columns)",
        remedy: "Give the split that was made for this scene")
    }
    guard case .string(let strategy)? = try file.attribute("strategy", on: "/") else {
      throw SceneError(
        file: path, variable: "strategy", problem: "the root has no such attribute of text",
        remedy: remedy)
    }
    let side = { (name: String) throws -> [Int] in
      let dataset = try file.dataset(name)
      guard dataset.shape.count == 1 else {
        throw SceneError(
          file: path, variable: name,
          problem: "has \(dataset.shape.count) dimensions, not one list of pixels", remedy: remedy)
      }
      return dataset.shape[0] == 0 ? [] : try dataset.readAll(Int64.self).map(Int.init)
    }
    let (train, validation, test) = (try side("train"), try side("validation"), try side("test"))
    let seed = UInt64(UInt(bitPattern: try number("seed")))
    do {
      return try Split(
        rows: rows, columns: columns, train: train, validation: validation, test: test,
        strategy: strategy, seed: seed)
    } catch let error as SamplingError {
      throw SceneError(file: path, problem: error.problem, remedy: error.remedy)
    }
  }
}
