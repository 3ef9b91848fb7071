import Foundation
import Scenes
import TestSupport
import Testing

/// Cubes and labels that numpy writes.
@Suite struct NumPyTests {
  /// Runs a script with `np`, the folder and `cube`: 100 · row + 10 · column + band of 5 × 7 × 3.
  private func numpy(_ folder: TemporaryFolder, _ script: String) throws {
    _ = try output(
      of: "/usr/bin/python3",
      [
        "-c",
        """
        import sys, numpy as np
        folder = sys.argv[1] + '/'
        r, c, b = np.meshgrid(range(5), range(7), range(3), indexing='ij')
        cube = 100 * r + 10 * c + b
        labels = np.zeros((5, 7), 'uint8'); labels[1:3, 2:4] = 4
        \(script)
        """, folder.path,
      ])
  }

  private func values(_ scene: Scene) throws -> [Float] {
    let shape = scene.shape
    var values = [Float](repeating: 0, count: shape.pixels * shape.bands)
    try values.withUnsafeMutableBufferPointer {
      try scene.read(rows: 0..<shape.rows, columns: 0..<shape.columns, into: $0)
    }
    return values
  }

  private let expected: [Float] = (0..<105).map { (place: Int) -> Float in
    Float(100 * (place / 21) + 10 * (place / 3 % 7) + place % 3)
  }

  @Test(arguments: [
    "<u2", ">u2", "<i2", ">i4", "<u4", "<i8", ">u8", "<f4", ">f4", "<f8", ">f8", "<f2", ">f2",
  ])
  func everyNumberTypeInBothOrders(type: String) throws {
    let folder = try TemporaryFolder()
    try numpy(
      folder,
      """
      np.save(folder + 'c.npy', cube.astype('\(type)'))
      np.save(folder + 'f.npy', np.asfortranarray(cube.astype('\(type)')))
      np.save(folder + 'part.npy', np.stack([cube * 0, cube]).astype('\(type)')[:, None])
      """)
    for name in ["c.npy", "f.npy"] {
      #expect(try values(Scene.open(folder.file(name))) == expected, "\(name)")
    }
    var descriptor = SceneDescriptor()
    descriptor.cube = "[2]"
    #expect(try values(Scene.open(folder.file("part.npy"), descriptor: descriptor)) == expected)
  }

  @Test func aWindowOfSomeBandsIsRead() throws {
    let folder = try TemporaryFolder()
    try numpy(folder, "np.save(folder + 'c.npy', cube.astype('>f2'))")
    let scene = try Scene.open(folder.file("c.npy"))
    var values = [Float](repeating: 0, count: 4)
    try values.withUnsafeMutableBufferPointer {
      try scene.cube.read(CubeWindow(rows: 1..<3, columns: 4..<5, bands: [0, 2]), into: $0)
    }
    #expect(values == [140, 142, 240, 242])
  }

  @Test(arguments: ["savez", "savez_compressed"])
  func anArchiveHasCubeLabelsAndWavelengths(writer: String) throws {
    let folder = try TemporaryFolder()
    try numpy(
      folder,
      """
      np.\(writer)(folder + 'a.npz', cube=np.moveaxis(cube, 2, 0).astype('f4'), labels=labels,
        wavelength=np.array([450.5, 550, 650]), fwhm=np.array([10., 11, 12]))
      """)
    let scene = try Scene.open(folder.file("a.npz"))
    #expect(try values(scene) == expected)
    #expect(scene.bands.wavelengths == [450.5, 550, 650])
    #expect(scene.bands.widths == [10, 11, 12])
    #expect(try scene.readLabels().counts() == [31, 4])
    #expect(try scene.readLabels().classes.entries.map(\.code) == [4])
    let apart = try scene.gatherLabels([folder.file("a.npz") + ":labels"], field: nil)
    #expect(apart.labels.counts() == [31, 4])
  }

  /// Written by numpy 1.24, whose archive is committed.
  @Test func theFixtureIsReadBitByBit() throws {
    let scene = try Scene.open(try Truth.file("cube.npz"))
    #expect(try values(scene) == Truth().cube.flatMap { $0.flatMap(\.self) })
  }

  @Test func labelsByThemselves() throws {
    let folder = try TemporaryFolder()
    try numpy(
      folder,
      """
      np.save(folder + 'l.npy', labels.astype('f8'))
      np.save(folder + 't.npy', labels.T)
      np.save(folder + 'fortran.npy', np.asfortranarray(labels)[None])
      """)
    func read(_ name: String) throws -> GatheredLabels {
      try GatheredLabels(
        [folder.file(name)], field: nil, onto: nil, rows: 5, columns: 7, of: "scene.npy")
    }
    for name in ["l.npy", "fortran.npy"] {
      let labels = try read(name).labels
      #expect(labels.counts() == [31, 4])
      #expect(labels[row: 2, column: 3] == 1)
    }
    let turned = #expect(throws: SceneError.self) { try read("t.npy") }
    #expect(turned?.problem.contains("its transpose would fit") == true)
  }

  @Test func whatIsNoArrayOfNumbersIsRefused() throws {
    let folder = try TemporaryFolder()
    try numpy(
      folder,
      """
      np.save(folder + 'objects.npy', np.array([[['a', None]]], dtype=object), allow_pickle=True)
      np.save(folder + 'complex.npy', cube.astype('c8'))
      np.save(folder + 'fields.npy', np.zeros((2, 3, 4), [('a', 'f4'), ('b', 'f4')]))
      np.save(folder + 'plane.npy', labels)
      data = open(folder + 'plane.npy', 'rb').read()
      open(folder + 'cut.npy', 'wb').write(data[:-3])
      open(folder + 'huge.npy', 'wb').write(data.replace(b"(5, 7)", b"(9223372036854775807, 7)"))
      open(folder + 'minus.npy', 'wb').write(data.replace(b"(5, 7)", b"(-5, 7)"))
      """)
    func problem(_ name: String) -> String {
      "\((#expect(throws: SceneError.self) { try Scene.open(folder.file(name)) })!)"
    }
    #expect(problem("objects.npy").contains("never loads"))
    #expect(problem("complex.npy").contains("<c8"))
    #expect(problem("fields.npy").contains("fields of several types"))
    #expect(problem("plane.npy").contains("a cube has 3 dimensions"))
    #expect(problem("cut.npy").contains("is 5×7 |u1 and has 32 bytes"))
    #expect(problem("huge.npy").contains("bytes of numbers"))
    #expect(problem("minus.npy").contains("not understood"))
  }
}
