import Scenes
import Testing

/// Areas of pixels on the ground, in any coordinate reference system.
@Suite struct PixelAreaTests {
  @Test func metresAreTakenAsTheyAre() throws {
    let areas = Georeference(left: 500_000, top: 4_500_000, pixelSize: 20, crs: "EPSG:32616")
      .pixelAreas(rows: 3, columns: 4)
    #expect(areas == [400, 400, 400])
    let rotated = Georeference(
      transform: [500_000, 12, 16, 4_500_000, 16, -12], crs: "EPSG:32616")
    #expect(try #require(rotated.pixelAreas(rows: 1, columns: 1))[0] == 400)
  }

  /// A degree of latitude is 110.6 km at the equator; one of longitude shrinks with its cosine.
  @Test func degreesAreMeasuredOnTheEllipsoid() throws {
    let areas = try #require(
      Georeference(left: 9, top: 60, pixelSize: 0.01, crs: "EPSG:4326")
        .pixelAreas(rows: 6001, columns: 10))
    #expect(abs(areas[6000] / (1105.74 * 1113.2) - 1) < 0.001)
    #expect(abs(areas[0] / areas[6000] - 0.506) < 0.005)
  }

  @Test func feetAreNotMetres() throws {
    let areas = try #require(
      Georeference(left: 2_000_000, top: 700_000, pixelSize: 10, crs: "EPSG:2263")
        .pixelAreas(rows: 1, columns: 1))
    #expect(abs(areas[0] - 100 * 0.3048 * 0.3048) < 0.01)
  }

  /// Web Mercator stretches everything: at 60 degrees by two each way.
  @Test func aProjectionThatDoesNotKeepAreasIsCorrected() throws {
    let areas = try #require(
      Georeference(left: 1_000_000, top: 8_399_738, pixelSize: 10, crs: "EPSG:3857")
        .pixelAreas(rows: 1, columns: 1))
    #expect(abs(areas[0] - 25) < 0.3, "\(areas[0])")
  }

  @Test func withoutACRSThereIsNone() {
    #expect(
      Georeference(left: 0, top: 0, pixelSize: 1, crs: nil).pixelAreas(rows: 2, columns: 2) == nil)
  }
}
