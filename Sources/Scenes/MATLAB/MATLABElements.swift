internal import Foundation

/// Holds a MATLAB 5 file to the sizes that its variables claim: matio reads what is there and
/// leaves the rest unset.
///
/// - Throws: `SceneError` where a variable ends beyond the file.
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
    let tag = try handle.read(upToCount: 8) ?? Data()
    guard tag.count == 8 else { break }
    func word(_ at: Int) -> Int {
      let bytes = tag[tag.startIndex + at..<tag.startIndex + at + 4]
      return (isLittle ? Array(bytes.reversed()) : Array(bytes)).reduce(0) { $0 << 8 | Int($1) }
    }
    let end = place + 8 + word(4)
    guard end <= size else {
      throw SceneError(
        file: path,
        problem: "is cut off or damaged: the variable at byte \(place) ends at byte \(end), the "
          + "file at \(size)",
        remedy: "The download or copy was probably interrupted; fetch the file again")
    }
    // Types 14 and 15 are arrays, plain and compressed; anything else is no variable.
    guard 14...15 ~= word(0) else { break }
    place = end
  }
}
