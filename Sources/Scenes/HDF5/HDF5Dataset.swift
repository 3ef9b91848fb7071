import CHDF5

/// An open dataset of an HDF5 file. Holds its file open.
package final class HDF5Dataset: Sendable {
  package let file: HDF5File
  package let path: String
  /// Length of each axis; the last one varies fastest. Empty for a scalar.
  package let shape: [Int]
  /// Shape of a chunk, nil if the dataset lies in one piece.
  package let chunk: [Int]?
  /// Whether its chunks have gone through filters.
  let isPacked: Bool
  package let type: HDF5StoredType
  /// Where its values are put together from, if it is virtual.
  let sources: HDF5Sources?
  /// What is lost of them: nothing of the dataset is read then.
  var lostSource: SceneError? { sources?.problem }
  /// "uint16", "float32", …
  package var storedType: String { type.name }
  let identifier: HDF5Identifier
  var id: hid_t { identifier.id }

  convenience init(file: HDF5File, path: String) throws {
    // A dataset keeps the cache that it was opened with first, so it is closed in between.
    let cache = try Self.cacheBytes(file, path)
    try self.init(
      file: file, path: path, identifier: try Self.open(file, path, cacheBytes: cache))
  }

  private static func open(
    _ file: HDF5File, _ path: String, cacheBytes: Int
  ) throws -> HDF5Identifier {
    try HDF5Identifier(file.path, path, "cannot be opened", close: { H5Dclose($0) }) {
      let access = H5Pcreate(facet_h5_dataset_access_class())
      defer { H5Pclose(access) }
      // A prime number of slots well above the number of chunks that fit; fully read chunks leave
      // first.
      H5Pset_chunk_cache(access, 100_003, cacheBytes, 1)
      return H5Dopen2(file.id, path, access)
    }
  }

  /// Room for unpacked chunks: 64 MiB, or one chunk if that is more, up to 256 MiB. None where
  /// chunks are not packed: they are then read where they lie, piece by piece, which asks nothing of
  /// the lengths in the index of chunks, whose damages HDF5 1.10 does not see.
  private static func cacheBytes(_ file: HDF5File, _ path: String) throws -> Int {
    let identifier = try open(file, path, cacheBytes: 0)
    return try nativeLibraryLock.withLock {
      let storage = try HDF5Identifier(file.path, path, "has no layout", close: { H5Pclose($0) }) {
        H5Dget_create_plist(identifier.id)
      }
      var lengths = [hsize_t](repeating: 1, count: Int(H5S_MAX_RANK))
      guard H5Pget_layout(storage.id) == H5D_CHUNKED, H5Pget_nfilters(storage.id) > 0,
        H5Pget_chunk(storage.id, H5S_MAX_RANK, &lengths) > 0
      else { return 0 }
      let values = product(lengths.map { Int(clamping: $0) } + [MemoryLayout<Double>.size])
      return max(1 << 26, min(1 << 28, values ?? 0))
    }
  }

  init(file: HDF5File, path: String, identifier: HDF5Identifier) throws {
    self.file = file
    self.path = path
    self.identifier = identifier
    let id = identifier.id
    let name = file.path
    (shape, chunk, isPacked, type, sources) = try nativeLibraryLock.withLock {
      let space = try HDF5Identifier(name, path, "has no shape", close: { H5Sclose($0) }) {
        H5Dget_space(id)
      }
      let shape = try Self.shape(of: space.id, file: name, path: path)
      let storage = try HDF5Identifier(name, path, "has no layout", close: { H5Pclose($0) }) {
        H5Dget_create_plist(id)
      }
      var chunk: [Int]?
      if H5Pget_layout(storage.id) == H5D_CHUNKED {
        var lengths = [hsize_t](repeating: 0, count: max(1, shape.count))
        if H5Pget_chunk(storage.id, Int32(shape.count), &lengths) >= 0 {
          chunk = lengths.map { Int(clamping: $0) }
        }
      }
      let isPacked = H5Pget_nfilters(storage.id) > 0
      let type = try HDF5Identifier(name, path, "has no type", close: { H5Tclose($0) }) {
        H5Dget_type(id)
      }
      let sources = HDF5Sources(
        storage.id, file: file, path: path, count: shape.reduce(1, *))
      return (shape, chunk, isPacked, HDF5StoredType(of: type.id), sources)
    }
  }

  private static func shape(of space: hid_t, file: String, path: String) throws -> [Int] {
    let rank = try hdf5(file, path, "has no shape") { H5Sget_simple_extent_ndims(space) }
    var lengths = [hsize_t](repeating: 0, count: max(1, Int(rank)))
    try hdf5(file, path, "has no shape") { H5Sget_simple_extent_dims(space, &lengths, nil) }
    let shape = lengths.prefix(Int(rank)).map { Int(clamping: $0) }
    guard let count = product(shape), count <= Int.max / 16 else {
      throw SceneError(
        file: file, variable: path,
        problem: "claims \(describe(shape: shape)) values, more than any file can hold",
        remedy: "The file is damaged; fetch it again")
    }
    return shape
  }

  /// Number of values.
  package var count: Int { shape.reduce(1, *) }

  /// Bytes that the values take in the file, compressed.
  package var storedBytes: Int {
    nativeLibraryLock.withLock { Int(clamping: H5Dget_storage_size(id)) }
  }

  /// Whether the file holds the very bytes that Swift's type of them has in memory.
  var isStoredAsInMemory: Bool {
    guard type.isNumeric else { return false }
    return nativeLibraryLock.withLock {
      let stored = H5Dget_type(id)
      defer { H5Tclose(stored) }
      return H5Tequal(stored, type.element.hdf5MemoryType) > 0
    }
  }

  /// The names of the filters that the values went through, in order; "gzip", "shuffle", …
  package var filters: [String] {
    nativeLibraryLock.withLock { hdf5Filters(of: id).map(\.name) }
  }
}

/// The product, or nil if it does not fit an `Int`.
package func product(_ lengths: [Int]) -> Int? {
  var total = 1
  for length in lengths {
    let (value, overflow) = total.multipliedReportingOverflow(by: length)
    if overflow { return nil }
    total = value
  }
  return total
}
