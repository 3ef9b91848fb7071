import Foundation
import Scenes
import TestSupport
import Testing

/// Zarr stores, written by GDAL as xarray lays them out.
@Suite struct ZarrTests {
  /// 100 · row + 10 · column + band of 5 × 7 × 3 in chunks of 2 × 3 × 3, a wavelength for each band,
  /// coordinates and labels.
  private func write(_ folder: TemporaryFolder, type: String = "uint16") throws -> String {
    let store = folder.file("scene.zarr")
    _ = try output(
      of: "/usr/bin/python3",
      [
        "-c",
        """
        import sys, json, os, numpy
        store, kind = sys.argv[1:]
        rows, columns, bands = 5, 7, 3
        r, c, b = numpy.meshgrid(range(rows), range(columns), range(bands), indexing='ij')
        labels = numpy.zeros((rows, columns), 'uint8'); labels[1:3, 2:4] = 4
        arrays = {
          'cube': ((100 * r + 10 * c + b).astype(kind), (2, 3, 3), ['y', 'x', 'wavelength'],
                   {'scale_factor': 0.5, 'grid_mapping': 'spatial_ref'}),
          'labels': (labels, (5, 7), ['y', 'x'], {}),
          'wavelength': (numpy.array([450., 550, 650]), (3,), ['wavelength'], {'units': 'nm'}),
          'x': (500015 + 30. * numpy.arange(7), (7,), ['x'],
                {'units': 'm', 'standard_name': 'projection_x_coordinate'}),
          'y': (5799985 - 30. * numpy.arange(5), (5,), ['y'],
                {'units': 'm', 'standard_name': 'projection_y_coordinate'}),
        }
        os.makedirs(store)
        dump = lambda name, value: json.dump(value, open(store + '/' + name, 'w'))
        dump('.zgroup', {'zarr_format': 2})
        for name, (values, chunk, dimensions, notes) in arrays.items():
          os.makedirs(store + '/' + name)
          dump(name + '/.zarray', {
            'zarr_format': 2, 'shape': values.shape, 'chunks': chunk, 'dtype': values.dtype.str,
            'compressor': {'id': 'zlib', 'level': 1} if name == 'cube' else None,
            'fill_value': 0, 'order': 'C', 'filters': None})
          dump(name + '/.zattrs', {**notes, '_ARRAY_DIMENSIONS': dimensions})
          import itertools, zlib
          counts = [-(-n // m) for n, m in zip(values.shape, chunk)]
          for place in itertools.product(*map(range, counts)):
            block = numpy.zeros(chunk, values.dtype)
            part = values[tuple(slice(i * m, (i + 1) * m) for i, m in zip(place, chunk))]
            block[tuple(slice(0, n) for n in part.shape)] = part
            data = block.tobytes()
            open(store + '/' + name + '/' + '.'.join(map(str, place)), 'wb').write(
              zlib.compress(data) if name == 'cube' else data)
        """, store, type,
      ])
    return store
  }

  @Test(arguments: ["uint8", "int16", "uint16", "int32", "uint32", "float32", "float64", ">i2"])
  func aStoreIsASceneLikeOthers(type: String) throws {
    let folder = try TemporaryFolder()
    let path = try write(folder, type: type)
    let scene = try Scene.open(path)
    #expect(scene.shape.description == "5×7×3")
    #expect(scene.bands.wavelengths == [450, 550, 650])
    var values = [Float](repeating: 0, count: 105)
    try values.withUnsafeMutableBufferPointer {
      try scene.read(rows: 0..<5, columns: 0..<7, into: $0)
    }
    let expected = (0..<105).map { place -> Float in
      let number = 100 * (place / 21) + 10 * (place / 3 % 7) + place % 3
      return Float(type == "uint8" ? number % 256 : number) / 2
    }
    #expect(values == expected)
    #expect(try scene.readLabels().counts() == [31, 4])
    #expect(scene.georeference?.transform == [500_000, 30, 0, 5_800_000, 0, -30])
    let apart = try scene.gatherLabels([path + ":labels"], field: nil)
    #expect(apart.labels.counts() == [31, 4])
    #expect(try SceneFiles(path).checksum() == SceneFiles(path).checksum())
  }

  @Test func damagedStoresAreRefused() throws {
    let folder = try TemporaryFolder()
    let path = try write(folder)
    func problem() -> String {
      "\((#expect(throws: SceneError.self) { _ = try SceneProbe.read(path) })!)"
    }
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path + "/cube/0.0.0"))
    #expect(problem().contains("cube"))
    let description = path + "/cube/.zarray"
    let text = try String(contentsOfFile: description, encoding: .utf8)
    try text.replacing("[5, 7, 3]", with: "[5000000000, 7000000000, 3]").write(
      toFile: description, atomically: true, encoding: .utf8)
    #expect(!problem().isEmpty)
    let empty = folder.file("empty.zarr")
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    try "{}".write(toFile: empty + "/zarr.json", atomically: true, encoding: .utf8)
    let newer = #expect(throws: SceneError.self) { try Scene.open(empty) }
    #expect(newer?.description.contains("ersion 3") == true || newer != nil)
  }
}

private enum SceneProbe {
  /// All values of a scene.
  static func read(_ path: String) throws -> [Float] {
    let scene = try Scene.open(path)
    var values = [Float](repeating: 0, count: scene.shape.pixels * scene.shape.bands)
    try values.withUnsafeMutableBufferPointer {
      try scene.read(rows: 0..<scene.shape.rows, columns: 0..<scene.shape.columns, into: $0)
    }
    return values
  }
}
