/// A cube of stored numbers in any order of axes and any number type: the one reader of windows of
/// all formats that hold a cube as one array.
final class StoredCube: GenericCubeReader {
  let shape: CubeShape
  let bands: BandTable
  let georeference: Georeference?
  let recognition: Recognition
  private let blocks: any StoredBlocks
  private let values: StoredValues

  /// - Parameters:
  ///   - format: what the file was recognised as.
  ///   - evidence: the signs of it.
  ///   - values: what stored numbers mean; lists in it are as long as the cube has bands.
  init(
    _ blocks: any StoredBlocks, bands: BandTable, georeference: Georeference?,
    values: StoredValues, format: String, evidence: [String]
  ) throws {
    self.blocks = blocks
    shape = blocks.shape
    precondition(bands.count == shape.bands, "\(bands.count) bands of a cube \(shape)")
    self.bands = bands
    self.georeference = georeference
    self.values = values
    try values.requireUse(file: blocks.file, variable: blocks.variable, bands: shape.bands)
    recognition = Recognition(
      format: format, evidence: evidence,
      storedType: storedTypeName(values.element ?? blocks.element),
      fill: values.fills.first, scale: values.scale, offset: values.offset)
  }

  var place: (file: String, variable: String?) { (blocks.file, blocks.variable) }

  /// The stored type is known only now; each is compiled for itself.
  func fill<Value: PhysicalValue>(
    _ window: CubeWindow, _ buffer: UnsafeMutableBufferPointer<Value>
  ) throws {
    guard let base = buffer.baseAddress else { return }
    switch values.element ?? blocks.element {
    case is UInt8.Type: try read(UInt8.self, window, into: base)
    case is Int8.Type: try read(Int8.self, window, into: base)
    case is UInt16.Type: try read(UInt16.self, window, into: base)
    case is Int16.Type: try read(Int16.self, window, into: base)
    case is UInt32.Type: try read(UInt32.self, window, into: base)
    case is Int32.Type: try read(Int32.self, window, into: base)
    case is UInt64.Type: try read(UInt64.self, window, into: base)
    case is Int64.Type: try read(Int64.self, window, into: base)
    case is Float.Type: try read(Float.self, window, into: base)
    default: try read(Double.self, window, into: base)
    }
  }

  /// Reads run by run of bands and, within a run, by blocks of whole rows of chunks that need no
  /// more than 64 MiB, or of rows that stay in the processor's cache if there are no chunks.
  private func read<Stored: HDF5Element, Value: PhysicalValue>(
    _ stored: Stored.Type, _ window: CubeWindow, into target: UnsafeMutablePointer<Value>
  ) throws {
    let chunk = blocks.chunk
    let places = [Axis.row, .column, .band].map { blocks.axes.firstIndex(of: $0) ?? 0 }
    let chunkRows = chunk?[places[0]] ?? 1
    let bytes = chunk == nil ? 1 << 22 : 1 << 26
    var all: [Part] = []
    for run in runs(of: window.bands, chunkBands: chunk?[places[2]] ?? 1) {
      let perPixel = run.bands.count * MemoryLayout<Stored>.stride
      let columnBlock = max(1, min(window.columns.count, bytes / perPixel))
      let room = max(1, bytes / (perPixel * columnBlock))
      let rowBlock = room >= chunkRows ? room / chunkRows * chunkRows : room
      var row = window.rows.lowerBound
      while row < window.rows.upperBound {
        // A block ends where a row of chunks ends, if it holds one.
        let start = rowBlock >= chunkRows ? row / chunkRows * chunkRows : row
        let rows = row..<min(window.rows.upperBound, start + rowBlock)
        for column in stride(
          from: window.columns.lowerBound, to: window.columns.upperBound, by: columnBlock)
        {
          let columns = column..<min(column + columnBlock, window.columns.upperBound)
          all.append(Part(rows: rows, columns: columns, bands: run.bands, picks: run.picks))
        }
        row = rows.upperBound
      }
    }
    let parts = all
    // Each value is written once, by one part of the window.
    nonisolated(unsafe) let target = target
    if chunk == nil {
      try concurrently(parts.count) {
        try read(stored, parts[$0], of: window, places, into: target)
      }
    } else {
      // The chunks of a part are unpacked at once.
      for part in parts { try read(stored, part, of: window, places, into: target) }
    }
  }

  /// A block of the file, and what of its bands is wanted.
  private struct Part {
    var rows: Range<Int>
    var columns: Range<Int>
    var bands: Range<Int>
    var picks: [(run: Int, target: Int)]
  }

  /// - Parameter places: which dimensions of the file are rows, columns and bands.
  private func read<Stored: HDF5Element, Value: PhysicalValue>(
    _ stored: Stored.Type, _ part: Part, of window: CubeWindow, _ places: [Int],
    into target: UnsafeMutablePointer<Value>
  ) throws {
    var first = [0, 0, 0]
    var count = [0, 0, 0]
    for (place, range) in zip(places, [part.rows, part.columns, part.bands]) {
      first[place] = range.lowerBound
      count[place] = range.count
    }
    let pixelStride = window.bands.count
    let rowStride = pixelStride * window.columns.count
    nonisolated(unsafe) let target = target
    try blocks.forEachPiece(start: first, count: count) { piece in
      let bands = piece.start[places[2]]..<piece.start[places[2]] + piece.count[places[2]]
      let skipped = bands.lowerBound - part.bands.lowerBound
      let picks =
        bands == part.bands
        ? part.picks
        : part.picks.compactMap { pick in
          bands.contains(part.bands.lowerBound + pick.run)
            ? (run: pick.run - skipped, target: pick.target) : nil
        }
      guard !picks.isEmpty else { return }
      values.place(
        piece.values.assumingMemoryBound(to: Stored.self), rows: piece.count[places[0]],
        columns: piece.count[places[1]],
        strides: (piece.strides[places[0]], piece.strides[places[1]], piece.strides[places[2]]),
        firstBand: bands.lowerBound, picks: picks,
        into: target + (piece.start[places[0]] - window.rows.lowerBound) * rowStride
          + (piece.start[places[1]] - window.columns.lowerBound) * pixelStride,
        pixelStride: pixelStride, rowStride: rowStride)
    }
  }

  /// The bands wanted as contiguous runs of the file; one run goes on over a gap that is shorter
  /// than a chunk, so that no chunk is decompressed twice.
  private func runs(
    of bands: [Int], chunkBands: Int
  ) -> [(bands: Range<Int>, picks: [(run: Int, target: Int)])] {
    var runs: [(bands: Range<Int>, picks: [(run: Int, target: Int)])] = []
    for (target, band) in bands.enumerated().sorted(by: { $0.element < $1.element }) {
      if let last = runs.last?.bands, band - last.upperBound < max(8, chunkBands) {
        runs[runs.count - 1].bands = last.lowerBound..<max(last.upperBound, band + 1)
        runs[runs.count - 1].picks.append((band - last.lowerBound, target))
      } else {
        runs.append((band..<band + 1, [(0, target)]))
      }
    }
    return runs
  }
}
