import Foundation
import Scenes
import TestSupport
import Testing

/// What rasters say of their bands, values and place beside the plain numbers.
@Suite struct RasterTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func open(
    _ script: String, name: String = "a.tif", _ change: (inout SceneDescriptor) -> Void = { _ in }
  ) throws -> Scene {
    try rasterScript(folder.file(name), script)
    var descriptor = SceneDescriptor()
    change(&descriptor)
    return try Scene.open(folder.file(name), descriptor: descriptor)
  }

  func problem(_ body: () throws -> Scene) -> String {
    (#expect(throws: SceneError.self) { _ = try body() })?.description ?? ""
  }

  func spectrum(_ scene: Scene, _ row: Int, _ column: Int) throws -> [Float] {
    var values = [Float](repeating: 0, count: scene.shape.bands)
    try values.withUnsafeMutableBufferPointer {
      try scene.read(rows: row..<row + 1, columns: column..<column + 1, into: $0)
    }
    return values
  }

  // MARK: pages

  private let pages = """
    for band in range(40):
      options = ['APPEND_SUBDATASET=YES'] if band else []
      write(path, cube(40, 4, 6)[band:band + 1], options=options)

    """

  @Test func pagesOfOneSizeAreBandsInPageOrder() throws {
    // More than are kept open at a time.
    let scene = try open(pages)
    #expect(scene.shape == CubeShape(rows: 4, columns: 6, bands: 40))
    #expect(try spectrum(scene, 2, 5) == (0..<40).map { Float(250 + $0) })
    #expect(try spectrum(scene, 0, 0) == (0..<40).map(Float.init))
    #expect(scene.georeference?.transform == [500_000, 30, 0, 5_800_000, 0, -30])
    #expect(scene.cube.recognition.evidence.contains { $0.contains("40 pages of 4×6×1") })
    let third = try open(pages) { $0.cube = "3" }
    #expect(try spectrum(third, 1, 1) == [112])
  }

  @Test func pagesOfSeveralKindsAreListedUnlessOneIsChosen() throws {
    let script = """
      write(path, cube(1, 2, 3))
      write(path, cube(5, 4, 6), options=['APPEND_SUBDATASET=YES'])
      """
    let said = problem { try open(script) }
    #expect(said.contains("has 2 pages of different kinds"), "\(said)")
    #expect(said.contains("1: 2×3×1, 2: 4×6×5"), "\(said)")
    #expect(try open(script) { $0.cube = "2" }.shape == CubeShape(rows: 4, columns: 6, bands: 5))
    #expect(problem { try open(script) { $0.cube = "7" } }.contains("has no image 7"))
    // One page of the same size with other bands may be a mask, or a band.
    let mask = problem {
      try open(
        """
        write(path, cube(5, 4, 6))
        write(path, cube(1, 4, 6), options=['APPEND_SUBDATASET=YES'])
        """)
    }
    #expect(mask.contains("1: 4×6×5, 2: 4×6×1"), "\(mask)")
  }

  @Test func smallerPagesAreOverviewsAndSaid() throws {
    let scene = try open(
      """
      write(path, cube(5, 4, 6))
      write(path, cube(5, 2, 3), options=['APPEND_SUBDATASET=YES'])
      """)
    #expect(scene.shape == CubeShape(rows: 4, columns: 6, bands: 5))
    #expect(scene.warnings().contains { $0.contains("overviews") && $0.contains("2 of 2×3×5") })
  }

  @Test(arguments: ["ImageJ=1.53t\\nimages=24\\nslices=24", #"{"shape": [24, 4, 6]}"#])
  func aStackWithoutItsPagesIsRefused(_ text: String) throws {
    let said = problem {
      try open("write(path, cube(1, 4, 6)).SetMetadataItem('TIFFTAG_IMAGEDESCRIPTION', '\(text)')")
    }
    #expect(said.contains("says that it holds 24 images"), "\(said)")
  }

  // MARK: what has no data

  @Test func noDataDiffersByBand() throws {
    let scene = try open(
      """
      raster = write(path, cube(3, 4, 6), driver='HFA')
      raster.GetRasterBand(1).SetNoDataValue(110)
      raster.GetRasterBand(2).SetNoDataValue(-9999)
      """)
    let values = try spectrum(scene, 1, 1)
    #expect(values[0].isNaN && values[1] == 111 && values[2] == 112)
    #expect(scene.cube.recognition.evidence.contains { $0.contains("no-data values by band") })
  }

  @Test func aNoDataValueThatTheTypeCannotHoldIsSaid() throws {
    let scene = try open(
      """
      raster = write(path, cube(3, 2, 3).astype('uint8'))
      raster.GetRasterBand(1).SetNoDataValue(-9999)
      """)
    #expect(scene.warnings().contains { $0.contains("-9999.0 cannot occur in uint8") })
  }

  @Test(arguments: ["internal", "external", "alpha", "of all bands"])
  func masksAreHonoured(kind: String) throws {
    let before =
      kind == "internal" ? "gdal.SetConfigOption('GDAL_TIFF_INTERNAL_MASK', 'YES')\n" : ""
    let mask = """
      mask = numpy.full((4, 6), 255, 'uint8')
      mask[1, 2] = 0

      """
    let script =
      switch kind {
      case "alpha":
        mask + """
          values = numpy.concatenate([cube(5, 4, 6), mask[None].astype('int16')])
          raster = write(path, values)
          raster.GetRasterBand(6).SetColorInterpretation(gdal.GCI_AlphaBand)
          """
      case "of all bands":
        "write(path, cube(5, 4, 6)).SetMetadataItem('NODATA_VALUES', '120 121 122 123 124')"
      default:
        before + mask + """
          raster = write(path, cube(5, 4, 6))
          raster.CreateMaskBand(gdal.GMF_PER_DATASET)
          raster.GetRasterBand(1).GetMaskBand().WriteArray(mask)
          """
      }
    let scene = try open(script)
    #expect(scene.shape.bands == 5)
    #expect(try spectrum(scene, 1, 2).allSatisfy(\.isNaN))
    #expect(try spectrum(scene, 1, 3) == [130, 131, 132, 133, 134])
    #expect(try spectrum(scene, 2, 1) == [210, 211, 212, 213, 214])
    #expect(
      scene.warnings().contains { $0.contains("band 6 is an alpha band") } == (kind == "alpha"))
  }

  @Test func bytesMayBeSigned() throws {
    let scene = try open(
      """
      values = numpy.full((3, 2, 2), 200, 'uint8')
      write(path, values, options=['PIXELTYPE=SIGNEDBYTE'])
      """)
    #expect(try spectrum(scene, 0, 0) == [-56, -56, -56])
  }

  // MARK: wavelengths

  @Test(
    arguments: [
      "b.SetDescription(f'Band {n} ({400 + 10 * n} Nanometers)')",
      "b.SetDescription(f'{400 + 10 * n}.0 nm')",
      "b.SetDescription(f'B{n} {0.4 + 0.01 * n:.3f} µm')",
      "b.SetDescription(f'{395 + 10 * n}-{405 + 10 * n} nm')",
      "b.SetDescription(f'FWHM 8 nm, centre {400 + 10 * n} nm')",
      "b.SetMetadataItem('CENTRAL_WAVELENGTH_UM', f'{0.4 + 0.01 * n:.3f}', 'IMAGERY')",
      "b.SetMetadataItem('Wavelength', f'{400 + 10 * n} nm')",
      "b.SetMetadataItem('wavelength', f'{24979 - 600 * n}')",
      "b.SetDescription(str(400 + 10 * n))",
      "d.SetMetadataItem('wavelength', '{410, 420, 430, 440}', 'ENVI')",
    ])
  func wavelengthsStandInManyPlaces(_ line: String) throws {
    let isWavenumber = line.contains("24979")
    let scene = try open(
      """
      d = write(path, cube(4, 2, 3))
      for n in range(1, 5):
        b = d.GetRasterBand(n)
        \(line)
      """
    ) { if isWavenumber { $0.wavelengthUnits = "cm-1" } }
    let found = try #require(scene.bands.wavelengths)
    let expected = isWavenumber ? [410.19, 420.54, 431.42, 442.89] : [410, 420, 430, 440]
    for (one, other) in zip(found, expected) { #expect(abs(one - other) < 0.01, "\(found)") }
  }

  @Test func wavelengthsOfSomeBandsAreNotUsedAndSaid() throws {
    let scene = try open(
      """
      d = write(path, cube(4, 2, 3))
      d.GetRasterBand(2).SetMetadataItem('wavelength', '450')
      """)
    #expect(scene.bands.wavelengths == nil)
    #expect(scene.warnings().contains("wavelengths not used: 1 of 4 bands state one"))
    let counted = try open(
      """
      d = write(path, cube(4, 2, 3))
      for n in range(1, 5): d.GetRasterBand(n).SetMetadataItem('wavelength', str(n))
      """)
    #expect(counted.bands.wavelengths == nil)
    #expect(counted.warnings().contains { $0.contains("they count the bands from 1") })
  }

  @Test func unitsMayDifferByBand() throws {
    let scene = try open(
      """
      d = write(path, cube(2, 2, 3))
      for n, value, unit in ((1, '450', 'nm'), (2, '0.55', 'Micrometers')):
        d.GetRasterBand(n).SetMetadata({'wavelength': value, 'wavelength_units': unit})
      """)
    #expect(scene.bands.wavelengths == [450, 550])
  }

  // MARK: place, and what a file may open
}
