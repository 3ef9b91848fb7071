import Mapping
import Scenes
import TestSupport
import Testing

/// HDF5 maps as h5py sees them.
@Suite struct HDF5MapTests {
  @Test func h5pyFindsAllThatAMapShouldSay() throws {
    let folder = try TemporaryFolder()
    let map = TinyMap(rows: 300, columns: 7, classes: 3, confidence: true)
    try map.write(to: folder.file("map.h5"))
    let words = try python(
      """
      import sys, h5py
      with h5py.File(sys.argv[1]) as f:
          m, c = f["map"], f["confidence"]
          print(*sorted(f), m.dtype, *m.shape, *m.chunks, m.compression)
          print(m.attrs["_FillValue"].dtype, m.attrs["flag_values"].dtype, *m.attrs["flag_values"])
          print(m.attrs["flag_meanings"], m.attrs["grid_mapping"], *m.attrs["class_colours"])
          print("|".join(m.attrs["class_names"]).replace(" ", "~"))
          print(c.dtype, c[299, 6], f["x"][0], f["y"][299], f["x"].attrs["units"])
          print(f["crs"].attrs["GeoTransform"], f["crs"].attrs["crs_wkt"][:6])
          print(int((m[:] == [[(r * 7 + k) % 4 for k in range(7)] for r in range(300)]).all()))
      """, folder.file("map.h5"))
    #expect(
      words == [
        "confidence", "crs", "map", "x", "y", "uint8", "300", "7", "256", "7", "gzip",
        "uint8", "uint8", "1", "2", "3",
        "Crop_1__sown", "Crop_2__sown", "Crop_3__sown", "crs", "#2233bb", "#ffdd00", "#880011",
        "Crop~1,~sown|Crop~2,~sown|Crop~3,~sown",
        "float32", "1.0", "500015.0", "5791015.0", "m",
        "500000.0", "30.0", "0.0", "5800000.0", "0.0", "-30.0", "PROJCS", "1",
      ])
  }

  @Test func degreesAreLongitudeAndLatitude() throws {
    let folder = try TemporaryFolder()
    try TinyMap(rows: 2, columns: 2, classes: 1, crs: "EPSG:4326").write(to: folder.file("m.h5"))
    let file = try HDF5File.open(folder.file("m.h5"))
    #expect(try file.attribute("units", on: "/x")?.text == "degrees_east")
    #expect(try file.attribute("standard_name", on: "/y")?.text == "latitude")
  }

  @Test func namesThatCFWouldConfuseStayApart() throws {
    let folder = try TemporaryFolder()
    var map = TinyMap(rows: 1, columns: 1, classes: 1)
    map.layout.classes = ClassTable(names: ["Corn (till)", "Corn [till]", "Grünland", ""])
    try map.write(to: folder.file("m.h5"))
    let file = try HDF5File.open(folder.file("m.h5"))
    #expect(
      try file.attribute("flag_meanings", on: "/map")?.text
        == "Corn__till_ Corn__till__2 Gr_nland class_4")
    let read = try readClassMap(folder.file("m.h5")).labels.classes
    #expect(read.all.map(\.name) == ["Corn (till)", "Corn [till]", "Grünland"])
  }

  @Test func aFileWithoutAMapIsRefused() throws {
    let folder = try TemporaryFolder()
    let file = try HDF5File.create(folder.file("m.h5"))
    try file.createDataset("/other", of: Int32.self, shape: [1]).write([1])
    try file.close()
    let error = #expect(throws: SceneError.self) { try readClassMap(folder.file("m.h5")) }
    #expect(error?.description.contains("/other") == true)
  }
}
