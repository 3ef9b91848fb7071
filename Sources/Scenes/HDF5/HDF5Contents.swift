import CHDF5

extension HDF5File {
  /// Paths of all datasets, "/group/name", group by group in alphabetical order.
  ///
  /// Groups are followed 16 deep and 4096 in all, which ends the walk where links run in a circle.
  package func datasetPaths() throws -> [String] { try contents().datasets }

  /// What a walk through the file finds.
  struct Contents {
    var datasets: [String] = []
    /// Links that lead nowhere: from where, and to what, as in "lost.h5:/cube".
    var lostLinks: [(path: String, target: String)] = []
    fileprivate var groups = 0
  }

  func contents() throws -> Contents {
    try nativeLibraryLock.withLock {
      var contents = Contents()
      try visit(group: "/", depth: 0, into: &contents)
      return contents
    }
  }

  private func visit(
    group path: String, depth: Int, into contents: inout Contents
  ) throws {
    contents.groups += 1
    let group = try HDF5Identifier(
      self.path, path, "cannot be opened", close: { H5Oclose($0) }
    ) { H5Oopen(id, path, facet_h5_default()) }
    var info = H5G_info_t()
    try hdf5(self.path, path, "cannot be listed") { H5Gget_info(group.id, &info) }
    for index in 0..<info.nlinks {
      guard let name = linkName(in: group.id, at: index) else { continue }
      let child = path == "/" ? "/\(name)" : "\(path)/\(name)"
      let object = H5Oopen(group.id, name, facet_h5_default())
      guard object >= 0 else {
        if let target = linkTarget(name, in: group.id) {
          contents.lostLinks.append((child, target))
        }
        continue
      }
      let kind = H5Iget_type(object)
      H5Oclose(object)
      if kind == H5I_DATASET {
        contents.datasets.append(child)
      } else if kind == H5I_GROUP, depth < 16, contents.groups < 4096 {
        try visit(group: child, depth: depth + 1, into: &contents)
      }
    }
  }

  /// Where a soft or external link leads; nil for any other.
  private func linkTarget(_ name: String, in group: hid_t) -> String? {
    var target = [CChar](repeating: 0, count: 8192)
    guard facet_h5_link_target(group, name, &target, target.count) == 1 else { return nil }
    return String(decoding: target.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
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

  /// Opens a dataset by its path, with or without the leading slash; a variable in a structure of
  /// MATLAB's also as "structure.field".
  ///
  /// - Throws: `SceneError` that lists the datasets there are, with shapes.
  package func dataset(_ named: String) throws -> HDF5Dataset {
    let inGroups = named.replacing(".", with: "/")
    let path = exists(named) || !exists(inGroups) ? named : inGroups
    return try nativeLibraryLock.withLock {
      silenceHDF5()
      let object = H5Oopen(id, path, facet_h5_default())
      let kind = object >= 0 ? H5Iget_type(object) : H5I_BADID
      if object >= 0 { H5Oclose(object) }
      guard kind == H5I_DATASET else {
        let there = (try? describedDatasets()) ?? []
        if let target = linkTarget(path, in: id) {
          throw SceneError(
            file: self.path, variable: path,
            problem: "is a link to \(target), which is not there",
            remedy: "Put that file where the link leads")
        }
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
