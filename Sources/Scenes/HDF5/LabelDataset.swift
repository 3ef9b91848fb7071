/// Reads a label map from a dataset of any HDF5 file, whether it holds a scene or not.
///
/// - Parameter place: `file:dataset`, as in "labels.h5:/labels".
/// - Throws: `SceneError` where there is no such dataset, or it is no label map.
package func readLabelDataset(_ place: String) throws -> LabelMap {
  guard let colon = place.lastIndex(of: ":") else {
    throw SceneError(
      file: place, problem: "names no dataset", remedy: "Write file:dataset, as in a.h5:/labels")
  }
  let path = String(place[..<colon])
  let name = String(place[place.index(after: colon)...])
  let dataset = try HDF5File.open(path).dataset(name)
  guard dataset.shape.count == 2 else {
    throw SceneError(
      file: path, variable: name,
      problem: "has \(dataset.shape.count) dimensions; a label map has rows and columns")
  }
  let values = try dataset.readAll(Int64.self)
  if let wrong = values.first(where: { UInt16(exactly: $0) == nil }) {
    throw SceneError(
      file: path, variable: name, problem: "holds \(wrong), which is no class number",
      remedy: "Class numbers run from 1 to 65535; 0 is unlabelled")
  }
  return LabelMap(
    rows: dataset.shape[0], columns: dataset.shape[1],
    values: values.map { UInt16(truncatingIfNeeded: $0) })
}
