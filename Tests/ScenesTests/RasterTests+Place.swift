import Foundation
import Scenes
import TestSupport
import Testing

extension RasterTests {
  @Test func controlPointsGiveNoPlaceAndAreSaid() throws {
    let scene = try open(
      """
      d = write(path, cube(4, 4, 6), transform=None, code=None)
      points = [gdal.GCP(500000 + 30 * c, 5800000 - 30 * r, 0, c, r)
                for c, r in ((0, 0), (6, 0), (0, 4))]
      s = osr.SpatialReference()
      s.ImportFromEPSG(32633)
      d.SetGCPs(points, s.ExportToWkt())
      """)
    #expect(scene.georeference == nil)
    #expect(scene.warnings().contains { $0.contains("3 ground control points") })
  }

  @Test("Nothing that stands in a file makes Facet contact a server")
  func noNetwork() throws {
    let server = try ListeningSocket()
    let address = "http://127.0.0.1:\(server.port)/a.tif"
    for (index, source) in [
      "/vsicurl/\(address)", "/vsicurl_streaming/\(address)", address, "/vsis3/bucket/a.tif",
      "NETCDF:\"\(address)\":cube", "/vsicurl?url=\(address)", "/vsistdin/",
    ].enumerated() {
      let path = folder.file("\(index).vrt")
      let band = """
        <VRTRasterBand dataType="Int16" band="1"><SimpleSource>
        <SourceFilename relativeToVRT="0">\(source.replacingOccurrences(of: "\"", with: "&quot;"))\
        </SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand>
        """
      try "<VRTDataset rasterXSize=\"3\" rasterYSize=\"2\">\(band)</VRTDataset>"
        .write(toFile: path, atomically: true, encoding: .utf8)
      #expect(throws: SceneError.self, "\(source)") { try spectrum(Scene.open(path), 0, 0) }
    }
    for crs in ["/vsicurl/\(address)[", "\(address)[", address, "+init=/vsicurl/\(address)"] {
      #expect(throws: SceneError.self, "\(crs)") { try wellKnownText(of: crs, file: "a.hdr") }
    }
    #expect(!server.wasContacted)
  }

  @Test(
    arguments: [
      "EPSG:32633", "urn:ogc:def:crs:EPSG::32633", "+proj=utm +zone=33 +datum=WGS84",
      "http://www.opengis.net/def/crs/EPSG/0/32633", "  epsg:32633",
    ])
  func systemsAreWrittenInManyWays(_ crs: String) throws {
    #expect(try wellKnownText(of: crs, file: "a").contains("UTM zone 33N") || crs.hasPrefix("+"))
    #expect(try wellKnownText(of: wellKnownText(of: crs, file: "a"), file: "a").contains("PROJ"))
  }

  @Test func placesThatContradictAreSaid() throws {
    let plain = try open("write(path, cube(3, 4, 6))")
    #expect(plain.warnings() == [])
    try "30\n0\n0\n-30\n600015\n5799985\n".write(
      toFile: folder.file("a.tfw"), atomically: true, encoding: .utf8)
    let beside = try Scene.open(folder.file("a.tif"))
    #expect(beside.georeference == plain.georeference)
    #expect(
      beside.warnings().contains {
        $0.contains("its world file gives another place (600000.0, 5800000.0)")
      })
    try """
    <PAMDataset><GeoTransform>700000, 30, 0, 5800000, 0, -30</GeoTransform></PAMDataset>
    """.write(toFile: folder.file("a.tif.aux.xml"), atomically: true, encoding: .utf8)
    let sidecar = try Scene.open(folder.file("a.tif"))
    #expect(sidecar.georeference?.transform.first == 700_000)
    #expect(sidecar.warnings().contains { $0.hasPrefix("the file itself gives another place") })
  }
}
