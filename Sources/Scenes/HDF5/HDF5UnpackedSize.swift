import CHDF5
internal import CZlib

/// Whether a dataset's first chunk was unpacked and found as large as it must be.
// Used only inside the lock of the native libraries.
final class HDF5UnpackedChunk: @unchecked Sendable {
  private var isWhole = false

  /// Unpacks the first chunk that is asked for, without keeping it. HDF5 up to 1.10 copies a
  /// chunk's full size out of however much its filters gave, so that a shape, a type or a filter
  /// that is not that of the chunks would have it read beyond its memory.
  ///
  /// - Parameters:
  ///   - offsets: where the chunk begins.
  ///   - size: bytes of it in the file.
  ///   - expected: bytes that it must have in memory.
  /// - Throws: `SceneError` if it has another number.
  func require(
    of dataset: HDF5Dataset, at offsets: [hsize_t], size: Int, expected: Int
  ) throws {
    guard !isWhole else { return }
    isWhole = true
    let filters = hdf5Filters(of: dataset.id).map(\.id)
    // Others are left to the library: shuffle 2 and fletcher32 3 keep the size, but for a sum.
    guard filters.allSatisfy({ [1, 2, 3].contains($0) }), filters.filter({ $0 == 1 }).count <= 1
    else { return }
    let sums = filters.filter { $0 == 3 }.count
    let packing = filters.firstIndex(of: 1)
    let inside = packing.map { filters[..<$0].filter { $0 == 3 }.count } ?? sums
    var length = size
    if packing != nil {
      // In a damaged index two searches may find two chunks, and the one that reads decides.
      var stored: hsize_t = 0
      try hdf5(dataset.file.path, dataset.path, "a chunk cannot be found") {
        H5Dget_chunk_storage_size(dataset.id, offsets, &stored)
      }
      guard Int(clamping: stored) == size else {
        throw SceneError(
          file: dataset.file.path, variable: dataset.path,
          problem: "the index of chunks contradicts itself: one has \(size) or \(stored) bytes",
          remedy: "The file is damaged; fetch it again")
      }
      var packed = [UInt8](repeating: 0, count: size)
      var mask: UInt32 = 0
      try hdf5(dataset.file.path, dataset.path, "a chunk cannot be read") {
        H5Dread_chunk(dataset.id, facet_h5_default(), offsets, &mask, &packed)
      }
      length = inflatedSize(&packed, limit: expected + 4 * inside)
    }
    guard length == expected + 4 * inside else {
      throw SceneError(
        file: dataset.file.path, variable: dataset.path,
        problem: "the chunk at \(describe(shape: offsets.map { Int(clamping: $0) })) unpacks to "
          + "\(length) bytes in place of \(expected + 4 * inside)",
        remedy: "The file is damaged; fetch it again")
    }
  }

  /// Bytes that a DEFLATE stream unpacks to; not counted much beyond `limit`.
  private func inflatedSize(_ packed: inout [UInt8], limit: Int) -> Int {
    var stream = z_stream()
    guard facet_inflate_init(&stream) == Z_OK else { return 0 }
    defer { inflateEnd(&stream) }
    var total = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    packed.withUnsafeMutableBufferPointer { packed in
      stream.next_in = packed.baseAddress
      stream.avail_in = UInt32(clamping: packed.count)
      var status = Z_OK
      while status == Z_OK, total <= limit {
        status = buffer.withUnsafeMutableBufferPointer { buffer in
          stream.next_out = buffer.baseAddress
          stream.avail_out = UInt32(buffer.count)
          return inflate(&stream, Z_NO_FLUSH)
        }
        total += buffer.count - Int(stream.avail_out)
      }
    }
    return total
  }
}
