internal import Foundation

/// Files of one band each over the same ground, as the bands of one cube.
struct BandStack: GenericCubeReader {
  let shape: CubeShape
  let bands: BandTable
  let georeference: Georeference?
  let recognition: Recognition
  private let cubes: [any CubeReader]

  /// - Parameter files: at least two, in the order of the bands.
  /// - Throws: `SceneError` if they differ in size or place.
  init(_ files: [(file: String, cube: any CubeReader)]) throws {
    let first = files[0]
    for (file, cube) in files.dropFirst() {
      guard
        (cube.shape.rows, cube.shape.columns) == (first.cube.shape.rows, first.cube.shape.columns)
      else {
        throw SceneError(
          file: file,
          problem: "has one band of \(cube.shape.rows)×\(cube.shape.columns) pixels, "
            + "\(first.file) one of \(first.cube.shape.rows)×\(first.cube.shape.columns)",
          remedy: "Name the files of one size, which are the bands of one scene")
      }
      guard Self.isSamePlace(cube, first.cube, file: file, first.file) else {
        throw SceneError(
          file: file, problem: "has one band, and lies elsewhere than \(first.file)",
          remedy: "Name files that cover the same ground: their bands are one scene")
      }
    }
    cubes = files.map(\.cube)
    shape = CubeShape(
      rows: first.cube.shape.rows, columns: first.cube.shape.columns, bands: files.count)
    let wavelengths = cubes.compactMap { $0.bands.wavelengths?[0] }
    let widths = cubes.compactMap { $0.bands.widths?[0] }
    bands = BandTable(
      count: files.count, wavelengths: wavelengths.count == files.count ? wavelengths : nil,
      widths: widths.count == files.count ? widths : nil, good: cubes.map { $0.bands.good[0] })
    georeference = first.cube.georeference
    var recognition = first.cube.recognition
    recognition.format = "\(files.count) files of one band, the first \(recognition.format)"
    let names = shortNames(files.map(\.file))
    recognition.evidence.append(
      "the files are bands: \(names[0]) is band 1, \(names[names.count - 1]) band \(files.count)")
    if !wavelengths.isEmpty, wavelengths.count < files.count {
      recognition.evidence.append(
        "warning: wavelengths not used: \(wavelengths.count) of \(files.count) files state one")
    }
    self.recognition = recognition
  }

  private static func isSamePlace(
    _ one: any CubeReader, _ other: any CubeReader, file: String, _ otherFile: String
  ) -> Bool {
    if one.georeference == nil || other.georeference == nil {
      return one.georeference == nil && other.georeference == nil
    }
    let offset = try? GridOffset(
      of: one.georeference, rows: one.shape.rows, columns: one.shape.columns, named: file,
      on: other.georeference, rows: other.shape.rows, columns: other.shape.columns,
      scene: otherFile)
    return offset == GridOffset.none
  }

  /// Files in the order of the one number by which their names differ; nil if they differ otherwise.
  static func ordered(_ files: [String]) -> [String]? {
    let names = files.map { ($0 as NSString).lastPathComponent }
    let number = #/[0-9]+(?:\.[0-9]+)?/#
    let texts = Set(names.map { $0.replacing(number, with: "#") })
    let numbers = names.map { $0.matches(of: number).compactMap { Double($0.output) } }
    guard texts.count == 1, let first = numbers.first else { return nil }
    let differing = first.indices.filter { place in numbers.contains { $0[place] != first[place] } }
    guard differing.count == 1, Set(numbers.map { $0[differing[0]] }).count == files.count else {
      return nil
    }
    return zip(numbers, files).sorted { $0.0[differing[0]] < $1.0[differing[0]] }.map(\.1)
  }

  func fill<Value: PhysicalValue>(
    _ window: CubeWindow, _ buffer: UnsafeMutableBufferPointer<Value>
  ) throws {
    let pixels = window.rows.count * window.columns.count
    let plane = UnsafeMutableBufferPointer<Value>.allocate(capacity: pixels)
    defer { plane.deallocate() }
    for (place, band) in window.bands.enumerated() {
      var own = window
      own.bands = [0]
      try Value.read(own, of: cubes[band], into: plane)
      for pixel in 0..<pixels { buffer[pixel * window.bands.count + place] = plane[pixel] }
    }
  }
}
