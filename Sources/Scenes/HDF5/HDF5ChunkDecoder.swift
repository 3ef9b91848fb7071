import CDeflate
import CHDF5
internal import Synchronization

/// Unpacks gzipped chunks of a dataset on several threads at once: only the fetching of packed bytes
/// is under the library's lock, which HDF5's own filters hold all the time.
final class HDF5ChunkDecoder: Sendable {
  private let dataset: HDF5Dataset
  private let chunk: [Int]
  private let elementBytes: Int
  private let isShuffled: Bool
  private let cache: ChunkCache

  /// - Parameter cacheBytes: room for unpacked chunks that several windows share.
  /// - Returns: nil if the dataset's values are not stored as they are in memory, its filters are
  ///   others than gzip with or without shuffling, or its chunks are too large for several to be
  ///   unpacked at once.
  init?(_ dataset: HDF5Dataset, cacheBytes: Int) {
    guard let chunk = dataset.chunk, dataset.isStoredAsInMemory,
      let bytes = product(chunk + [dataset.type.element.byteCount]), 1...(1 << 26) ~= bytes
    else { return nil }
    switch nativeLibraryLock.withLock({ hdf5Filters(of: dataset.id) }).map(\.id) {
    case [1]: isShuffled = false
    case [2, 1]: isShuffled = true
    default: return nil
    }
    self.dataset = dataset
    self.chunk = chunk
    elementBytes = dataset.type.element.byteCount
    cache = ChunkCache(bytes: max(cacheBytes, bytes))
  }

  /// The values of a chunk, in the order of the file.
  ///
  /// - Parameter place: the chunk's number along each axis.
  /// - Returns: nil if the chunk was never written, skipped a filter, or is damaged: HDF5 itself
  ///   then knows what to make of it, or how to say what is wrong.
  func values(at place: [Int]) -> ChunkValues? {
    let key = zip(place, zip(dataset.shape, chunk)).reduce(0) { total, axis in
      total * ((axis.1.0 + axis.1.1 - 1) / axis.1.1) + axis.0
    }
    if let known = cache[key] { return known }
    guard let packed = packed(at: place), let values = unpacked(packed) else { return nil }
    cache[key] = values
    return values
  }

  private func packed(at place: [Int]) -> ChunkValues? {
    let found = try? dataset.packedChunk(
      at: zip(place, chunk).map { hsize_t($0 * $1) },
      limit: HDF5PackedChunk.largest(chunk.reduce(elementBytes, *)))
    return found?.isFiltered == true ? found?.bytes : nil
  }

  private func unpacked(_ packed: ChunkValues) -> ChunkValues? {
    guard let decompressor = libdeflate_alloc_decompressor() else { return nil }
    defer { libdeflate_free_decompressor(decompressor) }
    let bytes = ChunkValues(count: chunk.reduce(elementBytes, *))
    // Without a place for the number of bytes, fewer than asked for are an error.
    guard
      libdeflate_zlib_decompress(
        decompressor, packed.start, packed.count, bytes.start, bytes.count, nil)
        == LIBDEFLATE_SUCCESS
    else { return nil }
    return isShuffled && elementBytes > 1 ? unshuffled(bytes) : bytes
  }

  /// Shuffling has put the first bytes of all values first, then the second bytes, …
  private func unshuffled(_ bytes: ChunkValues) -> ChunkValues {
    let result = ChunkValues(count: bytes.count)
    let count = bytes.count / elementBytes
    let from = UnsafePointer(bytes.start.assumingMemoryBound(to: UInt8.self))
    switch elementBytes {
    case 2:
      let to = result.start.assumingMemoryBound(to: UInt16.self)
      for i in 0..<count {
        to[i] = UInt16(truncatingIfNeeded: from[i]) | UInt16(from[count + i]) << 8
      }
    case 4:
      let to = result.start.assumingMemoryBound(to: UInt32.self)
      for i in 0..<count {
        let low = UInt32(from[i]) | UInt32(from[count + i]) << 8
        to[i] = low | UInt32(from[2 * count + i]) << 16 | UInt32(from[3 * count + i]) << 24
      }
    default:
      let to = result.start.assumingMemoryBound(to: UInt8.self)
      for byte in 0..<elementBytes {
        for i in 0..<count { to[i * elementBytes + byte] = from[byte * count + i] }
      }
    }
    return result
  }
}

/// The chunks used last, by number.
private final class ChunkCache: Sendable {
  private struct Held {
    var values: ChunkValues
    var use: Int
  }
  private struct State {
    var held: [Int: Held] = [:]
    var bytes = 0
    var uses = 0
  }
  private let bytes: Int
  private let state = Mutex(State())

  init(bytes: Int) { self.bytes = bytes }

  subscript(key: Int) -> ChunkValues? {
    get {
      state.withLock { state in
        state.uses += 1
        state.held[key]?.use = state.uses
        return state.held[key]?.values
      }
    }
    set {
      guard let newValue else { return }
      state.withLock { state in
        if let former = state.held[key] { state.bytes -= former.values.count }
        state.uses += 1
        state.held[key] = Held(values: newValue, use: state.uses)
        state.bytes += newValue.count
        while state.bytes > bytes, let oldest = state.held.min(by: { $0.value.use < $1.value.use })
        {
          state.held[oldest.key] = nil
          state.bytes -= oldest.value.values.count
        }
      }
    }
  }
}
