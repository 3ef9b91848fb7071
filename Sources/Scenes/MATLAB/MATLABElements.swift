internal import CZlib
internal import Foundation

/// Holds a MATLAB 5 file to the sizes that its variables claim: matio reads what is there and
/// leaves the rest unset, and finds memory for whatever length a name or a list of dimensions has.
/// The layout is that of "MAT-File Format", The MathWorks, chapter 1.
///
/// - Throws: `SceneError` if a variable ends beyond the file, or what is in it beyond itself.
func requireWholeElements(_ path: String) throws {
  let size = try FileStart.size(of: path)
  guard let handle = FileHandle(forReadingAtPath: path) else {
    throw SceneError(file: path, problem: "may not be read")
  }
  defer { try? handle.close() }
  let header = try handle.read(upToCount: 128) ?? Data()
  let isLittle = header.count == 128 && header[126] == UInt8(ascii: "I")
  var place = 128
  while place + 8 <= size {
    try handle.seek(toOffset: UInt64(place))
    let start = MATLABElement(
      bytes: [UInt8](try handle.read(upToCount: 4096) ?? Data()), isLittle: isLittle)
    guard let kind = start.word(at: 0), let length = start.word(at: 4) else { break }
    let end = place + 8 + length
    guard end <= size else {
      throw SceneError(
        file: path,
        problem: "is cut off or damaged: the variable at byte \(place) ends at byte \(end), the "
          + "file at \(size)",
        remedy: "The download or copy was probably interrupted; fetch the file again")
    }
    // Types 14 and 15 are arrays, plain and compressed; anything else is no variable.
    guard 14...15 ~= kind else { break }
    let own = kind == 14 ? start : start.unpacked()
    // Deflate packs at most 1032 : 1.
    let most = kind == 14 ? length : length * 1032
    guard let inside = own.word(at: 4), inside <= most, own.hasPartsWithin(inside) else {
      throw SceneError(
        file: path, problem: "is damaged: the variable at byte \(place) has parts beyond itself",
        remedy: "Fetch the file again")
    }
    place = end
  }
}

/// The first bytes of an array, from its tag on.
private struct MATLABElement {
  let bytes: [UInt8]
  let isLittle: Bool

  func word(at place: Int) -> Int? {
    guard place + 4 <= bytes.count else { return nil }
    let four = bytes[place..<place + 4]
    return (isLittle ? Array(four.reversed()) : Array(four)).reduce(0) { $0 << 8 | Int($1) }
  }

  /// Whether flags, dimensions and name, which stand first, end inside of the array. Nothing is
  /// said of what lies beyond `bytes`.
  func hasPartsWithin(_ length: Int) -> Bool {
    var place = 8
    for _ in 0..<3 {
      guard let tag = word(at: place) else { return true }
      // A part of up to four bytes has its length in the tag's upper half.
      if tag >> 16 != 0 {
        guard tag >> 16 <= 4 else { return false }
        place += 8
      } else {
        guard let own = word(at: place + 4) else { return true }
        guard place + own <= length else { return false }
        place += 8 + (own + 7) / 8 * 8
      }
    }
    return true
  }

  /// The beginning of the array that is compressed in this one.
  func unpacked() -> MATLABElement {
    var stream = z_stream()
    guard bytes.count > 8, facet_inflate_init(&stream) == Z_OK else {
      return MATLABElement(bytes: [], isLittle: isLittle)
    }
    defer { inflateEnd(&stream) }
    var packed = Array(bytes[8...])
    var result = [UInt8](repeating: 0, count: 4096)
    let room = result.count
    packed.withUnsafeMutableBufferPointer { packed in
      result.withUnsafeMutableBufferPointer { result in
        stream.next_in = packed.baseAddress
        stream.avail_in = UInt32(packed.count)
        stream.next_out = result.baseAddress
        stream.avail_out = UInt32(room)
        _ = inflate(&stream, Z_SYNC_FLUSH)
      }
    }
    return MATLABElement(
      bytes: Array(result.prefix(room - Int(stream.avail_out))), isLittle: isLittle)
  }
}
