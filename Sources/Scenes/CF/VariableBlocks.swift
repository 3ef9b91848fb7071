/// Blocks of three dimensions of a variable.
struct VariableBlocks: StoredBlocks {
  let source: any VariableFile
  let array: FileVariable
  let dimensions: CubeDimensions
  let element: any HDF5Element.Type
  let axes: [Axis]

  var file: String { source.path }
  var variable: String? { array.name }
  var lengths: [Int] { dimensions.lengths }
  var chunk: [Int]? { array.chunk.map { chunk in dimensions.kept.map { chunk[$0] } } }

  /// - Throws: `SceneError` if it is of no size that a scene has.
  init(
    _ file: any VariableFile, _ variable: FileVariable, _ dimensions: CubeDimensions,
    axes: [Axis]
  ) throws {
    self.dimensions = dimensions
    source = file
    array = variable
    element = variable.element ?? Double.self
    self.axes = axes
    try shape.requirePlausible(file: file.path, variable: variable.name)
  }

  func read(start: [Int], count: [Int], into target: UnsafeMutableRawPointer) throws {
    try source.read(
      array, start: dimensions.starts(start), count: dimensions.counts(count), into: target)
  }
}
