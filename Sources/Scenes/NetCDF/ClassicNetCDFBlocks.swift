/// Blocks of three dimensions of a variable.
struct ClassicNetCDFBlocks: StoredBlocks {
  let netCDF: ClassicNetCDF
  let array: ClassicNetCDF.Variable
  let dimensions: CubeDimensions
  let element: any HDF5Element.Type
  let axes: [Axis]

  var file: String { netCDF.path }
  var variable: String? { array.name }
  var lengths: [Int] { dimensions.lengths }
  var chunk: [Int]? { nil }

  /// - Throws: `SceneError` if it is of no size that a scene has.
  init(
    _ file: ClassicNetCDF, _ variable: ClassicNetCDF.Variable, _ dimensions: CubeDimensions,
    axes: [Axis]
  ) throws {
    self.dimensions = dimensions
    netCDF = file
    array = variable
    element = variable.element ?? Double.self
    self.axes = axes
    try shape.requirePlausible(file: file.path, variable: variable.name)
  }

  func read(start: [Int], count: [Int], into target: UnsafeMutableRawPointer) throws {
    try netCDF.read(
      array, start: dimensions.starts(start), count: dimensions.counts(count), into: target)
  }
}
