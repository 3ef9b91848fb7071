internal import Foundation

/// The first bytes of a file, by which its format is told.
struct FileStart: Sendable {
  let path: String
  /// Up to 4 KiB; none of a folder.
  let bytes: [UInt8]
  /// Whether it is a folder that is a Zarr store.
  let isZarrStore: Bool

  /// - Throws: `SceneError` that says whether the file is missing, a folder, unreadable or empty.
  init(_ path: String) throws {
    self.path = path
    isZarrStore = ZarrStore.isStore(path)
    guard !isZarrStore else {
      bytes = []
      return
    }
    if RemoteScenes.isRemote(path) {
      bytes = try VirtualFile(path, named: path).bytes(at: 0, upTo: 4096)
      return
    }
    try requireReadableFile(path)
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw SceneError(
        file: path, problem: "may not be read", remedy: "Check the permissions of the file")
    }
    defer { try? handle.close() }
    bytes = [UInt8]((try? handle.read(upToCount: 4096)) ?? Data())
  }

  /// Bytes of a file.
  ///
  /// - Throws: `SceneError` if the system does not tell.
  static func size(of path: String) throws -> Int {
    if RemoteScenes.isRemote(path) { return try VirtualFile(path, named: path).size }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw SceneError(file: path, problem: "its size cannot be told")
    }
    return Int(status.st_size)
  }

  /// Whether `signature` stands at `offset`.
  func has(_ signature: [UInt8], at offset: Int = 0) -> Bool {
    bytes.count >= offset + signature.count
      && bytes[offset..<offset + signature.count].elementsEqual(signature)
  }

  func has(_ text: String, at offset: Int = 0) -> Bool {
    has(Array(text.utf8), at: offset)
  }

  /// HDF5 may begin after a block of the user's of 512, 1024, 2048, … bytes.
  var isHDF5: Bool {
    let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    return [0, 512, 1024, 2048].contains { has(signature, at: $0) }
  }

  /// "MI" or "IM", by byte order, after MATLAB's header of 124 bytes and the version.
  var isMATLAB5: Bool {
    (has("IM", at: 126) && has([0x00, 0x01], at: 124))
      || (has("MI", at: 126) && has([0x01, 0x00], at: 124))
  }

  /// TIFF and BigTIFF in both byte orders.
  var isTIFF: Bool {
    has([0x49, 0x49, 0x2A, 0]) || has([0x4D, 0x4D, 0, 0x2A]) || has([0x49, 0x49, 0x2B, 0])
      || has([0x4D, 0x4D, 0, 0x2B])
  }

  /// NetCDF before 4: classic, 64-bit offset, 64-bit data.
  var isClassicNetCDF: Bool {
    has([0x43, 0x44, 0x46, 1]) || has([0x43, 0x44, 0x46, 2]) || has([0x43, 0x44, 0x46, 5])
  }

  /// The header of an ENVI file begins with its name, in any of the usual codings of text.
  var isENVIHeader: Bool {
    let text = decodedText(Array(bytes.prefix(16)))
    return text.hasPrefix("ENVI") && (text.dropFirst(4).first?.isWhitespace ?? true)
  }
}

/// The text of a file in UTF-8 or UTF-16, with a byte order mark or without, or else in Latin-1.
func decodedText(_ bytes: [UInt8]) -> String {
  if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
    return String(decoding: bytes.dropFirst(3), as: UTF8.self)
  }
  let isLittle = bytes.starts(with: [0xFF, 0xFE]) || (bytes.count > 1 && bytes[1] == 0)
  let isBig = bytes.starts(with: [0xFE, 0xFF]) || (bytes.first == 0 && bytes.count > 1)
  if isLittle || isBig {
    let mark = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) ? 2 : 0
    let units = stride(from: mark, to: bytes.count - 1, by: 2).map {
      UInt16(bytes[isLittle ? $0 : $0 + 1]) | UInt16(bytes[isLittle ? $0 + 1 : $0]) << 8
    }
    return String(decoding: units, as: UTF16.self)
  }
  return String(validating: bytes, as: UTF8.self)
    ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
}
