/// Opens PRISMA L1 and L2 (HDF-EOS5): VNIR and SWIR joined by wavelength, or one of them if it is
/// named or alone, scaled as its attributes say.
///
/// Bands whose centre is 0 are absent and left out; the two spectrometers overlap from 920 to
/// 1010 nm, and all bands of both are kept. A pixel that is 0 in every band has no data; nor have
/// the values that the error matrices call invalid (ASI, "PRISMA Products Specification Document",
/// issue 2.3: 0 ok, 1 invalid, 2 negative, 4 saturated).
///
/// - Returns: nil if the file is not one, or another cube of it is asked for.
func openPRISMA(_ file: HDF5File, descriptor: SceneDescriptor) throws -> OpenedFile? {
  for level in ["L2D", "L2C", "L2B", "L1"] {
    let swath = "PRS_\(level)_HCO"
    let folder = "/HDFEOS/SWATHS/\(swath)/Data Fields"
    let names = ["VNIR", "SWIR"].filter { name in
      let path = "\(folder)/\(name)_Cube"
      let named = descriptor.cube.map { "/" + $0.drop { $0 == "/" } }
      return file.exists(path) && (named == nil || named == path)
    }
    guard !names.isEmpty else { continue }
    let sensors = try names.map { try PRISMASensor(file, folder, $0 == "VNIR" ? "Vnir" : "Swir") }
    let bands = sensors.enumerated().flatMap { part, sensor in sensor.bands.map { (part: part, $0) }
    }
    .sorted { $0.1.wavelength < $1.1.wavelength }
    let first = sensors[0].blocks.shape
    let (rows, columns) = (first.rows, first.columns)
    for sensor in sensors {
      let own = sensor.blocks.shape
      guard own.rows == rows, own.columns == columns, !bands.isEmpty else {
        throw SceneError(
          file: file.path, variable: sensor.blocks.variable,
          problem: "is \(own), \(names[0])_Cube \(first)",
          remedy: "The file is damaged; fetch it again")
      }
    }
    let table = BandTable(
      count: bands.count, wavelengths: bands.map { $0.1.wavelength },
      widths: bands.map { $0.1.width })
    let masked = sensors.compactMap { $0.errors?.variable }
    let counts = zip(names, sensors).map { "\($1.bands.count) of \($0)" }
    let evidence = [
      "PRISMA: \(folder)/" + names.map { "\($0)_Cube" }.joined(separator: " and "),
      "bands: \(counts.joined(separator: " and ")), by wavelength",
      "no data: pixels that are 0 in all bands"
        + (masked.isEmpty ? "" : ", values that are 1 in \(masked.joined(separator: " and "))"),
    ]
    let cube = try JoinedCube(
      parts: sensors.map { try $0.cube(descriptor: descriptor) },
      errors: sensors.map { try $0.errorCube() },
      places: bands.map { ($0.part, $0.1.index) }, bands: table,
      georeference: level == "L2D"
        ? prismaGrid(file, rows: rows, columns: columns) : nil,
      recognition: Recognition(
        format: "PRISMA \(level)", evidence: evidence,
        storedType: sensors[0].blocks.storedType, fill: nil, scale: sensors[0].values.scale,
        offset: sensors[0].values.offset),
      emptyValue: sensors.map(\.values.offset))
    var storage = sensors[0].blocks.storage
    storage.bytes = sensors.reduce(0) { $0 + $1.blocks.dataset.storedBytes }
    return OpenedFile(
      cube: cube, storage: storage,
      labels: LabelArrays(
        matrices: HDF5Labels(hdf5: file, isPlaced: false), shape: cube.shape, descriptor: descriptor
      ))
  }
  return nil
}

/// One of the two spectrometers.
private struct PRISMASensor {
  struct Band {
    /// In its cube, 0-based.
    var index: Int
    var wavelength: Double
    var width: Double
  }

  let blocks: HDF5Blocks
  let values: StoredValues
  /// A code for each value of the cube, where the file has them.
  let errors: HDF5Blocks?
  /// Those that are present, in the order of the file: descending.
  let bands: [Band]

  /// - Parameter name: "Vnir" or "Swir", as its attributes have it.
  init(_ file: HDF5File, _ folder: String, _ name: String) throws {
    let path = "\(folder)/\(name.uppercased())_Cube"
    let layout = try HDF5CubeLayout(
      file: file, descriptor: SceneDescriptor(),
      product: HDF5Product(format: "PRISMA", cube: path, axes: [.row, .band, .column]))
    blocks = try HDF5Blocks(layout, file: file)
    let count = layout.shape.bands
    let matrix = "\(folder)/\(name.uppercased())_PIXEL_L2_ERR_MATRIX"
    if file.exists(matrix) {
      let layout = try HDF5CubeLayout(
        file: file, descriptor: SceneDescriptor(),
        product: HDF5Product(format: "PRISMA", cube: matrix, axes: [.row, .band, .column]))
      let codes = try HDF5Blocks(layout, file: file)
      guard codes.shape == blocks.shape else {
        throw SceneError(
          file: file.path, variable: matrix,
          problem: "is \(codes.shape), the cube that it is of \(blocks.shape)",
          remedy: "The file is damaged; fetch it again")
      }
      errors = codes
    } else {
      errors = nil
    }
    func list(_ attribute: String) throws -> [Double] {
      let values = try file.attribute(attribute, on: "/")?.numbers ?? []
      guard values.count == count else {
        throw SceneError(
          file: file.path, variable: attribute,
          problem: "has \(values.count) values, \(path) has \(count) bands",
          remedy: "The file is damaged; fetch it again")
      }
      return values
    }
    let widths = try list("List_Fwhm_\(name)")
    bands = try list("List_Cw_\(name)").enumerated().filter { $0.element > 0 }.map {
      Band(index: $0.offset, wavelength: $0.element, width: widths[$0.offset])
    }
    var values = StoredValues()
    if !folder.contains("PRS_L1_"),
      let low = try file.attribute("L2Scale\(name)Min", on: "/")?.number,
      let high = try file.attribute("L2Scale\(name)Max", on: "/")?.number
    {
      values.scale = (high - low) / 65535
      values.offset = low
    } else if folder.contains("PRS_L1_"),
      let factor = try file.attribute("ScaleFactor_\(name)", on: "/")?.number, factor != 0
    {
      // Radiance in W/(m²·sr·µm).
      values.scale = 1 / factor
      values.offset = try -(file.attribute("Offset_\(name)", on: "/")?.number ?? 0)
    }
    self.values = values
  }

  func errorCube() throws -> StoredCube? {
    try errors.map {
      try StoredCube(
        $0, bands: BandTable(count: $0.shape.bands), georeference: nil, values: StoredValues(),
        format: "PRISMA", evidence: [])
    }
  }

  func cube(descriptor: SceneDescriptor) throws -> StoredCube {
    try StoredCube(
      blocks, bands: BandTable(count: blocks.shape.bands), georeference: nil,
      values: values.overlaid(by: descriptor), format: "PRISMA", evidence: [])
  }
}

/// The corners named by the file are centres of pixels.
private func prismaGrid(_ file: HDF5File, rows: Int, columns: Int) throws -> Georeference? {
  func number(_ name: String) throws -> Double? { try file.attribute(name, on: "/")?.number }
  guard let left = try number("Product_ULcorner_easting"),
    let top = try number("Product_ULcorner_northing"),
    let right = try number("Product_LRcorner_easting"),
    let bottom = try number("Product_LRcorner_northing"), rows > 1, columns > 1
  else { return nil }
  let across = (right - left) / Double(columns - 1)
  let down = (bottom - top) / Double(rows - 1)
  guard across.isFinite, down.isFinite, across > 0, down < 0 else { return nil }
  let code = try number("Epsg_Code").flatMap { Int(exactly: $0) }
  return Georeference(
    transform: [left - across / 2, across, 0, top - down / 2, 0, down],
    crs: code.map { "EPSG:\($0)" })
}
