import Foundation
import Scenes
import TestSupport
import Testing

/// What users' files have wrong, and what is said of each. Byte order: `ENVITests`; polygons beside
/// the scene: `VectorLabelTests`; tiles that overlap or disagree, mixed systems: `MosaicTests`.
@Suite("Files with something wrong") struct BadInputTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func problem(_ body: () throws -> Void) -> String {
    let error = #expect(throws: SceneError.self) { try body() }
    return error?.description ?? ""
  }

  @Test("MATLAB 7.3 has its axes the other way round, which is said and undone")
  func reversedAxes() throws {
    let path = folder.file("new.mat")
    try HDF5Products.matlab73(path)
    let scene = try Scene.open(path)
    #expect(scene.cube.shape == ReferenceScene.shape)
    #expect(
      scene.cube.recognition.evidence.contains("axes band,column,row: as MATLAB 7.3 has them"))
    #expect(try scene.readLabels()[row: 4, column: 2] == 4)
    // Who states another order is believed, and told what does not fit then.
    var descriptor = SceneDescriptor()
    descriptor.axes = "row,column,band"
    descriptor.shape = [6, 5, 8]
    let said = problem { _ = try Scene.open(path, descriptor: descriptor) }
    #expect(said.contains("is 8×5×6, the descriptor expects 6×5×8"))
    #expect(said.contains("correct `shape` or `axes`"))
  }

  @Test("Of two variables that could be the cube none is taken, and both are named")
  func twoCandidates() throws {
    let hdf5 = folder.file("two.h5")
    let file = try HDF5File.create(hdf5)
    for name in ["/first", "/second"] {
      try file.createDataset(name, of: UInt16.self, shape: [2, 2, 2]).write([
        1, 2, 3, 4, 5, 6, 7, 8,
      ])
    }
    try file.close()
    let mat = folder.file("two.mat")
    try MATLABProducts.write(mat, isCompressed: true, cubes: ["first", "second"])
    let classic = folder.file("two.nc")
    try NetCDFProducts.classic(classic, interleave: "bip", cubes: ["first", "second"])
    for path in [hdf5, mat, classic] {
      let said = problem { _ = try Scene.open(path) }
      #expect(said.hasPrefix(path), "\(said)")
      for word in ["has 2", "could be the cube", "Name one with `cube`", "first (", "second ("] {
        #expect(said.contains(word), "\(said)")
      }
      var descriptor = SceneDescriptor()
      descriptor.cube = "second"
      #expect(try Scene.open(path, descriptor: descriptor).cube.shape.bands > 0)
      descriptor.cube = "third"
      #expect(problem { _ = try Scene.open(path, descriptor: descriptor) }.contains("`third`"))
    }
  }

  @Test("Wavelengths come in nm, whatever their unit, and not in one that is no length")
  func units() throws {
    func wavelengths(_ change: @escaping (String) -> String) throws -> [Double]? {
      let path = folder.file("image")
      try ENVIProducts.write(path, interleave: "bip", dataType: 12, change: change)
      return try Scene.open(path).cube.bands.wavelengths
    }
    let unit = "wavelength units = Micrometers"
    for other in [unit, "wavelength units = um", "wavelength units = Unknown", ""] {
      let found = try wavelengths { $0.replacingOccurrences(of: unit, with: other) }
      for (one, expected) in zip(found ?? [], ReferenceScene.wavelengths) {
        #expect(abs(one - expected) < 1e-9, "\(other)")
      }
    }
    let wrong = problem {
      _ = try wavelengths {
        $0.replacingOccurrences(of: unit, with: "wavelength units = Nanometers")
      }
    }
    #expect(
      wrong.contains("units of \"Nanometers\", but runs from 0.45 to 1.25, which would be µm"),
      "\(wrong)")
    #expect(wrong.contains("wavelengthUnits: µm"), "\(wrong)")
  }

  @Test("A filter that is not installed is named with its number", arguments: [32015, 307])
  func missingFilter(_ number: Int) throws {
    let path = folder.file("packed.h5")
    try TinyScene(chunk: [5, 7, 4]).write(to: path, as: UInt16.self)
    // The pipeline keeps a filter as number, length of its name, flags, count of its values, name.
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let name = try #require(bytes.range(of: Data("deflate\0".utf8)))
    #expect(bytes[name.lowerBound - 8] == 1)
    bytes[name.lowerBound - 8] = UInt8(number & 0xFF)
    bytes[name.lowerBound - 7] = UInt8(number >> 8)
    try bytes.write(to: URL(fileURLWithPath: path))
    let scene = try Scene.open(path)
    var values = [Float](repeating: 0, count: 4)
    let said = problem {
      try values.withUnsafeMutableBufferPointer {
        try scene.cube.read(CubeWindow(rows: 0..<1, columns: 0..<1, bands: [0, 1, 2, 3]), into: $0)
      }
    }
    let names = [32015: "zstd", 307: "bzip2"]
    for word in ["filter \(names[number] ?? "") (id \(number))", "HDF5_PLUGIN_PATH", "h5repack"] {
      #expect(said.contains(word), "\(said)")
    }
  }

  @Test("A lookup table that points outside of the image is refused with the cell")
  func lookupTable() throws {
    let table = GeographicLookupTable(
      rows: 1, columns: 3, x: [0, 5, -6], y: [0, 6, 6],
      georeference: Georeference(left: 0, top: 0, pixelSize: 1, crs: nil))
    let said = problem {
      try table.requireInside(imageRows: 6, imageColumns: 5, file: "emit.nc")
    }
    #expect(
      said.contains(
        "cell (row 0, column 2) points to row 6, column 6 of an image of 6×5, counted from 1"))
    try table.requireInside(imageRows: 6, imageColumns: 6, file: "emit.nc")
  }

  @Test("A chunk that unpacks to another size than its dataset's is refused")
  func chunkOfAnotherSize() throws {
    let path = folder.file("packed.h5")
    // One chunk of two is there.
    let file = try HDF5File.create(path)
    let cube = try file.createDataset(
      "/cube", of: UInt16.self, shape: [6, 7, 4], chunk: [3, 7, 4])
    try (0..<84).map { UInt16($0) }.withUnsafeBufferPointer {
      try cube.write($0, start: [0, 0, 0], count: [3, 7, 4])
    }
    try file.close()
    // The shape of a chunk stands in the layout as 32-bit numbers, the bytes of a value last.
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let layout = try #require(
      bytes.range(of: Data([3, 0, 0, 0, 7, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0])))
    bytes[layout.lowerBound] = 6
    try bytes.write(to: URL(fileURLWithPath: path))
    var values = [Float](repeating: 0, count: 6 * 7 * 4)
    let said = problem {
      let cube = try Scene.open(path).cube
      try values.withUnsafeMutableBufferPointer {
        try cube.read(CubeWindow(whole: cube.shape), into: $0)
      }
    }
    #expect(said.contains("unpacks to 168 bytes in place of 336"), "\(said)")
  }

  @Test(
    "Sizes in the index of chunks are bounded where chunks are packed, and not needed elsewhere",
    arguments: [(0, 1), (0, Int32.max), (4, 1), (4, Int32.max)])
  func sizeInIndex(deflate: Int, size: Int32) throws {
    let path = folder.file("index.h5")
    let file = try HDF5File.create(path)
    let cube = try file.createDataset(
      "/cube", of: UInt16.self, shape: [6, 7, 4], chunk: [3, 7, 4], deflate: deflate)
    let numbers = (0..<168).map { UInt16($0) }
    try cube.write(numbers)
    try file.close()
    // A leaf of the tree of chunks: signature, type 1, level 0, two entries, no siblings; the size
    // of the first.
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let none = [UInt8](repeating: 0xFF, count: 16)
    let leaf = try #require(bytes.range(of: Data([0x54, 0x52, 0x45, 0x45, 1, 0, 2, 0] + none)))
    bytes.replaceSubrange(
      leaf.upperBound..<leaf.upperBound + 4, with: withUnsafeBytes(of: size) { Data($0) })
    try bytes.write(to: URL(fileURLWithPath: path))
    var values = [Float](repeating: 0, count: numbers.count)
    let read = {
      let cube = try Scene.open(path).cube
      try values.withUnsafeMutableBufferPointer {
        try cube.read(CubeWindow(whole: cube.shape), into: $0)
      }
    }
    if deflate == 0 {
      try read()
      #expect(values == numbers.map(Float.init))
      return
    }
    let said = problem { try read() }
    switch size {
    case 1: #expect(said.contains("unpacks to 0 bytes in place of 168"), "\(said)")
    default: #expect(said.contains("is said to take 2147483647 bytes, where at most"), "\(said)")
    }
  }

  @Test("NetCDF-3 that is cut off is refused: its library would give zeros")
  func classicCutOff() throws {
    let path = folder.file("classic.nc")
    try NetCDFProducts.classic(path, interleave: "bsq")
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    _ = try Scene.open(path)
    for length in stride(from: 8, to: whole.count - 4, by: 7) {
      try whole.prefix(length).write(to: URL(fileURLWithPath: path))
      #expect(throws: SceneError.self, "\(length) of \(whole.count) bytes") {
        _ = try Scene.open(path)
      }
    }
    let said = problem { _ = try Scene.open(path) }
    #expect(said.contains("is cut off: its variables end at byte"), "\(said)")
  }
}
