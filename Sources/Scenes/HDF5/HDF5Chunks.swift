import CHDF5

extension HDF5Dataset {
  /// Holds the chunks of a block to the size that they must have where they did not go through the
  /// filters. HDF5 up to 1.10 copies a chunk's full size out of whatever it has read, so that a
  /// damaged index would have it read beyond its memory.
  ///
  /// - Throws: `SceneError` with the chunk's place.
  func requireWholeChunks(start: [Int], count: [Int]) throws {
    guard let chunk, !shape.isEmpty, !count.contains(0) else { return }
    var place = zip(start, chunk).map { $0 / $1 * $1 }
    let first = place
    let expected = (product(chunk) ?? 0) * storedElementBytes
    let isFiltered = filterCount > 0
    while true {
      var mask: UInt32 = 0
      var address: haddr_t = 0
      var size: hsize_t = 0
      let offsets = place.map { hsize_t($0) }
      try hdf5(file.path, path, "its index of chunks cannot be read", isBrief: false) {
        H5Dget_chunk_info_by_coord(id, offsets, &mask, &address, &size)
      }
      // A chunk that was never written has no size; the first filter unpacks last.
      if size > 0, !isFiltered || mask != 0, Int(clamping: size) != expected {
        throw SceneError(
          file: file.path, variable: path,
          problem: "the chunk at \(describe(shape: place)) has \(size) bytes in place of "
            + "\(expected), and is said not to be compressed",
          remedy: "The file is damaged; fetch it again")
      }
      if size > 0, isFiltered, mask == 0 {
        try unpackedChunk.require(
          of: self, at: offsets, size: Int(clamping: size), expected: expected)
      }
      var axis = shape.count - 1
      while axis >= 0 {
        place[axis] += chunk[axis]
        if place[axis] < start[axis] + count[axis] { break }
        place[axis] = first[axis]
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  private var filterCount: Int32 {
    let storage = H5Dget_create_plist(id)
    defer { H5Pclose(storage) }
    return H5Pget_nfilters(storage)
  }

  /// Bytes of a value in the file.
  private var storedElementBytes: Int {
    let type = H5Dget_type(id)
    defer { H5Tclose(type) }
    return Int(H5Tget_size(type))
  }
}
