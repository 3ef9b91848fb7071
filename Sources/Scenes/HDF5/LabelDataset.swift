/// Reads a label map of any size from an HDF5 file.
///
/// - Throws: `SceneError` if there is no such dataset, or it is no label map.
package func readLabelDataset(_ name: String, of file: HDF5File) throws -> LabelMap {
  let dataset = try file.dataset(name)
  guard dataset.shape.count == 2, !dataset.shape.contains(0), dataset.storedType.contains("int")
  else {
    throw SceneError(
      file: file.path, variable: name,
      problem: "is \(dataset.storedType) of \(dataset.shape), not whole numbers by row and column",
      remedy: "Name a class map")
  }
  return try LabelArrays(
    matrices: HDF5Labels(hdf5: file),
    shape: CubeShape(rows: dataset.shape[0], columns: dataset.shape[1], bands: 1),
    descriptor: SceneDescriptor()
  ).read(name).labels
}
