import CHDF5

extension HDF5File {
  /// Paths of all datasets, "/group/name", group by group in alphabetical order.
  ///
  /// Groups are followed 16 deep and 4096 in all, which ends the walk where links run in a circle.
  package func datasetPaths() throws -> [String] {
    try nativeLibraryLock.withLock {
      var paths: [String] = []
      var groups = 0
      try visit(group: "/", depth: 0, groups: &groups, into: &paths)
      return paths
    }
  }

  private func visit(
    group path: String, depth: Int, groups: inout Int, into paths: inout [String]
  ) throws {
    groups += 1
    let group = try HDF5Identifier(
      self.path, path, "cannot be opened", close: { H5Oclose($0) }
    ) { H5Oopen(id, path, facet_h5_default()) }
    var info = H5G_info_t()
    try hdf5(self.path, path, "cannot be listed") { H5Gget_info(group.id, &info) }
    for index in 0..<info.nlinks {
      guard let name = linkName(in: group.id, at: index) else { continue }
      let child = path == "/" ? "/\(name)" : "\(path)/\(name)"
      let object = H5Oopen(group.id, name, facet_h5_default())
      // A link that leads nowhere is no dataset.
      guard object >= 0 else { continue }
      let kind = H5Iget_type(object)
      H5Oclose(object)
      if kind == H5I_DATASET {
        paths.append(child)
      } else if kind == H5I_GROUP, depth < 16, groups < 4096 {
        try visit(group: child, depth: depth + 1, groups: &groups, into: &paths)
      }
    }
  }

  private func linkName(in group: hid_t, at index: hsize_t) -> String? {
    let length = H5Lget_name_by_idx(
      group, ".", H5_INDEX_NAME, H5_ITER_INC, index, nil, 0, facet_h5_default())
    guard length > 0 else { return nil }
    var name = [CChar](repeating: 0, count: length + 1)
    guard
      H5Lget_name_by_idx(
        group, ".", H5_INDEX_NAME, H5_ITER_INC, index, &name, name.count, facet_h5_default()) > 0
    else { return nil }
    return name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } }
  }

  /// Whether there is an object at a path.
  package func exists(_ path: String) -> Bool {
    nativeLibraryLock.withLock {
      silenceHDF5()
      let object = H5Oopen(id, path, facet_h5_default())
      if object >= 0 { H5Oclose(object) }
      return object >= 0
    }
  }

  /// Opens a dataset by its path, with or without the leading slash.
  ///
  /// - Throws: `SceneError` that lists the datasets there are, with shapes.
  package func dataset(_ path: String) throws -> HDF5Dataset {
    try nativeLibraryLock.withLock {
      silenceHDF5()
      let object = H5Oopen(id, path, facet_h5_default())
      let kind = object >= 0 ? H5Iget_type(object) : H5I_BADID
      if object >= 0 { H5Oclose(object) }
      guard kind == H5I_DATASET else {
        let there = (try? describedDatasets()) ?? []
        throw SceneError(
          file: self.path, variable: path,
          problem: kind == H5I_GROUP ? "is a group, not a dataset" : "there is no such dataset",
          remedy: there.isEmpty
            ? "The file has no datasets" : "It has \(there.joined(separator: ", "))")
      }
      return try HDF5Dataset(file: self, path: path)
    }
  }

  /// "/radiance (145×145×200 uint16)" for every dataset.
  package func describedDatasets() throws -> [String] {
    try datasetPaths().map { path in
      guard let dataset = try? HDF5Dataset(file: self, path: path) else { return path }
      return "\(path) (\(describe(shape: dataset.shape)) \(dataset.storedType))"
    }
  }
}

/// "145×145×200"; "scalar" for no dimensions.
package func describe(shape: [Int]) -> String {
  shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: "×")
}
