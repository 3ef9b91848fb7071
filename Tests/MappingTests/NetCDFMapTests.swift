import Foundation
import Mapping
import Scenes
import TestSupport
import Testing

/// NetCDF maps as GDAL and h5py see them.
@Suite struct NetCDFMapTests {
  @Test func gdalFindsGridNamesAndNumbers() throws {
    let folder = try TemporaryFolder()
    let map = TinyMap(rows: 300, columns: 270, classes: 3, confidence: true)
    try map.write(to: folder.file("map.nc"))
    #expect(try folder.contents() == ["map.nc"])
    let info = try gdalinfo("NETCDF:\(folder.file("map.nc")):map")
    #expect(info["size"] as? [Int] == [270, 300])
    #expect(info["geoTransform"] as? [Double] == [500_000, 30, 0, 5_800_000, 0, -30])
    let crs = (info["coordinateSystem"] as? [String: Any])?["wkt"] as? String
    #expect(crs?.contains("UTM zone 33N") == true)
    let band = try #require((info["bands"] as? [[String: Any]])?.first)
    #expect(band["type"] as? String == "Byte")
    let read = try readClassMap(folder.file("map.nc"))
    #expect(read.labels == map.labels)
    #expect(read.labels.classes.all == map.layout.classes.entries)
  }

  @Test func attributesAreThoseOfCF() throws {
    let folder = try TemporaryFolder()
    try TinyMap(rows: 4, columns: 6, classes: 300).write(to: folder.file("map.nc"))
    let words = try python(
      """
      import sys, h5py, numpy
      file = h5py.File(sys.argv[1])
      map = file['map']
      text = lambda value: value.decode() if isinstance(value, bytes) else value
      print(map.dtype, map.attrs['flag_values'].dtype, map.attrs['_FillValue'].dtype)
      print(len(map.attrs['flag_values']), len(text(map.attrs['flag_meanings']).split()))
      print(text(map.attrs['flag_meanings']).split()[0], text(map.attrs['grid_mapping']))
      print(map.dims[0][0].name, map.dims[1][0].name)
      print(text(file['x'].attrs['units']), text(file['y'].attrs['standard_name']))
      print(file['x'][0], file['y'][0], file['y'][3])
      print(text(file['crs'].attrs['grid_mapping_name']))
      print(file['crs'].attrs['longitude_of_central_meridian'][0])
      print(text(file.attrs['Conventions']))
      """, folder.file("map.nc"))
    #expect(
      words == [
        "uint16", "uint16", "uint16", "300", "300", "Crop_1__sown", "crs", "/y", "/x", "m",
        "projection_y_coordinate", "500015.0", "5799985.0", "5799895.0", "transverse_mercator",
        "15.0", "CF-1.10",
      ])
  }

  @Test func aSceneThatBeginsInTheSouthIsTurnedNorthUp() throws {
    let folder = try TemporaryFolder()
    var map = TinyMap(rows: 300, columns: 5, classes: 4, confidence: true)
    map.layout.georeference = Georeference(
      transform: [12, 0.5, 0, 40, 0, 0.25], crs: "EPSG:4326")
    try map.write(to: folder.file("map.nc"), height: 64)
    let values = try python(
      """
      import sys, h5py
      file = h5py.File(sys.argv[1])
      print(file['y'][0], file['y'][299])
      for value in file['map'][0]: print(value)
      for value in file['map'][299]: print(value)
      print(file['confidence'][299, 4])
      print(file['x'].attrs['units'].decode())
      """, folder.file("map.nc"))
    let expected =
      ["114.875", "40.125"] + (0..<5).map { "\(map.label(299, $0))" }
      + (0..<5).map { "\(map.label(0, $0))" }
    #expect(Array(values.prefix(12)) == expected)
    #expect(Float(values[12]).map { $0.isNaN || $0 == map.confidence(0, 4) } == true)
    #expect(values.last == "degrees_east")
  }

  @Test func aMapWithoutAPlaceOnEarthSaysNone() throws {
    let folder = try TemporaryFolder()
    try TinyMap(rows: 2, columns: 2, classes: 2, crs: nil).write(to: folder.file("map.nc"))
    #expect(try readClassMap(folder.file("map.nc")).georeference == nil)
  }
}
