/// Wavelengths, widths and bad-band flags: variables of a usual name, as long as the cube has
/// bands.
struct VariableBands {
  let file: any VariableFile

  func table(bands: Int, descriptor: SceneDescriptor) throws -> (
    table: BandTable, remarks: [String]
  ) {
    let wavelengths = try list(
      BandLists.wavelengthNames, descriptor.wavelength, bands, "wavelength")
    let widths = try list(BandLists.widthNames, descriptor.fwhm, bands, "fwhm")
    let stated = descriptor.wavelengthUnits
    return try BandLists.table(
      bands: bands, wavelengths: wavelengths?.values, units: stated ?? wavelengths?.units,
      widths: widths?.values, widthUnits: stated ?? widths?.units,
      good: list(BandLists.goodNames, nil, bands, "bbl")?.values, file: file.path,
      variable: "wavelength")
  }

  /// Lengths of the lists of wavelengths, to tell the band axis.
  func lengths(descriptor: SceneDescriptor) -> Set<Int> {
    switch descriptor.wavelength {
    case .list(let values): return [values.count]
    case .dataset(let name):
      return (try? file.variable(name)).map { [product($0.shape) ?? 0] } ?? []
    case nil:
      let lists = file.variables.filter {
        BandLists.wavelengthNames.contains($0.lastName.lowercased()) && $0.shape.count == 1
      }
      return Set(lists.map { $0.shape[0] })
    }
  }

  private func list(
    _ names: [String], _ stated: SceneDescriptor.BandValues?, _ bands: Int, _ key: String
  ) throws -> (values: [Double], units: String?)? {
    if case .dataset(let name) = stated {
      let variable = try file.variable(name)
      guard let values = file.list("/\(variable.name)", count: bands) else {
        throw SceneError(
          file: file.path, variable: name,
          problem: "is \(variable.description), the cube has \(bands) bands",
          remedy: "Name a variable of \(bands) numbers")
      }
      return (values, units(of: variable))
    }
    if let list = try BandLists.stated(stated, bands: bands, file: file.path, key: key) {
      return (list, nil)
    }
    for variable in file.variables where names.contains(variable.lastName.lowercased()) {
      if let values = file.list("/\(variable.name)", count: bands) {
        return (values, units(of: variable))
      }
    }
    return nil
  }

  private func units(of variable: FileVariable) -> String? {
    (try? file.attribute("units", on: "/\(variable.name)"))??.text
  }
}
