import CHDF5

extension HDF5File {
  /// The names of a dataset's dimensions, where the file gives them: from attached dimension
  /// scales (as netCDF-4 writes), else from the attribute `DIMENSION_LABELS`; nil for one unnamed.
  ///
  /// See "HDF5 Dimension Scale Specification", The HDF Group, 2005.
  func dimensionNames(of dataset: HDF5Dataset) -> [String?] {
    dimensionPaths(of: dataset).map { path in path?.split(separator: "/").last.map(String.init) }
  }

  /// As above, with the path of the scale if there is one.
  func dimensionPaths(of dataset: HDF5Dataset) -> [String?] {
    nativeLibraryLock.withLock {
      silenceHDF5()
      let scales = scalePaths(of: dataset)
      if scales.contains(where: { $0 != nil }) { return scales }
      let labels = (try? attribute("DIMENSION_LABELS", on: dataset.path))??.texts ?? []
      guard labels.count == dataset.shape.count else { return dataset.shape.map { _ in nil } }
      return labels.map { $0.isEmpty ? nil : $0 }
    }
  }

  /// `DIMENSION_LIST` holds for each dimension a list of references to the scales' datasets.
  private func scalePaths(of dataset: HDF5Dataset) -> [String?] {
    let rank = dataset.shape.count
    let none = [String?](repeating: nil, count: rank)
    let attribute = H5Aopen(dataset.id, "DIMENSION_LIST", facet_h5_default())
    guard attribute >= 0 else { return none }
    defer { H5Aclose(attribute) }
    let type = H5Aget_type(attribute)
    let space = H5Aget_space(attribute)
    defer {
      H5Tclose(type)
      H5Sclose(space)
    }
    guard H5Tget_class(type) == H5T_VLEN, H5Sget_simple_extent_npoints(space) == rank else {
      return none
    }
    let base = H5Tget_super(type)
    let isObject = H5Tget_class(base) == H5T_REFERENCE && H5Tget_size(base) == 8
    H5Tclose(base)
    let memory = facet_h5_vlen_of_object_references()
    defer { H5Tclose(memory) }
    guard isObject else { return none }
    var lists = [hvl_t](repeating: hvl_t(), count: rank)
    let isRead = try? hdf5(path, "DIMENSION_LIST", "cannot be read") {
      H5Aread(attribute, memory, &lists)
    }
    guard isRead != nil else { return none }
    defer { H5Dvlen_reclaim(memory, space, facet_h5_default(), &lists) }
    return lists.map { list in
      guard list.len > 0, let reference = list.p else { return nil }
      let object = facet_h5_dereference(dataset.id, reference)
      guard object >= 0 else { return nil }
      defer { H5Oclose(object) }
      var name = [CChar](repeating: 0, count: 1024)
      guard H5Iget_name(object, &name, name.count - 1) > 0 else { return nil }
      let path = name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
      return path
    }
  }
}
