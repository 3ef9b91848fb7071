import Foundation

@testable import Scenes

/// A cube as plain text: a line `CUBE rows columns bands`, then the numbers, pixel by pixel.
struct PlainTextBlocks: StoredBlocks {
  let file: String
  let lengths: [Int]
  private let numbers: [Float]

  let variable: String? = nil
  let axes: [Axis] = [.row, .column, .band]
  let element: any HDF5Element.Type = Float.self
  let chunk: [Int]? = nil

  init(_ path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let words = text.split(whereSeparator: \.isWhitespace)
    let lengths = words.dropFirst().prefix(3).compactMap { Int($0) }
    let numbers = words.dropFirst(4).compactMap { Float($0) }
    guard lengths.count == 3, lengths.allSatisfy({ 1...10_000 ~= $0 }),
      numbers.count == words.count - 4, numbers.count == lengths.reduce(1, *)
    else {
      throw SceneError(
        file: path, problem: "holds \(numbers.count) numbers, not those of a cube of \(lengths)",
        remedy: "Write `CUBE rows columns bands`, then rows × columns × bands numbers")
    }
    (file, self.lengths, self.numbers) = (path, lengths, numbers)
  }

  func read(start: [Int], count: [Int], into target: UnsafeMutableRawPointer) throws {
    let values = target.assumingMemoryBound(to: Float.self)
    var next = 0
    for row in start[0]..<start[0] + count[0] {
      for column in start[1]..<start[1] + count[1] {
        for band in start[2]..<start[2] + count[2] {
          values[next] = numbers[(row * lengths[1] + column) * lengths[2] + band]
          next += 1
        }
      }
    }
  }
}

extension SceneFormat {
  static let plainText = SceneFormat(
    "plain text", isFormat: { $0.has("CUBE ") },
    open: { start, descriptor in
      let blocks = try PlainTextBlocks(start.path)
      let (bands, remarks) = try BandLists.table(
        bands: blocks.shape.bands,
        wavelengths: BandLists.stated(
          descriptor.wavelength, bands: blocks.shape.bands, file: start.path, key: "wavelength"),
        units: descriptor.wavelengthUnits, widths: nil, good: nil, file: start.path,
        variable: "wavelength")
      return OpenedFile(
        cube: try StoredCube(
          blocks, bands: bands, georeference: nil,
          values: StoredValues().overlaid(by: descriptor), format: "plain text",
          evidence: ["plain text: begins with CUBE"] + remarks),
        storage: CubeStorage(
          path: "", shape: blocks.lengths, axes: blocks.axes.map(\.rawValue), chunk: nil,
          filters: [], bytes: try FileStart.size(of: start.path)),
        labels: NoLabels(file: start.path, descriptor: descriptor))
    })
}
