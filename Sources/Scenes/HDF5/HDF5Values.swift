import CHDF5

extension HDF5Dataset {
  /// Reads a block into the caller's buffer, converting to the buffer's type.
  ///
  /// - Parameters:
  ///   - start: first index along each axis.
  ///   - count: length along each axis; their product is the buffer's count.
  /// - Throws: `SceneError` if the block is not inside the dataset, the values are no numbers, or
  ///   they cannot be read, naming a filter that is not installed.
  package func read<Element: HDF5Element>(
    _ element: Element.Type = Element.self, start: [Int], count: [Int],
    into buffer: UnsafeMutableBufferPointer<Element>
  ) throws {
    guard type.isNumeric else {
      throw SceneError(
        file: file.path, variable: path, problem: "holds \(storedType), not numbers",
        remedy: "Name a dataset of integers or floats")
    }
    if let lostSource { throw lostSource }
    guard let base = buffer.baseAddress, !buffer.isEmpty else { return }
    try transfer(start: start, count: count, elements: buffer.count) { memory, space in
      try requireWholeChunks(start: start, count: count)
      do {
        try hdf5(file.path, path, "cannot be read", isBrief: false) {
          H5Dread(id, Element.hdf5MemoryType, memory, space, facet_h5_default(), base)
        }
      } catch {
        throw missingFilter(of: id, file: file.path, path: path) ?? damaged(error)
      }
    }
  }

  /// As above, into a new array.
  package func read<Element: HDF5Element>(
    _ element: Element.Type, start: [Int], count: [Int]
  ) throws -> [Element] {
    let total = product(count) ?? 0
    return try [Element](unsafeUninitializedCapacity: total) { buffer, initialised in
      try read(
        element, start: start, count: count,
        into: UnsafeMutableBufferPointer(rebasing: buffer[..<total]))
      initialised = total
    }
  }

  /// Reads every value.
  ///
  /// - Throws: `SceneError`, also if the values would need far more memory than what is stored
  ///   for them can fill: such a file is damaged.
  package func readAll<Element: HDF5Element>(_ element: Element.Type) throws -> [Element] {
    try requireStored(elementBytes: MemoryLayout<Element>.stride)
    return try read(element, start: shape.map { _ in 0 }, count: shape)
  }

  /// Refuses to read into memory what is large and hardly stored at all.
  ///
  /// - Parameter elementBytes: bytes that each value will take in memory.
  /// - Throws: `SceneError` if that is above 256 MiB and 8192 times what the file stores; gzip
  ///   packs at most 1032 : 1, into at most an eighth of the bytes.
  func requireStored(elementBytes: Int) throws {
    let bytes = count * elementBytes
    guard bytes <= 1 << 28 || bytes / 8192 <= storedBytes else {
      throw SceneError(
        file: file.path, variable: path,
        problem: "claims \(describe(shape: shape)) values but stores only \(storedBytes) bytes",
        remedy: "The file is damaged or was never filled; make it again")
    }
  }

  /// Writes a block from the caller's buffer, converting to the file's type.
  package func write<Element: HDF5Element>(
    _ buffer: UnsafeBufferPointer<Element>, start: [Int], count: [Int]
  ) throws {
    guard let base = buffer.baseAddress, !buffer.isEmpty else { return }
    try transfer(start: start, count: count, elements: buffer.count) { memory, space in
      do {
        try hdf5(file.path, path, "cannot be written", isBrief: false) {
          H5Dwrite(id, Element.hdf5MemoryType, memory, space, facet_h5_default(), base)
        }
      } catch var error as SceneError {
        error.remedy = error.remedy ?? "Check the free space where it is written"
        throw error
      }
    }
  }

  /// Writes every value, in row-major order.
  package func write<Element: HDF5Element>(_ values: [Element]) throws {
    try values.withUnsafeBufferPointer {
      try write($0, start: shape.map { _ in 0 }, count: shape)
    }
  }

  /// Selects the block in file and memory, and runs a transfer on the two dataspaces.
  private func transfer(
    start: [Int], count: [Int], elements: Int, _ body: (hid_t, hid_t) throws -> Void
  ) throws {
    let fits =
      start.count == shape.count && count.count == shape.count
      && shape.indices.allSatisfy {
        start[$0] >= 0 && count[$0] >= 0 && count[$0] <= shape[$0]
          && start[$0] <= shape[$0] - count[$0]
      }
    guard fits, product(count) == elements else {
      throw SceneError(
        file: file.path, variable: path,
        problem: "a block of \(describe(shape: count)) from \(describe(shape: start)) in a buffer "
          + "of \(elements) values is not inside \(describe(shape: shape))")
    }
    try nativeLibraryLock.withLock {
      if shape.isEmpty { return try body(facet_h5_all(), facet_h5_all()) }
      let space = try HDF5Identifier(file.path, path, "has no shape", close: { H5Sclose($0) }) {
        H5Dget_space(id)
      }
      let offsets = start.map { hsize_t($0) }
      let lengths = count.map { hsize_t($0) }
      try hdf5(file.path, path, "a block cannot be selected") {
        H5Sselect_hyperslab(space.id, H5S_SELECT_SET, offsets, nil, lengths, nil)
      }
      let memory = try HDF5Identifier(file.path, path, "has no shape", close: { H5Sclose($0) }) {
        H5Screate_simple(Int32(lengths.count), lengths, nil)
      }
      try body(memory.id, space.id)
    }
  }

  private func damaged(_ error: any Error) -> any Error {
    guard var error = error as? SceneError else { return error }
    error.remedy = "The file is probably damaged; fetch it again"
    return error
  }
}
