import CHDF5
internal import CZlib

extension HDF5PackedChunk {
  /// Bytes that gzip can make of some at the most: 5 more for every 16 KiB and a header
  /// (RFC 1951, section 3.2.4), and far more than any other sums and filters add.
  static func largest(_ bytes: Int) -> Int { bytes + bytes / 64 + 1024 }

  /// Unpacks a chunk without keeping it. HDF5 up to 1.10 copies a chunk's full size out of however
  /// much its filters gave, so that a shape, a type or a filter that is not that of the chunk would
  /// have it read beyond its memory.
  ///
  /// - Parameters:
  ///   - dataset: that it belongs to.
  ///   - offsets: where it begins.
  ///   - expected: bytes that it must have in memory.
  /// - Throws: `SceneError` if it has another number.
  func requireSize(_ expected: Int, in dataset: HDF5Dataset, at offsets: [hsize_t]) throws {
    let place = describe(shape: offsets.map { Int(clamping: $0) })
    guard isFiltered else {
      guard bytes.count == expected else {
        throw SceneError(
          file: dataset.file.path, variable: dataset.path,
          problem: "the chunk at \(place) has \(bytes.count) bytes in place of \(expected), and is "
            + "said not to be compressed",
          remedy: "The file is damaged; fetch it again")
      }
      return
    }
    let filters = nativeLibraryLock.withLock { hdf5Filters(of: dataset.id) }.map(\.id)
    // Others are left to the library: shuffle 2 and fletcher32 3 keep the size, but for a sum.
    guard filters.allSatisfy({ [1, 2, 3].contains($0) }), filters.filter({ $0 == 1 }).count <= 1
    else { return }
    let sums = filters.filter { $0 == 3 }.count
    let packing = filters.firstIndex(of: 1)
    let inside = packing.map { filters[..<$0].filter { $0 == 3 }.count } ?? sums
    let length =
      packing == nil ? bytes.count : inflatedSize(limit: expected + 4 * inside)
    guard length == expected + 4 * inside else {
      throw SceneError(
        file: dataset.file.path, variable: dataset.path,
        problem: "the chunk at \(place) unpacks to \(length) bytes in place of "
          + "\(expected + 4 * inside)",
        remedy: "The file is damaged; fetch it again")
    }
  }

  /// Bytes that a DEFLATE stream unpacks to; not counted much beyond `limit`.
  private func inflatedSize(limit: Int) -> Int {
    var stream = z_stream()
    guard facet_inflate_init(&stream) == Z_OK else { return 0 }
    defer { inflateEnd(&stream) }
    var total = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    stream.next_in = bytes.start.assumingMemoryBound(to: UInt8.self)
    stream.avail_in = UInt32(clamping: bytes.count)
    var status = Z_OK
    while status == Z_OK, total <= limit {
      status = buffer.withUnsafeMutableBufferPointer { buffer in
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(buffer.count)
        return inflate(&stream, Z_NO_FLUSH)
      }
      total += buffer.count - Int(stream.avail_out)
    }
    return total
  }
}
