/// What a file of named arrays says of its bands: lists of a usual name, as long as the cube has bands.
protocol NamedBandLists {
  var path: String { get }

  /// A list for each band.
  ///
  /// - Parameters:
  ///   - names: usual ones, in small letters.
  ///   - stated: what the descriptor says in their place.
  ///   - bands: of the cube.
  ///   - key: of the descriptor, for errors.
  /// - Returns: nil if there is none.
  /// - Throws: `SceneError` if what is stated is not in the file, or of another length.
  func list(
    _ names: [String], _ stated: SceneDescriptor.BandValues?, _ bands: Int, _ key: String
  ) throws -> [Double]?
}

extension NamedBandLists {
  /// Wavelengths, widths and bad-band flags, and what is to be told of them.
  func table(bands: Int, descriptor: SceneDescriptor) throws -> (
    table: BandTable, remarks: [String]
  ) {
    try BandLists.table(
      bands: bands,
      wavelengths: list(BandLists.wavelengthNames, descriptor.wavelength, bands, "wavelength"),
      units: descriptor.wavelengthUnits,
      widths: list(BandLists.widthNames, descriptor.fwhm, bands, "fwhm"),
      good: list(BandLists.goodNames, nil, bands, "bbl"), file: path, variable: "wavelength")
  }
}
