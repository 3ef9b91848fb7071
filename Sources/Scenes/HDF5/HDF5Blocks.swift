/// Blocks of three dimensions of a dataset.
struct HDF5Blocks: StoredBlocks {
  let dataset: HDF5Dataset
  private let dimensions: CubeDimensions
  let axes: [Axis]
  /// Unpacks chunks on several threads, where they are packed in a way that it knows.
  private let decoder: HDF5ChunkDecoder?

  var file: String { dataset.file.path }
  var variable: String? { dataset.path }
  var lengths: [Int] { dimensions.lengths }
  var element: any HDF5Element.Type { dataset.type.element }
  var chunk: [Int]? { dataset.chunk.map { chunk in dimensions.kept.map { chunk[$0] } } }
  var storedType: String { dataset.storedType }

  init(_ layout: HDF5CubeLayout, file: HDF5File) throws {
    dataset = layout.dataset
    dimensions = layout.dimensions
    // A chunk of several parts is left to HDF5.
    let isFlat =
      dataset.chunk.map { chunk in
        chunk.indices.allSatisfy { layout.dimensions.kept.contains($0) || chunk[$0] == 1 }
      } ?? false
    decoder =
      isFlat ? HDF5ChunkDecoder(dataset, cacheBytes: Self.cacheBytes(layout)) : nil
    axes = layout.order
    try layout.shape.requirePlausible(file: file.path, variable: dataset.path)
    // A chunk is unpacked whole. Deflate packs at most 1032 : 1.
    let bytes = dataset.chunk.map { product($0 + [8]) ?? Int.max } ?? 0
    let size = try FileStart.size(of: file.path)
    guard bytes <= 1 << 28 || bytes / 8192 <= size else {
      throw SceneError(
        file: file.path, variable: dataset.path,
        problem: "claims chunks of \(describe(shape: dataset.chunk ?? [])) in a file of "
          + "\(size) bytes",
        remedy: "The file is damaged; fetch it again")
    }
  }

  /// Room for unpacked chunks that windows share: for one line of chunks across the scene, between 1 and 64 MiB, or one chunk if that is
  /// more, up to 256 MiB.
  private static func cacheBytes(_ layout: HDF5CubeLayout) -> Int {
    guard let chunk = layout.dataset.chunk else { return 0 }
    let size = MemoryLayout<Double>.size
    func clamped(_ lengths: [Int]) -> Int { min(1 << 28, product(lengths + [size]) ?? 1 << 28) }
    let row = layout.dimensions.kept[layout.place(of: .row)]
    let line = layout.dataset.shape.indices.map { axis in
      axis == row
        ? chunk[axis] : (layout.dataset.shape[axis] + chunk[axis] - 1) / chunk[axis] * chunk[axis]
    }
    return max(1 << 20, clamped(chunk), min(1 << 26, clamped(line)))
  }

  func read(start: [Int], count: [Int], into target: UnsafeMutableRawPointer) throws {
    func read<Stored: HDF5Element>(_ stored: Stored.Type) throws {
      let elements = product(count) ?? 0
      try dataset.read(
        start: dimensions.starts(start), count: dimensions.counts(count),
        into: UnsafeMutableBufferPointer(
          start: target.assumingMemoryBound(to: Stored.self), count: elements))
    }
    try read(element)
  }

  func forEachPiece(
    start: [Int], count: [Int], _ body: @Sendable (StoredPiece) -> Void
  ) throws {
    guard let decoder, let chunk else { return try readAtOnce(start: start, count: count, body) }
    let end = zip(start, count).map { $0 + $1 }
    let first = zip(start, chunk).map { $0 / $1 }
    let across = zip(zip(end, chunk), first).map { ($0.0 + $0.1 - 1) / $0.1 - $1 }
    try concurrently(across.reduce(1, *)) { index in
      let place = [
        first[0] + index / (across[1] * across[2]), first[1] + index / across[2] % across[1],
        first[2] + index % across[2],
      ]
      let corner = zip(place, chunk).map { $0 * $1 }
      let from = zip(start, corner).map { max($0, $1) }
      let to = zip(end, zip(corner, chunk)).map { min($0, $1.0 + $1.1) }
      let part = zip(to, from).map { $0 - $1 }
      guard let values = decoder.values(at: dimensions.starts(place)) else {
        return try readAtOnce(start: from, count: part, body)
      }
      let strides = [chunk[1] * chunk[2], chunk[2], 1]
      let skipped = (0..<3).reduce(0) { $0 + (from[$1] - corner[$1]) * strides[$1] }
      body(
        StoredPiece(
          start: from, count: part, strides: strides,
          values: UnsafeRawPointer(values.start) + skipped * elementBytes))
      withExtendedLifetime(values) {}
    }
  }

  /// For `SceneSummary`.
  var storage: CubeStorage {
    CubeStorage(
      path: dataset.path, shape: lengths, axes: axes.map(\.rawValue), chunk: chunk,
      filters: dataset.filters, bytes: dataset.storedBytes)
  }
}
