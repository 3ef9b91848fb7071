import Foundation
import Scenes
import TestSupport
import Testing

/// The files that the other conformance tests read are what they claim to be: h5py,
/// netCDF4-python, SciPy and GDAL find the same in them.
@Suite("Other libraries read the same") struct ReadBackTests {
  private struct Case: Encodable {
    var name: String
    var format: String
    var path: String
    var cube: String
    var rows: Int
    var columns: Int
    var bands: Int
    var wavelengths: [Double]?
    var transform: [Double]?
    /// Row and column behind each cell of the orthorectified grid; −1 for none.
    var places: [[[Int]]]?
  }

  @Test("Values, no data, wavelengths, place on Earth, lookup table")
  func all() throws {
    var folders: [TemporaryFolder] = []
    var cases: [Case] = []
    for format in FormatCase.all {
      let folder = try TemporaryFolder()
      folders.append(folder)
      cases.append(try written(format, in: folder))
    }
    let folder = try TemporaryFolder()
    try JSONEncoder().encode(cases).write(to: URL(fileURLWithPath: folder.file("cases.json")))
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../ReadBack/read_back.py").standardizedFileURL.path
    let text = String(
      decoding: try output(of: "/usr/bin/python3", [script, folder.file("cases.json")]),
      as: UTF8.self)
    let equal = text.split(separator: "\n").filter { $0.hasSuffix(": equal") }
    #expect(equal.count == FormatCase.all.count, "\(text)")
  }

  private func written(_ format: FormatCase, in folder: TemporaryFolder) throws -> Case {
    let path = try format.write(folder)
    let scene = try Scene.open(path, descriptor: format.descriptor)
    let shape = scene.cube.shape
    let window = CubeWindow(whole: shape)
    var values = [Double](repeating: 0, count: window.count)
    try values.withUnsafeMutableBufferPointer { try scene.cube.read(window, into: $0) }
    let cube = folder.file("read-by-facet")
    try values.withUnsafeBytes { Data($0) }.write(to: URL(fileURLWithPath: cube))
    let table = try scene.readLookupTable()
    return Case(
      name: format.name, format: scene.cube.recognition.format, path: path, cube: cube,
      rows: shape.rows, columns: shape.columns, bands: shape.bands,
      wavelengths: scene.cube.bands.wavelengths, transform: scene.georeference?.transform,
      places: table.map { table in
        (0..<table.rows).map { row in
          (0..<table.columns).map { column in
            table.source(row: row, column: column).map { [$0.row, $0.column] } ?? [-1, -1]
          }
        }
      })
  }
}
