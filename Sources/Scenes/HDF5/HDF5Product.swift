/// What is known beforehand of an HDF5 file of a certain kind. What it leaves out is found as in
/// any other HDF5 file.
struct HDF5Product: Sendable {
  /// "NEON AOP", …
  var format: String
  /// The signs that it was recognised by.
  var evidence: [String] = []
  /// Path of the cube.
  var cube: String?
  /// What the dimensions of the cube are.
  var axes: [Axis]?
  /// What a file of this kind says in its own way of where it lies.
  var grid: Grid = .conventional
  /// Wavelengths in nanometres between which nothing reaches the ground.
  var badWindows: [ClosedRange<Double>] = []
  /// Whether axes are stored in the opposite order of what their writer sees.
  var isReversed = false
  /// Dataset of the cube's rows and columns that is not 0 where a pixel has no data.
  var mask: String?
  /// Datasets that look like labels and are none.
  var masks: [String] = []
  var lookupTable: (@Sendable () throws -> GeographicLookupTable)?

  enum Grid: Sendable {
    /// By CF or GDAL; some datasets beside the cube may describe it.
    case conventional
    case described(by: [String])
    case known(Georeference?)
  }

  /// Whether the file says by CF's or GDAL's conventions where its arrays lie.
  var isPlacedByConvention: Bool {
    switch grid {
    case .conventional, .described: true
    case .known: false
    }
  }

  /// The kinds that are told apart, the most particular first.
  static func recognise(_ file: HDF5File, start: [UInt8]) throws -> HDF5Product {
    for recognise in [neon, emit, aviris, tanager] {
      if let product = try recognise(file) { return product }
    }
    if let product = matlab(file, start: start) { return product }
    if file.exists("/_nc3_strict")
      || (try? file.attribute("_NCProperties", on: "/")) != nil
    {
      return HDF5Product(format: "NetCDF-4", evidence: ["netCDF-4: attribute _NCProperties"])
    }
    return HDF5Product(format: "HDF5", evidence: ["HDF5: its signature"])
  }
}
