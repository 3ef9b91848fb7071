extension HDF5Product {
  /// MATLAB 7.3: HDF5 after a block of 512 bytes that says so, each variable with the attribute
  /// `MATLAB_class`; dimensions in the opposite order of MATLAB's.
  static func matlab(_ file: HDF5File, start: [UInt8]) -> HDF5Product? {
    let name = Array("MATLAB 7.3 MAT-file".utf8)
    var evidence: [String] = []
    if start.starts(with: name) {
      evidence = ["MATLAB 7.3: the file begins with \"MATLAB 7.3 MAT-file\""]
    } else if let variable = ((try? file.datasetPaths()) ?? []).first(where: {
      (try? file.attribute("MATLAB_class", on: $0)) != nil
    }) {
      evidence = ["MATLAB 7.3: attribute MATLAB_class of \(variable)"]
    } else {
      return nil
    }
    return HDF5Product(
      format: "MATLAB 7.3", evidence: evidence, isReversed: true)
  }
}
