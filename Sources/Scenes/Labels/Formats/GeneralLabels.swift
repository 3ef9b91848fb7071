// Formats that labels share with scenes and maps.

extension LabelFormat {
  /// GeoPackage, Shapefile, GeoJSON and whatever else GDAL reads as features.
  static let features = LabelFormat(
    "polygons and points", isFormat: { VectorSource.accepts($0.path) },
    read: { request in
      FoundLabels(
        try VectorSource(
          path: request.path, layer: request.file.variable, field: request.descriptor.labelField,
          unlabelled: request.descriptor.unlabelled, statedCRS: request.descriptor.labelsCRS))
    })

  /// Datasets of HDF5, NetCDF, MATLAB and NumPy files.
  static let arrays = LabelFormat(
    "array", isFormat: { try SceneFormat.of($0.start).matrices != nil },
    read: { request in
      let arrays = try request.arrays()
      let path = try arrays.defaultPath()
      var (read, place) = try arrays.stored(path)
      let format = try SceneFormat.of(request.start).name
      if place.georeference == nil { read.labels = try arrays.fitted(read.labels, path) }
      return FoundLabels(
        read, name: path.isEmpty ? request.path : "\(request.path): `\(path)`", place: place,
        format: "array of \(format)")
    })

  /// A raster of class codes: the last resort.
  static let raster = LabelFormat(
    "raster", isFormat: { _ in true },
    read: { request in
      let read = try readLabelRaster(request.path, unlabelled: request.descriptor.unlabelled)
      return FoundLabels(
        try GatheredLabels(labels: read.labels, notes: read.notes)
          .listed(by: request.descriptor, source: request.path),
        name: request.path, place: Placement(georeference: read.georeference))
    })
}

extension LabelRequest {
  /// The arrays in the file that may be labels.
  ///
  /// - Throws: `SceneError` if it cannot be opened, or no array is plainly the labels.
  fileprivate func arrays() throws -> LabelArrays {
    var described = descriptor
    described.labels = file.variable.map { LabelPlaces([$0]) }
    guard let matrices = try SceneFormat.of(start).matrices else {
      throw SceneError(file: path, problem: "holds no arrays")
    }
    let found = try matrices(start)
    return LabelArrays(
      matrices: found, shape: try shape ?? LabelArrays.size(of: found, named: file.variable),
      isApart: true, descriptor: described)
  }
}
