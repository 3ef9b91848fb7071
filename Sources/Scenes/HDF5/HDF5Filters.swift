import CHDF5

/// A filter of a dataset: how its chunks were compressed or rearranged.
struct HDF5Filter {
  var id: Int32
  var name: String
  /// Whether the library has it or finds a plug-in for it.
  var isAvailable: Bool
}

/// The filters of an open dataset, in the order of writing.
func hdf5Filters(of dataset: hid_t) -> [HDF5Filter] {
  let storage = H5Dget_create_plist(dataset)
  guard storage >= 0 else { return [] }
  defer { H5Pclose(storage) }
  let count = H5Pget_nfilters(storage)
  guard count > 0 else { return [] }
  return (0..<UInt32(count)).compactMap { index in
    var flags: UInt32 = 0
    var values = 0
    var configuration: UInt32 = 0
    var name = [CChar](repeating: 0, count: 128)
    let id = H5Pget_filter2(
      storage, index, &flags, &values, nil, name.count, &name, &configuration)
    guard id >= 0 else { return nil }
    name[name.count - 1] = 0
    let stated = name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } } ?? ""
    return HDF5Filter(
      id: id, name: registeredFilters[id] ?? (stated.isEmpty ? "unnamed" : stated),
      isAvailable: H5Zfilter_avail(id) > 0)
  }
}

/// What to say when chunks cannot be decoded for want of a plug-in; nil if none is wanting.
func missingFilter(of dataset: hid_t, file: String, path: String) -> SceneError? {
  hdf5Filters(of: dataset).first { !$0.isAvailable }.map { filter in
    SceneError(
      file: file, variable: path,
      problem: "is compressed by the HDF5 filter \(filter.name) (id \(filter.id)), "
        + "which is not installed",
      remedy: "Install the plug-in and set HDF5_PLUGIN_PATH to the folder that holds it, "
        + "or rewrite the file with gzip: h5repack -f GZIP=4 in.h5 out.h5")
  }
}

/// Filters by number (The HDF Group, "Registered filter plugins").
let registeredFilters: [Int32: String] = [
  1: "gzip", 2: "shuffle", 3: "fletcher32", 4: "szip", 5: "nbit", 6: "scaleoffset",
  305: "lzo", 307: "bzip2", 32000: "lzf", 32001: "blosc", 32004: "lz4", 32008: "bitshuffle",
  32013: "zfp", 32015: "zstd", 32026: "blosc2",
]
