/// An array of a file that may be the cube, or may hold it.
struct CubeCandidate {
  var name: String
  var shape: [Int]
  /// "uint16", or what it is instead of numbers.
  var type: String
  var isNumeric: Bool
  /// Whether the cube may be in it though it is no plain array: a link that leads nowhere, complex
  /// numbers, an object.
  var mayHide = false
  var dimensions: [String?] = []

  /// Whether it has three dimensions, others of length 1 dropped.
  var isCube: Bool {
    isNumeric && keptDimensions(of: shape, rank: 3, names: dimensions) != nil
  }

  /// Whether the cube may be in it, and is not plain.
  var isSuspect: Bool { !isCube && (mayHide || isNumeric && shape.count > 3) }

  /// "/cube (145×145×200 uint16)".
  var description: String {
    shape.isEmpty && !isNumeric
      ? "\(name) (\(type))" : "\(name) (\(describe(shape: shape)) \(type))"
  }

  /// Whether names of dimensions call it rows, columns and bands.
  fileprivate var isNamedCube: Bool {
    guard let kept = keptDimensions(of: shape, rank: 3, names: dimensions) else { return false }
    let axes = kept.compactMap { $0 < dimensions.count ? dimensions[$0] : nil }
      .compactMap { Axis(dimension: $0) }
    return Set(axes).count == 3
  }
}

enum CubeChoice {
  /// The array that is the cube if none is named.
  ///
  /// The only one of three dimensions is taken, unless something else may be the cube and no list
  /// of wavelengths speaks for it: a small picture or a mask beside a cube that cannot be read is
  /// not the cube. Of several, the only one whose dimensions are called rows, columns and bands.
  ///
  /// - Parameters:
  ///   - kind: "dataset" or "variable".
  ///   - wavelengths: lengths of the lists of wavelengths.
  /// - Throws: `SceneError` that lists what there is, with shapes.
  static func choose(
    _ all: [CubeCandidate], kind: String, wavelengths: Set<Int>, file: String
  ) throws -> (name: String, remark: String) {
    let cubes = all.filter(\.isCube)
    let suspects = all.filter(\.isSuspect)
    if cubes.count == 1, let only = cubes.first {
      let isBacked = only.shape.contains { $0 > 1 && wavelengths.contains($0) }
      if suspects.isEmpty || isBacked || only.isNamedCube {
        return (only.name, "cube \(only.name): the only numeric \(kind) of rank 3")
      }
      throw SceneError(
        file: file,
        problem: "has \(only.description), and beside it what may be the cube: "
          + suspects.map(\.description).joined(separator: ", "),
        remedy: "Name one with `cube`" + parts(suspects))
    }
    if cubes.isEmpty {
      let shown = suspects.isEmpty ? all : suspects
      let shapes = Dictionary(
        grouping: all.filter { $0.isNumeric && $0.shape.count == 2 }, by: \.shape)
      if suspects.isEmpty, let most = shapes.max(by: { $0.value.count < $1.value.count }),
        most.value.count > 2
      {
        throw SceneError(
          file: file, problem: "has no numeric \(kind) of rank 3, so no cube",
          remedy: "Its \(most.value.count) \(kind)s of \(describe(shape: most.key)), from "
            + "\(most.value[0].name) on, may be bands: join them into one file, as with "
            + "gdal_translate or gdalbuildvrt -separate")
      }
      throw SceneError(
        file: file, problem: "has no numeric \(kind) of rank 3, so no cube",
        remedy: shown.isEmpty
          ? "It has no \(kind)s at all"
          : "It has \(shown.map(\.description).joined(separator: ", "))\(parts(suspects))")
    }
    let named = cubes.filter(\.isNamedCube)
    if named.count == 1, suspects.isEmpty, let only = named.first {
      return (
        only.name,
        "cube \(only.name): the only \(kind) whose dimensions are rows, columns and bands"
      )
    }
    throw SceneError(
      file: file, problem: "has \(cubes.count) \(kind)s that could be the cube",
      remedy: "Name one with `cube`: "
        + (cubes + suspects).map(\.description).joined(separator: ", ") + parts(suspects))
  }

  /// How to name a part of an array of more than three dimensions.
  private static func parts(_ suspects: [CubeCandidate]) -> String {
    guard let large = suspects.first(where: { $0.isNumeric && $0.shape.count > 3 }) else {
      return ""
    }
    return "; of more than three dimensions name a part, as in \(large.name)[1]"
  }
}
