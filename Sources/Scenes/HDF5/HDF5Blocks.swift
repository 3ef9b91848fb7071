/// Blocks of a dataset of rank 3.
struct HDF5Blocks: StoredBlocks {
  let dataset: HDF5Dataset
  let axes: [Axis]

  var file: String { dataset.file.path }
  var variable: String? { dataset.path }
  var lengths: [Int] { dataset.shape }
  var element: any HDF5Element.Type { dataset.type.element }
  var chunk: [Int]? { dataset.chunk }
  var storedType: String { dataset.storedType }

  /// Opens the dataset of a layout anew, with room for the chunks that windows share.
  init(_ layout: HDF5CubeLayout, file: HDF5File) throws {
    dataset = try HDF5Dataset(
      file: file, path: layout.dataset.path, cacheBytes: Self.cacheBytes(layout))
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

  /// Room for one line of chunks across the scene, between 1 and 64 MiB, or one chunk if that is
  /// more, up to 256 MiB.
  private static func cacheBytes(_ layout: HDF5CubeLayout) -> Int? {
    guard let chunk = layout.dataset.chunk else { return nil }
    let size = MemoryLayout<Double>.size
    func clamped(_ lengths: [Int]) -> Int { min(1 << 28, product(lengths + [size]) ?? 1 << 28) }
    let row = layout.place(of: .row)
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
        start: start, count: count,
        into: UnsafeMutableBufferPointer(
          start: target.assumingMemoryBound(to: Stored.self), count: elements))
    }
    try read(element)
  }

  /// For `SceneSummary`.
  var storage: CubeStorage {
    CubeStorage(
      path: dataset.path, shape: dataset.shape, axes: axes.map(\.rawValue), chunk: dataset.chunk,
      filters: dataset.filters, bytes: dataset.storedBytes)
  }
}
