internal import Foundation

/// Holds a NetCDF file from before version 4 to the size that its header claims: the library gives
/// zeros for what is cut off. The header's grammar is that of the "NetCDF Classic Format
/// Specification" (Unidata, OGC 10-092r3): big-endian lists of dimensions, attributes, variables.
///
/// - Throws: `SceneError` if a variable ends beyond the file, or the header does.
func requireWholeVariables(_ path: String) throws {
  let size = try FileStart.size(of: path)
  var header = try ClassicNetCDFHeader(path)
  guard let needed = header.end() else {
    throw SceneError(
      file: path, problem: "is a damaged NetCDF file: its header does not end",
      remedy: "Fetch the file again")
  }
  guard needed <= size else {
    throw SceneError(
      file: path, problem: "is cut off: its variables end at byte \(needed), the file at \(size)",
      remedy: "The download or copy was probably interrupted; fetch the file again")
  }
}

/// Reads the header from its start.
private struct ClassicNetCDFHeader {
  private let bytes: [UInt8]
  private var place = 4
  /// Bytes of a count, and of an offset.
  private let countWidth: Int
  private let offsetWidth: Int

  /// Headers above 16 MiB are not read to their ends.
  init(_ path: String) throws {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw SceneError(file: path, problem: "may not be read")
    }
    defer { try? handle.close() }
    bytes = [UInt8](try handle.read(upToCount: 1 << 24) ?? Data())
    let version = bytes.count > 3 ? bytes[3] : 0
    countWidth = version == 5 ? 8 : 4
    offsetWidth = version == 1 ? 4 : 8
  }

  /// Where the last variable ends; nil if the header is damaged.
  mutating func end() -> Int? {
    // All ones for the number of records: it is told by the size of the file.
    guard let records = number(countWidth), let lengths = dimensions(), skipAttributes(),
      let variables = variables(lengths)
    else { return nil }
    let streamed = records == (countWidth == 8 ? Int(Int64.max) : Int(UInt32.max))
    var end = place
    // Variables of records lie one after the other in each record, on borders of four bytes.
    let recordBytes = variables.filter(\.hasRecords).reduce(0) { $0 &+ ($1.bytes &+ 3) / 4 * 4 }
    for variable in variables {
      let before = variable.hasRecords ? max(0, streamed ? 0 : records - 1) : 0
      let (skipped, isTooLarge) = before.multipliedReportingOverflow(by: recordBytes)
      let (own, isBeyond) = skipped.addingReportingOverflow(variable.begin)
      let (last, isOut) = own.addingReportingOverflow(variable.bytes)
      if isTooLarge || isBeyond || isOut { return nil }
      if !variable.hasRecords || records > 0 && !streamed { end = max(end, last) }
    }
    return end
  }

  private mutating func number(_ width: Int) -> Int? {
    guard place + width <= bytes.count else { return nil }
    let value = bytes[place..<place + width].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    place += width
    return Int(value & UInt64(Int64.max))
  }

  /// The number of items behind a tag, each of which takes four bytes at least.
  private mutating func count() -> Int? {
    guard number(4) != nil, let count = number(countWidth), count <= bytes.count / 4 else {
      return nil
    }
    return count
  }

  private mutating func skip(_ length: Int?) -> Bool {
    guard let length, length <= bytes.count - place else { return false }
    place += (length + 3) / 4 * 4
    return true
  }

  private mutating func dimensions() -> [Int]? {
    guard let count = count() else { return nil }
    var lengths: [Int] = []
    for _ in 0..<count {
      guard skip(number(countWidth)), let length = number(countWidth) else { return nil }
      lengths.append(length)
    }
    return lengths
  }

  private mutating func skipAttributes() -> Bool {
    guard let count = count() else { return false }
    for _ in 0..<count {
      guard skip(number(countWidth)), let type = number(4), let width = Self.width(of: type),
        let length = number(countWidth)
      else { return false }
      let (bytes, isTooLarge) = length.multipliedReportingOverflow(by: width)
      if isTooLarge || !skip(bytes) { return false }
    }
    return true
  }

  private mutating func variables(
    _ lengths: [Int]
  ) -> [(begin: Int, bytes: Int, hasRecords: Bool)]? {
    guard let count = count() else { return nil }
    var variables: [(begin: Int, bytes: Int, hasRecords: Bool)] = []
    for _ in 0..<count {
      guard skip(number(countWidth)), let rank = number(countWidth), rank <= bytes.count / 4
      else { return nil }
      var shape: [Int] = []
      for _ in 0..<rank {
        guard let dimension = number(countWidth), lengths.indices.contains(dimension) else {
          return nil
        }
        shape.append(lengths[dimension])
      }
      // The size that stands behind the type is that of one record or of all, rounded, and wraps.
      guard skipAttributes(), let type = number(4), let width = Self.width(of: type),
        number(countWidth) != nil, let begin = number(offsetWidth)
      else { return nil }
      let hasRecords = shape.first == 0
      guard let size = product((hasRecords ? Array(shape.dropFirst()) : shape) + [width]) else {
        return nil
      }
      variables.append((begin, size, hasRecords))
    }
    return variables
  }

  /// Bytes of a value by the number of its type.
  private static func width(of type: Int) -> Int? {
    switch type {
    case 1, 2, 7: 1
    case 3, 8: 2
    case 4, 5, 9: 4
    case 6, 10, 11: 8
    default: nil
    }
  }
}
