internal import Foundation
public import Scenes

/// Reads a class map as Facet writes it: HDF5 or NetCDF-4 with a dataset `map`, or a raster of one band, such
/// as GeoTIFF or palette PNG.
///
/// - Returns: the labels, 0 for unclassified; the classes, where the file has colours or names; and
///   where the map lies on Earth, if the file says.
/// - Throws: `SceneError` if there is no map in it.
public func readClassMap(
  _ path: String
) throws -> (labels: LabelMap, classes: ClassTable?, georeference: Georeference?) {
  OutputGate.program.note(path, as: "a map")
  return switch URL(fileURLWithPath: path).pathExtension.lowercased() {
  case "h5", "hdf5", "he5", "nc": try readHDF5Map(path)
  default: try readLabelRaster(path)
  }
}

private func readHDF5Map(
  _ path: String
) throws -> (labels: LabelMap, classes: ClassTable?, georeference: Georeference?) {
  let file = try HDF5File.open(path)
  let map = try file.dataset("/map")
  guard map.shape.count == 2, !map.shape.contains(0), map.storedType.contains("int") else {
    throw SceneError(
      file: path, variable: "/map",
      problem: "is \(map.storedType) of \(map.shape), not whole numbers by row and column",
      remedy: "Give a map that `facet classify` has written")
  }
  let values = try map.readAll(Int32.self)
  guard let wrong = values.first(where: { !(0...65_535 ~= $0) }) else {
    return (
      LabelMap(rows: map.shape[0], columns: map.shape[1], values: values.map { UInt16($0) }),
      try classes(of: file), try georeference(of: file)
    )
  }
  throw SceneError(
    file: path, variable: "/map", problem: "holds \(wrong), which is no class number (0…65535)")
}

private func classes(of file: HDF5File) throws -> ClassTable? {
  guard let names = try file.attribute("class_names", on: "/map")?.texts else { return nil }
  let colours = try file.attribute("class_colours", on: "/map")?.texts ?? []
  return ClassTable(
    entries: names.enumerated().map { index, name in
      let stated = index < colours.count ? Colour(hexadecimal: colours[index]) : nil
      return ClassTable.Entry(name: name, colour: stated ?? ClassTable.colour(at: index))
    })
}

private func georeference(of file: HDF5File) throws -> Georeference? {
  guard try file.datasetPaths().contains("/crs"),
    let transform = try file.attribute("GeoTransform", on: "/crs")?.numbers,
    transform.count == 6
  else { return nil }
  return Georeference(
    transform: transform, crs: try file.attribute("crs_wkt", on: "/crs")?.text)
}
