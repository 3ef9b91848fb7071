import CHDF5
import Scenes

/// Attaches dimension scales as netCDF-4 does: `DIMENSION_LIST` holds for each dimension of the
/// dataset a list of references.
func attachScales(_ path: String, _ dataset: String, _ scales: [String]) throws {
  try nativeLibraryLock.withLock {
    let file = H5Fopen(path, readAndWrite, facet_h5_default())
    guard file >= 0 else { throw WritingFailure(what: path) }
    defer { H5Fclose(file) }
    for scale in scales {
      let object = H5Dopen2(file, scale, facet_h5_default())
      defer { H5Dclose(object) }
      try setFixedText("CLASS", "DIMENSION_SCALE", on: object)
      try setFixedText("NAME", String(scale.split(separator: "/").last ?? ""), on: object)
    }
    let object = H5Dopen2(file, dataset, facet_h5_default())
    let type = facet_h5_vlen_of_object_references()
    var count = hsize_t(scales.count)
    let space = H5Screate_simple(1, &count, nil)
    let attribute = H5Acreate2(
      object, "DIMENSION_LIST", type, space, facet_h5_default(), facet_h5_default())
    let references = UnsafeMutablePointer<hobj_ref_t>.allocate(capacity: scales.count)
    defer { references.deallocate() }
    var lists: [hvl_t] = []
    for (index, scale) in scales.enumerated() {
      guard H5Rcreate(references + index, file, scale, H5R_OBJECT, -1) >= 0 else {
        throw WritingFailure(what: scale)
      }
      lists.append(hvl_t(len: 1, p: references + index))
    }
    let status = H5Awrite(attribute, type, lists)
    H5Aclose(attribute)
    H5Sclose(space)
    H5Tclose(type)
    H5Dclose(object)
    guard status >= 0 else { throw WritingFailure(what: dataset) }
  }
}

/// Sets an attribute to a text of fixed length with the zero that ends it, as the specification of
/// dimension scales asks for.
private func setFixedText(_ name: String, _ text: String, on object: hid_t) throws {
  let type = H5Tcopy(facet_h5_c_string())
  H5Tset_size(type, text.utf8.count + 1)
  let space = H5Screate(H5S_SCALAR)
  let attribute = H5Acreate2(object, name, type, space, facet_h5_default(), facet_h5_default())
  let status = H5Awrite(attribute, type, Array(text.utf8) + [0])
  H5Aclose(attribute)
  H5Sclose(space)
  H5Tclose(type)
  guard status >= 0 else { throw WritingFailure(what: name) }
}

/// Writes a text of fixed length as a dataset of one, in a group that is there.
func writeText(_ path: String, _ dataset: String, _ text: String) throws {
  try nativeLibraryLock.withLock {
    let file = H5Fopen(path, readAndWrite, facet_h5_default())
    guard file >= 0 else { throw WritingFailure(what: path) }
    defer { H5Fclose(file) }
    let type = H5Tcopy(facet_h5_c_string())
    var bytes = Array(text.utf8)
    H5Tset_size(type, bytes.count)
    var count: hsize_t = 1
    let space = H5Screate_simple(1, &count, nil)
    let object = H5Dcreate2(
      file, dataset, type, space, facet_h5_default(), facet_h5_default(), facet_h5_default())
    let status = H5Dwrite(
      object, type, facet_h5_all(), facet_h5_all(), facet_h5_default(), &bytes)
    H5Dclose(object)
    H5Sclose(space)
    H5Tclose(type)
    guard status >= 0 else { throw WritingFailure(what: dataset) }
  }
}

/// H5F_ACC_RDWR, a macro that Swift does not import.
private let readAndWrite: UInt32 = 1

struct WritingFailure: Error {
  let what: String
}

/// Makes a virtual dataset of whole numbers whose columns are those of datasets side by side.
///
/// - Parameter sources: file, dataset and columns of each; all have `rows` rows and `bands` bands.
package func writeVirtualCube(
  _ path: String, _ dataset: String, rows: Int, bands: Int,
  sources: [(file: String, dataset: String, columns: Int)]
) throws {
  try nativeLibraryLock.withLock {
    let file = H5Fopen(path, readAndWrite, facet_h5_default())
    guard file >= 0 else { throw WritingFailure(what: path) }
    defer { H5Fclose(file) }
    let all = sources.reduce(0) { $0 + $1.columns }
    let space = H5Screate_simple(3, [rows, all, bands].map { hsize_t($0) }, nil)
    let storage = H5Pcreate(facet_h5_dataset_create_class())
    defer {
      H5Sclose(space)
      H5Pclose(storage)
    }
    var first = 0
    for source in sources {
      let lengths = [rows, source.columns, bands].map { hsize_t($0) }
      let part = H5Screate_simple(3, lengths, nil)
      H5Sselect_hyperslab(
        space, H5S_SELECT_SET, [0, first, 0].map { hsize_t($0) }, nil, lengths, nil)
      guard H5Pset_virtual(storage, space, source.file, source.dataset, part) >= 0 else {
        throw WritingFailure(what: source.file)
      }
      H5Sclose(part)
      first += source.columns
    }
    H5Sselect_all(space)
    let object = H5Dcreate2(
      file, dataset, UInt16.hdf5MemoryType, space, facet_h5_default(), storage, facet_h5_default())
    guard object >= 0 else { throw WritingFailure(what: dataset) }
    H5Dclose(object)
  }
}

/// Makes a link to an object of another file, which need not be there.
package func writeExternalLink(
  _ path: String, _ name: String, to file: String, _ object: String
) throws {
  try nativeLibraryLock.withLock {
    let id = H5Fopen(path, readAndWrite, facet_h5_default())
    guard id >= 0,
      H5Lcreate_external(file, object, id, name, facet_h5_default(), facet_h5_default()) >= 0
    else { throw WritingFailure(what: path) }
    H5Fclose(id)
  }
}

/// Attaches dimension scales to a dataset, which name its dimensions.
package func nameDimensions(_ path: String, _ dataset: String, _ scales: [String]) throws {
  try attachScales(path, dataset, scales)
}
