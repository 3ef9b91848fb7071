internal import CPNG
internal import Foundation

/// A PNG file that is written row by row from the top, so that it need not be in memory.
package final class PNGStream {
  /// What a pixel is: a shade of grey, a triple, or an index into a palette of at most 256, one of which
  /// may be transparent.
  package enum Pixel: Sendable {
    case grey, colour
    case palette([Colour], transparent: Int? = nil)
  }

  private let file: String
  private var stream: UnsafeMutablePointer<FILE>?
  private let writer: UnsafeMutablePointer<facet_png>
  private let rowBytes: Int

  /// - Parameters:
  ///   - path: where the file is written.
  ///   - file: the name that errors give.
  package init(
    creating path: String, named file: String, width: Int, height: Int, pixel: Pixel
  ) throws {
    guard let columns = UInt32(exactly: width), let rows = UInt32(exactly: height) else {
      throw SceneError(file: file, problem: "\(width)×\(height) pixels exceed a PNG")
    }
    guard let stream = fopen(path, "wb") else {
      throw SceneError(
        file: file, problem: "cannot be written: \(String(cString: strerror(errno)))",
        remedy: "Check that the folder exists and may be written to")
    }
    self.file = file
    self.stream = stream
    writer = .allocate(capacity: 1)
    writer.initialize(to: facet_png())
    var palette: [UInt8] = []
    var transparent: Int32 = -1
    let type: Int32
    switch pixel {
    case .grey: type = 0
    case .colour: type = 2
    case .palette(let colours, let index):
      transparent = Int32(index ?? -1)
      precondition(1...256 ~= colours.count, "a palette of \(colours.count) colours")
      palette = colours.flatMap { [$0.red, $0.green, $0.blue] }
      type = 3
    }
    rowBytes = width * (type == 2 ? 3 : 1)
    let colours = Int32(palette.count / 3)
    let begun = palette.withUnsafeBufferPointer {
      facet_png_begin(
        writer, stream, columns, rows, type, colours == 0 ? nil : $0.baseAddress, colours,
        transparent, OwnMark.software)
    }
    try check(begun)
  }

  deinit {
    facet_png_close(writer)
    writer.deallocate()
    if let stream { fclose(stream) }
  }

  /// Writes the next row: one byte a pixel, three for `.colour`.
  package func write(row: UnsafeBufferPointer<UInt8>) throws {
    precondition(row.count == rowBytes, "\(row.count) bytes for a row of \(rowBytes)")
    try check(facet_png_row(writer, row.baseAddress))
  }

  /// Ends the file after its last row.
  ///
  /// - Throws: `SceneError` if anything did not reach the disk.
  package func close() throws {
    guard let stream else { return }
    try check(facet_png_end(writer))
    self.stream = nil
    guard fclose(stream) == 0 else {
      let reason = String(cString: strerror(errno))
      throw SceneError(
        file: file, problem: "cannot be written: \(reason)", remedy: remedyForFullDisk(reason))
    }
  }

  private func check(_ status: Int32) throws {
    let reason = errno
    guard status != 0 else { return }
    var message = withUnsafeBytes(of: writer.pointee.message) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    // That is all that libpng says of a full disk; the system knows better.
    if message == "Write Error" { message = String(cString: strerror(reason)) }
    throw SceneError(
      file: file, problem: "cannot be written as PNG: \(message)",
      remedy: remedyForFullDisk(message))
  }
}
