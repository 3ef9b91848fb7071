import CHDF5

extension HDF5File {
  /// The texts in a dataset, such as NEON's `Map_Info`.
  ///
  /// - Throws: `SceneError` if there is no such dataset, it holds no texts, or more than 64 MiB.
  package func texts(_ path: String) throws -> [String] {
    let dataset = try dataset(path)
    return try nativeLibraryLock.withLock {
      let type = try HDF5Identifier(self.path, path, "has no type", close: { H5Tclose($0) }) {
        H5Dget_type(dataset.id)
      }
      let count = dataset.count
      let size = Int(H5Tget_size(type.id)) + 1
      guard dataset.type == .string, count <= 1 << 16, size <= 1 << 26, count * size <= 1 << 26
      else {
        throw SceneError(
          file: self.path, variable: path, problem: "is not a few lines of text",
          remedy: "The file is damaged, or not of the kind that it was taken for")
      }
      guard count > 0 else { return [] }
      let memory = try HDF5Identifier(self.path, path, "has no type", close: { H5Tclose($0) }) {
        H5Tcopy(facet_h5_c_string())
      }
      H5Tset_cset(memory.id, H5Tget_cset(type.id))
      if H5Tis_variable_str(type.id) > 0 {
        H5Tset_size(memory.id, facet_h5_variable_length())
        var texts = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
        let space = H5Dget_space(dataset.id)
        defer { H5Sclose(space) }
        try hdf5(self.path, path, "cannot be read") {
          H5Dread(
            dataset.id, memory.id, facet_h5_all(), facet_h5_all(), facet_h5_default(), &texts)
        }
        defer { H5Dvlen_reclaim(memory.id, space, facet_h5_default(), &texts) }
        return texts.map { $0.map { String(cString: $0) } ?? "" }
      }
      H5Tset_size(memory.id, size)
      var bytes = [UInt8](repeating: 0, count: count * size)
      try hdf5(self.path, path, "cannot be read") {
        H5Dread(dataset.id, memory.id, facet_h5_all(), facet_h5_all(), facet_h5_default(), &bytes)
      }
      return (0..<count).map { index in
        String(decoding: bytes[index * size..<(index + 1) * size].prefix { $0 != 0 }, as: UTF8.self)
      }
    }
  }
}
