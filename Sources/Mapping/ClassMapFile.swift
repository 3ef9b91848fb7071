internal import Foundation
public import Scenes

/// Reads a class map as Facet writes it: HDF5 or NetCDF-4 with a dataset `map`, or a raster of one
/// band, such as GeoTIFF or palette PNG.
///
/// - Returns: the labels with the classes that occur, 0 for unclassified; and where the map lies on
///   Earth, if the file says.
/// - Throws: `SceneError` if there is no map in it.
public func readClassMap(
  _ path: String
) throws -> (labels: LabelMap, georeference: Georeference?) {
  OutputGate.program.note(path, as: "a map")
  switch URL(fileURLWithPath: path).pathExtension.lowercased() {
  case "h5", "hdf5", "he5", "nc":
    let file = try HDF5File.open(path)
    return (try readLabelDataset("/map", of: file), try georeference(of: file))
  default:
    let read = try readLabelRaster(path)
    return (read.labels, read.georeference)
  }
}

private func georeference(of file: HDF5File) throws -> Georeference? {
  guard try file.datasetPaths().contains("/crs"),
    let transform = try file.attribute("GeoTransform", on: "/crs")?.numbers,
    transform.count == 6
  else { return nil }
  return Georeference(
    transform: transform, crs: try file.attribute("crs_wkt", on: "/crs")?.text)
}
