import CHDF5

extension HDF5Dataset {
  /// The fill value that the dataset itself states, if it means "no data": one other than 0; or 0 if
  /// some of the dataset was never written. What netCDF-4 states unasked for bytes is a value like
  /// any other (NUG, "Fill Values").
  var ownFill: Double? {
    guard type.isNumeric, let fill = userFill else { return nil }
    if case .integer(let bytes, _) = type, bytes == 1, [-127, 255].contains(fill), isNetCDF {
      return isPartlyUnwritten ? fill : nil
    }
    return fill != 0 || isPartlyUnwritten ? fill : nil
  }

  private var isNetCDF: Bool {
    ["_Netcdf4Dimid", "DIMENSION_LIST"].contains { name in
      nativeLibraryLock.withLock {
        silenceHDF5()
        return H5Aexists(id, name) > 0
      }
    }
  }

  /// Nil if whoever wrote the dataset has stated none.
  private var userFill: Double? {
    nativeLibraryLock.withLock {
      silenceHDF5()
      let storage = H5Dget_create_plist(id)
      guard storage >= 0 else { return nil }
      defer { H5Pclose(storage) }
      var status = H5D_FILL_VALUE_UNDEFINED
      guard H5Pfill_value_defined(storage, &status) >= 0,
        status == H5D_FILL_VALUE_USER_DEFINED
      else { return nil }
      var value = 0.0
      guard H5Pget_fill_value(storage, Double.hdf5MemoryType, &value) >= 0, value.isFinite else {
        return nil
      }
      return value
    }
  }

  /// Whether parts of it were never written, so that reading them gives the fill value.
  var isPartlyUnwritten: Bool {
    if let sources { return sources.unmapped > 0 }
    guard let chunk else { return storedBytes == 0 && count > 0 }
    let all = zip(shape, chunk).map { ($0 + $1 - 1) / max(1, $1) }
    var written: hsize_t = 0
    let status = try? hdf5(file.path, path, "has no list of chunks") {
      H5Dget_num_chunks(id, facet_h5_all(), &written)
    }
    return status != nil && Int(clamping: written) < (product(all) ?? 0)
  }
}
