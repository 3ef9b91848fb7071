/// One map into several files at once, as a raster and its polygons; all are put in place, or
/// where one fails, none that is not in place yet.
public final class SeveralMapWriters: MapWriter {
  private let writers: [(writer: any MapWriter, confidence: Bool)]

  /// - Parameter writers: each with whether its layout has confidence, which is kept from the rest.
  public init(_ writers: [(writer: any MapWriter, confidence: Bool)]) {
    self.writers = writers
  }

  public func write(
    rows: Range<Int>, classes: UnsafeBufferPointer<UInt16>,
    confidence: UnsafeBufferPointer<Float>?
  ) throws {
    for entry in writers {
      try entry.writer.write(
        rows: rows, classes: classes, confidence: entry.confidence ? confidence : nil)
    }
  }

  public func finish() throws {
    do {
      for entry in writers { try entry.writer.finish() }
    } catch {
      abandon()
      throw error
    }
  }

  public func abandon() {
    for entry in writers { entry.writer.abandon() }
  }
}
