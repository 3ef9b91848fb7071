internal import Scenes

/// Takes a map that nobody asks for.
final class NoMap: MapWriter {
  func write(
    rows: Range<Int>, classes: UnsafeBufferPointer<UInt16>,
    confidence: UnsafeBufferPointer<Float>?
  ) {}
  func finish() {}
  func abandon() {}
}

/// Keeps a map in memory.
final class MapInMemory: MapWriter {
  private(set) var classes: [UInt16] = []
  private(set) var confidence: [Float] = []

  func write(
    rows: Range<Int>, classes: UnsafeBufferPointer<UInt16>,
    confidence: UnsafeBufferPointer<Float>?
  ) {
    self.classes += classes
    if let confidence { self.confidence += confidence }
  }
  func finish() {}
  func abandon() {}
}
