import CHDF5
import Foundation

extension HDF5File {
  /// Makes a dataset, and the groups on the way to it.
  ///
  /// - Parameters:
  ///   - path: where; nothing may be there yet.
  ///   - element: the number type in the file.
  ///   - shape: length of each axis; empty for a scalar.
  ///   - chunk: shape of a chunk, cut to `shape`; nil for one piece, which is not compressed.
  ///   - deflate: gzip level 0…9 of the chunks, 0 for none.
  ///   - shuffle: whether bytes of equal significance are put together before gzip.
  ///   - fill: the value of what is never written.
  package func createDataset<Element: HDF5Element>(
    _ path: String, of element: Element.Type, shape: [Int], chunk: [Int]? = nil,
    deflate: Int = 4, shuffle: Bool = true, fill: Element? = nil
  ) throws -> HDF5Dataset {
    try nativeLibraryLock.withLock {
      let storage = try HDF5Identifier(
        self.path, path, "cannot be made", close: { H5Pclose($0) }
      ) { H5Pcreate(facet_h5_dataset_create_class()) }
      // Equal values make equal files, whenever they are written.
      H5Pset_obj_track_times(storage.id, false)
      if let chunk, !shape.isEmpty, !shape.contains(0) {
        let lengths = zip(chunk, shape).map { hsize_t(max(1, min($0, $1))) }
        try hdf5(self.path, path, "cannot be chunked") {
          H5Pset_chunk(storage.id, Int32(lengths.count), lengths)
        }
        if shuffle, deflate > 0 { H5Pset_shuffle(storage.id) }
        if deflate > 0 {
          try hdf5(self.path, path, "cannot be compressed") {
            H5Pset_deflate(storage.id, UInt32(deflate))
          }
        }
      }
      if var fill {
        try hdf5(self.path, path, "cannot have that fill value") {
          H5Pset_fill_value(storage.id, Element.hdf5MemoryType, &fill)
        }
      }
      let links = try HDF5Identifier(
        self.path, path, "cannot be made", close: { H5Pclose($0) }
      ) { H5Pcreate(facet_h5_link_create_class()) }
      H5Pset_create_intermediate_group(links.id, 1)
      let space = try dataspace(shape, for: path)
      let identifier = try HDF5Identifier(
        self.path, path, "cannot be made", close: { H5Dclose($0) }
      ) {
        H5Dcreate2(
          id, path, Element.hdf5MemoryType, space.id, links.id, storage.id, facet_h5_default())
      }
      return try HDF5Dataset(file: self, path: path, identifier: identifier)
    }
  }

  /// Sets an attribute of the object at `path`, replacing one of that name.
  ///
  /// Numbers are written as int64 and float64, texts with variable length in UTF-8.
  package func setAttribute(
    _ name: String, _ value: HDF5Attribute, on path: String = "/"
  ) throws {
    switch value {
    case .int(let value): try setNumbers(name, [Int64(value)], [], on: path)
    case .double(let value): try setNumbers(name, [value], [], on: path)
    case .ints(let values): try setNumbers(name, values.map(Int64.init), [values.count], on: path)
    case .doubles(let values): try setNumbers(name, values, [values.count], on: path)
    case .string(let text): try setStrings(name, [text], [], on: path)
    case .strings(let texts): try setStrings(name, texts, [texts.count], on: path)
    }
  }

  /// Sets a numeric attribute of a type other than int64 and float64, as CF asks for the fill
  /// value, which is of the variable's own type.
  package func setAttribute<Element: HDF5Element>(
    _ name: String, number: Element, on path: String = "/"
  ) throws {
    try setNumbers(name, [number], [], on: path)
  }

  /// Sets a list of numbers of one type as an attribute, such as CF's `flag_values`.
  package func setAttribute<Element: HDF5Element>(
    _ name: String, numbers: [Element], on path: String = "/"
  ) throws {
    try setNumbers(name, numbers, [numbers.count], on: path)
  }

  private func setNumbers<Element: HDF5Element>(
    _ name: String, _ values: [Element], _ shape: [Int], on path: String
  ) throws {
    try makeAttribute(name, Element.hdf5MemoryType, shape, on: path) { attribute, variable in
      guard !values.isEmpty else { return }
      try hdf5(self.path, variable, "cannot be written") {
        H5Awrite(attribute, Element.hdf5MemoryType, values)
      }
    }
  }

  private func setStrings(
    _ name: String, _ texts: [String], _ shape: [Int], on path: String
  ) throws {
    let type = try HDF5Identifier(
      self.path, "\(path)@\(name)", "has no type", close: { H5Tclose($0) }
    ) { H5Tcopy(facet_h5_c_string()) }
    H5Tset_size(type.id, facet_h5_variable_length())
    H5Tset_cset(type.id, H5T_CSET_UTF8)
    try makeAttribute(name, type.id, shape, on: path) { attribute, variable in
      guard !texts.isEmpty else { return }
      let copies = texts.map { strdup($0) }
      defer { copies.forEach { free($0) } }
      try hdf5(self.path, variable, "cannot be written") { H5Awrite(attribute, type.id, copies) }
    }
  }

  private func makeAttribute(
    _ name: String, _ type: hid_t, _ shape: [Int], on path: String,
    write: (_ attribute: hid_t, _ variable: String) throws -> Void
  ) throws {
    try nativeLibraryLock.withLock {
      silenceHDF5()
      let variable = "\(path)@\(name)"
      if H5Aexists_by_name(id, path, name, facet_h5_default()) > 0 {
        try hdf5(self.path, variable, "cannot be replaced") {
          H5Adelete_by_name(id, path, name, facet_h5_default())
        }
      }
      let space = try dataspace(shape, for: variable)
      let attribute = try HDF5Identifier(
        self.path, variable, "cannot be made", close: { H5Aclose($0) }
      ) {
        H5Acreate_by_name(
          id, path, name, type, space.id, facet_h5_default(), facet_h5_default(),
          facet_h5_default())
      }
      try write(attribute.id, variable)
    }
  }

  private func dataspace(_ shape: [Int], for variable: String) throws -> HDF5Identifier {
    try HDF5Identifier(path, variable, "cannot have that shape", close: { H5Sclose($0) }) {
      shape.isEmpty
        ? H5Screate(H5S_SCALAR)
        : H5Screate_simple(Int32(shape.count), shape.map { hsize_t(max(0, $0)) }, nil)
    }
  }
}
