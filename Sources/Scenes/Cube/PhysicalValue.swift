/// What a reader gives out: float or double.
protocol PhysicalValue: BinaryFloatingPoint, Sendable {
  init<Stored: HDF5Element>(stored: Stored)
  /// In single precision.
  var single: Float { get }
  /// Reads a window of a cube in this precision.
  static func read(
    _ window: CubeWindow, of cube: any CubeReader, into buffer: UnsafeMutableBufferPointer<Self>
  ) throws
}

extension Float: PhysicalValue {
  @inline(__always) init<Stored: HDF5Element>(stored: Stored) { self = stored.asFloat }
  @inline(__always) var single: Float { self }
  static func read(
    _ window: CubeWindow, of cube: any CubeReader, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws { try cube.read(window, into: buffer) }
}

extension Double: PhysicalValue {
  @inline(__always) init<Stored: HDF5Element>(stored: Stored) { self = stored.asDouble }
  @inline(__always) var single: Float { Float(self) }
  static func read(
    _ window: CubeWindow, of cube: any CubeReader, into buffer: UnsafeMutableBufferPointer<Double>
  ) throws { try cube.read(window, into: buffer) }
}
