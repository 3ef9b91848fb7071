import CHDF5

extension HDF5Dataset {
  /// Holds the packed chunks of a block to what HDF5 up to 1.10 takes for granted: that they are no
  /// larger than the file, and as large as they must be once unpacked.
  /// It makes room for as many bytes as the index says, and copies a chunk's full size out of
  /// whatever it has read.
  ///
  /// - Throws: `SceneError` with the chunk's place.
  func requireWholeChunks(start: [Int], count: [Int]) throws {
    guard isPacked, let chunk, !shape.isEmpty, !count.contains(0) else { return }
    var place = zip(start, chunk).map { $0 / $1 * $1 }
    let first = place
    let expected = (product(chunk) ?? 0) * storedElementBytes
    let fileBytes = try FileStart.size(of: file.path)
    while true {
      let offsets = place.map { hsize_t($0) }
      try packedChunk(at: offsets, limit: fileBytes)?
        .requireSize(expected, in: self, at: offsets)
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

  /// Bytes of a value in the file.
  private var storedElementBytes: Int {
    let type = H5Dget_type(id)
    defer { H5Tclose(type) }
    return Int(H5Tget_size(type))
  }
}
