internal import CCrypto
internal import Foundation

/// SHA-256 of a file's bytes as 64 hexadecimal digits, read piece by piece.
///
/// - Throws: `SceneError` if the file cannot be read.
package func fileChecksum(_ path: String) throws -> String {
  guard let file = FileHandle(forReadingAtPath: path) else {
    throw SceneError(file: path, problem: "cannot be read")
  }
  defer { try? file.close() }
  guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
    throw SceneError(file: path, problem: "cannot be summed: libcrypto offers no SHA-256")
  }
  defer { EVP_MD_CTX_free(context) }
  while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
    _ = piece.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
  }
  var digest = [UInt8](repeating: 0, count: 32)
  EVP_DigestFinal_ex(context, &digest, nil)
  return hexadecimal(digest)
}

/// SHA-256 of a text's UTF-8 as 64 hexadecimal digits.
package func textChecksum(_ text: String) -> String {
  var digest = [UInt8](repeating: 0, count: 32)
  let bytes = Array(text.utf8)
  EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
  return hexadecimal(digest)
}

private func hexadecimal(_ digest: [UInt8]) -> String {
  digest.map { byte in
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }.joined()
}
