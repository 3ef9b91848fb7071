import Foundation
import Scenes
import TestSupport
import Testing

/// One scene in every format: each reader gives the same cube, wavelengths, mask and place.
@Suite("Every format gives the same scene") struct ConformanceTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("Metadata", arguments: FormatCase.all)
  func metadata(_ format: FormatCase) throws {
    let scene = try Scene.open(format.write(folder), descriptor: format.descriptor)
    let reference = ReferenceScene.self
    #expect(scene.cube.recognition.format == format.format)
    #expect(!scene.cube.recognition.evidence.isEmpty)
    #expect(scene.cube.shape == reference.shape)
    let bands = scene.cube.bands
    expectEqual(bands.wavelengths, reference.wavelengths)
    expectEqual(bands.widths, format.hasWidths ? reference.widths : nil)
    let bad = bands.good.indices.filter { !bands.good[$0] }
    #expect(bad == (format.hasBadBand ? [reference.badBand] : []))
    guard format.hasGeoreference else {
      #expect(scene.georeference == nil)
      return
    }
    expectEqual(scene.georeference?.transform, reference.transform)
    let crs = try wellKnownText(of: scene.georeference?.crs ?? "", file: format.name)
    #expect(crs.contains("UTM zone 32N"))
  }

  @Test("Whole scene, odd windows, single pixels, some bands", arguments: FormatCase.all)
  func windows(_ format: FormatCase) throws {
    let cube = try Scene.open(format.write(folder), descriptor: format.descriptor).cube
    let windows = [
      CubeWindow(whole: cube.shape),
      CubeWindow(rows: 1..<4, columns: 2..<5, bands: Array(0..<8)),
      CubeWindow(rows: 2..<3, columns: 3..<4, bands: Array(0..<8)),
      CubeWindow(rows: 5..<6, columns: 4..<5, bands: [7]),
      CubeWindow(rows: 0..<6, columns: 1..<4, bands: [6, 1, 3]),
      CubeWindow(rows: 2..<4, columns: 0..<5, bands: [4, 4, 0]),
    ]
    for window in windows {
      var expected: [Double] = []
      for row in window.rows {
        for column in window.columns {
          for band in window.bands {
            let stored = ReferenceScene.stored(row: row, column: column, band: band)
            expected.append(
              ReferenceScene.isEmpty(row: row, column: column) ? .nan : Double(stored) / 10000)
          }
        }
      }
      var single = [Float](repeating: -1, count: window.count)
      try single.withUnsafeMutableBufferPointer { try cube.read(window, into: $0) }
      var double = [Double](repeating: -1, count: window.count)
      try double.withUnsafeMutableBufferPointer { try cube.read(window, into: $0) }
      for (index, value) in expected.enumerated() {
        #expect(single[index].isNaN == value.isNaN, "\(window) value \(index)")
        #expect(double[index].isNaN == value.isNaN, "\(window) value \(index)")
        if !value.isNaN {
          #expect(abs(Double(single[index]) - value) < 1e-6, "\(window) value \(index)")
          #expect(abs(double[index] - value) < 1e-7, "\(window) value \(index)")
        }
      }
    }
    var value: [Float] = [0]
    #expect(throws: SceneError.self) {
      try value.withUnsafeMutableBufferPointer {
        try cube.read(CubeWindow(rows: 6..<7, columns: 0..<1, bands: [0]), into: $0)
      }
    }
  }

  @Test("MATLAB's labels lie as its cube, in both versions and in another file")
  func matlabLabels() throws {
    // Column-major 0, 1, 2, … modulo 6 is the number of the row.
    let expected = (0..<30).map { UInt16($0 / 5) }
    for format in FormatCase.all where format.format.hasPrefix("MATLAB") {
      let path = try format.write(folder)
      #expect(try Scene.open(path).readLabels().values == expected, "\(format.name)")
      var descriptor = SceneDescriptor()
      descriptor.labels = LabelPlaces(["\(path):cube_gt"])
      let envi = folder.file("with-labels")
      try ENVIProducts.write(envi, interleave: "bil", dataType: 12)
      let scene = try Scene.open(envi, descriptor: descriptor)
      #expect(try scene.readLabels().values == expected, "\(format.name)")
    }
  }

  @Test("EMIT's lookup table leads from the ground to the image")
  func lookupTable() throws {
    let path = folder.file("emit.nc")
    try HDF5Products.emit(path)
    let scene = try Scene.open(path)
    #expect(scene.hasLookupTable)
    #expect(try SceneSummary(of: scene).text.contains("sensor geometry, with the place"))
    let table = try #require(try scene.readLookupTable())
    #expect(table.rows == 6 && table.columns == 7)
    #expect(table.source(row: 0, column: 0) == nil)
    #expect(table.source(row: 1, column: 1).map { [$0.row, $0.column] } == [1, 0])
    #expect(table.source(row: 5, column: 5).map { [$0.row, $0.column] } == [5, 4])
    #expect(table.georeference.transform == [10, 0.0005, 0, 50, 0, -0.0005])
  }

  @Test("Tanager's pixels are put on the ground by their positions")
  func positions() throws {
    let path = folder.file("tanager.h5")
    try TanagerProducts.basic(path)
    let scene = try Scene.open(path)
    #expect(scene.hasLookupTable)
    // Masks are no labels.
    #expect(!scene.hasLabels && scene.labelPaths.isEmpty)
    let table = try #require(try scene.readLookupTable())
    #expect(table.rows == 8 && table.columns == 7)
    #expect(table.georeference.transform == [679_970, 30, 0, 5_340_030, 0, -30])
    #expect(table.georeference.crs == "EPSG:32632")
    for row in 0..<8 {
      for column in 0..<7 {
        // One cell of margin on each side; the image's first pixel lies in the south-east.
        let expected = 1...6 ~= row && 1...5 ~= column ? [6 - row, 5 - column] : nil
        #expect(table.source(row: row, column: column).map { [$0.row, $0.column] } == expected)
      }
    }
  }

  private func expectEqual(
    _ found: [Double]?, _ expected: [Double]?, at place: SourceLocation = #_sourceLocation
  ) {
    #expect(found?.count == expected?.count, sourceLocation: place)
    for (one, other) in zip(found ?? [], expected ?? []) {
      #expect(abs(one - other) <= 1e-9 * max(1, abs(other)), sourceLocation: place)
    }
  }
}
