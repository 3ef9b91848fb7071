import Foundation
import Scenes
import Testing

@Suite struct GroundPlaceTests {
  private func place(_ transform: [Double], _ crs: String?) -> GroundPlace? {
    GroundPlace(
      of: Georeference(transform: transform, crs: crs), rows: 200, columns: 100, file: "a.tif")
  }

  /// On the central meridian of a UTM zone a metre of the map is 1/0.9996 m on the ground.
  @Test func aUTMSceneLiesNorthUp() throws {
    let found = try #require(place([498_500, 30, 0, 5_803_000, 0, -30], "EPSG:32633"))
    #expect(found.crs == "WGS 84 / UTM zone 33N" && found.code == "EPSG:32633")
    #expect(abs(found.columnMetres - 30 / 0.9996) < 1e-3)
    #expect(abs(found.rowMetres - 30 / 0.9996) < 1e-3)
    #expect(abs(found.north) < 1e-3)
    #expect(abs(found.longitude - 15) < 1e-6 && abs(found.latitude - 52.350293) < 1e-5)
    #expect(found.edges == [498_500, 5_797_000, 501_500, 5_803_000])
  }

  /// Columns that run to the north: north is at the right.
  @Test func aTurnedSceneSaysWhereNorthIs() throws {
    let found = try #require(place([500_000, 0, 30, 5_800_000, 30, 0], "EPSG:32633"))
    #expect(abs(found.north - 90) < 0.1)
    #expect(found.edges == nil)
    // Rows that run to the north: north is down.
    let flipped = try #require(place([500_000, 30, 0, 5_800_000, 0, 30], "EPSG:32633"))
    #expect(abs(abs(flipped.north) - 180) < 0.1)
  }

  /// A degree of longitude at 60° is 55 800.2 m long, one of latitude 111 412.3 m (WGS 84).
  @Test func degreesAreMeasuredOnTheEllipsoid() throws {
    let found = try #require(place([10, 0.001, 0, 60.1, 0, -0.001], "EPSG:4326"))
    #expect(abs(found.columnMetres - 55.8002) < 1e-3)
    #expect(abs(found.rowMetres - 111.4123) < 1e-3)
  }

  @Test func withoutACRSThereIsNoPlace() {
    #expect(place([0, 1, 0, 0, 0, -1], nil) == nil)
    #expect(place([0, 1, 0, 0, 0, -1], "LOCAL_CS[\"field\",UNIT[\"metre\",1]]") == nil)
  }
}
