/// A map that was stopped because it was asked to; nothing of it is on the disk.
public struct MappingInterrupted: Error, CustomStringConvertible {
  public init() {}
  public var description: String { "stopped; no map has been written" }
}
