/// Wavelengths, widths and bad-band flags of a MATLAB file before 7.3: matrices of one row or
/// column of a usual name, as long as the cube has bands.
struct MATLABBands: NamedBandLists {
  let file: MATLABFile

  var path: String { file.path }

  /// Lengths of the lists of wavelengths, to tell the band axis.
  func lengths(descriptor: SceneDescriptor) -> Set<Int> {
    switch descriptor.wavelength {
    case .list(let values): return [values.count]
    case .dataset(let name):
      return (try? file.variable(name))?.count.map { [$0] } ?? []
    case nil:
      let lists = file.variables.filter {
        BandLists.wavelengthNames.contains($0.lastName) && $0.element != nil
          && $0.dimensions.count { $0 != 1 } == 1
      }
      return Set(lists.compactMap(\.count))
    }
  }

  func list(
    _ names: [String], _ stated: SceneDescriptor.BandValues?, _ bands: Int, _ key: String
  ) throws -> [Double]? {
    if case .dataset(let name) = stated {
      let variable = try file.variable(name)
      guard isList(variable, bands) else {
        throw SceneError(
          file: file.path, variable: name,
          problem: "is \(variable.description), the cube has \(bands) bands",
          remedy: "Name a variable of \(bands) numbers")
      }
      return try file.numbers(
        variable, start: variable.dimensions.map { _ in 0 }, count: variable.dimensions)
    }
    if let list = try BandLists.stated(stated, bands: bands, file: file.path, key: key) {
      return list
    }
    guard
      let variable = file.variables.first(where: {
        names.contains($0.lastName) && isList($0, bands)
      })
    else { return nil }
    return try? file.numbers(
      variable, start: variable.dimensions.map { _ in 0 }, count: variable.dimensions)
  }

  private func isList(_ variable: MATLABVariable, _ bands: Int) -> Bool {
    variable.element != nil && variable.count == bands && variable.dimensions.contains(bands)
  }
}
