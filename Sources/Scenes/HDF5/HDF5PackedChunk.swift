import CHDF5

/// A chunk as the file has it.
struct HDF5PackedChunk {
  let bytes: ChunkValues
  /// Whether all filters were applied to it; a library may leave out those that gain nothing.
  let isFiltered: Bool
}

extension HDF5Dataset {
  /// Fetches a chunk of a dataset with filters, without unpacking it.
  ///
  /// Only one way of looking a chunk up is used, that of reading itself: in a damaged index another
  /// may find another chunk.
  /// - Parameters:
  ///   - offsets: where it begins.
  ///   - limit: bytes that it may have.
  /// - Returns: nil if it was never written.
  /// - Throws: `SceneError` if it is larger, or cannot be read.
  func packedChunk(at offsets: [hsize_t], limit: Int) throws -> HDF5PackedChunk? {
    try nativeLibraryLock.withLock {
      silenceHDF5()
      var size: hsize_t = 0
      guard H5Dget_chunk_storage_size(id, offsets, &size) >= 0, size > 0 else { return nil }
      guard Int(clamping: size) <= limit else {
        throw SceneError(
          file: file.path, variable: path,
          problem: "the chunk at \(describe(shape: offsets.map { Int(clamping: $0) })) is said to "
            + "take \(size) bytes, where at most \(limit) can be",
          remedy: "The file is damaged; fetch it again")
      }
      let bytes = ChunkValues(count: Int(size))
      var mask: UInt32 = 0
      try hdf5(file.path, path, "a chunk cannot be read", isBrief: false) {
        H5Dread_chunk(id, facet_h5_default(), offsets, &mask, bytes.start)
      }
      return HDF5PackedChunk(bytes: bytes, isFiltered: mask == 0)
    }
  }
}

/// Bytes of a chunk.
// Filled by the one thread that makes it, and only read once others see it.
final class ChunkValues: @unchecked Sendable {
  let start: UnsafeMutableRawPointer
  let count: Int

  init(count: Int) {
    self.count = count
    start = .allocate(byteCount: count, alignment: 64)
  }

  deinit { start.deallocate() }
}
