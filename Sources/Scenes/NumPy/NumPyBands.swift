/// Wavelengths, widths and bad-band flags of a NumPy archive: lists of a usual name, as long as the
/// cube has bands.
struct NumPyBands: NamedBandLists {
  let file: NumPyFile

  var path: String { file.path }

  /// Lengths of the lists of wavelengths, to tell the band axis.
  func lengths(descriptor: SceneDescriptor) -> Set<Int> {
    switch descriptor.wavelength {
    case .list(let values): return [values.count]
    case .dataset(let name):
      return (try? file.array(name)).flatMap { product($0.shape) }.map { [$0] } ?? []
    case nil:
      let lists = file.arrays.filter {
        BandLists.wavelengthNames.contains($0.name.lowercased()) && $0.number != nil
          && $0.shape.count { $0 != 1 } == 1
      }
      return Set(lists.compactMap { product($0.shape) })
    }
  }

  func list(
    _ names: [String], _ stated: SceneDescriptor.BandValues?, _ bands: Int, _ key: String
  ) throws -> [Double]? {
    if case .dataset(let name) = stated {
      let array = try file.array(name)
      guard isList(array, bands) else {
        throw SceneError(
          file: file.path, variable: name,
          problem: "is \(array.description), the cube has \(bands) bands",
          remedy: "Name an array of \(bands) numbers")
      }
      return try file.numbers(array)
    }
    if let list = try BandLists.stated(stated, bands: bands, file: file.path, key: key) {
      return list
    }
    return try file.arrays.first {
      names.contains($0.name.lowercased()) && isList($0, bands)
    }.map { try file.numbers($0) }
  }

  private func isList(_ array: NPYArray, _ bands: Int) -> Bool {
    array.number != nil && product(array.shape) == bands && array.shape.contains(bands)
  }
}
