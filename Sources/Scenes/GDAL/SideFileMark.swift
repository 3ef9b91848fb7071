internal import Foundation

/// Says who made the files that GDAL writes beside the raster: the header of an ENVI image, which
/// else would hold the name that the image had while it was written, and an `.aux.xml`.
///
/// - Parameters:
///   - path: the raster as it was written.
///   - file: its name for the user.
func signSideFiles(of path: String, named file: String) throws {
  let header = (path as NSString).deletingPathExtension + ".hdr"
  try change(header, named: file) { text in
    guard let begin = text.range(of: "description = {\n"),
      let end = text.range(of: "}\nsamples", range: begin.upperBound..<text.endIndex)
    else { return }
    let name = (file as NSString).lastPathComponent.filter { !"{}".contains($0) }
    text.replaceSubrange(
      begin.upperBound..<end.lowerBound, with: "\(OwnMark.software): \(name)")
  }
  try change(path + ".aux.xml", named: file) { text in
    guard let begin = text.range(of: "<PAMDataset>\n") else { return }
    let mark =
      "  <Metadata domain=\"\(OwnMark.software)\">\n"
      + "    <MDI key=\"\(OwnMark.item)\">\(OwnMark.software)</MDI>\n  </Metadata>\n"
    text.insert(contentsOf: mark, at: begin.upperBound)
  }
}

private func change(_ path: String, named file: String, _ body: (inout String) -> Void) throws {
  guard let data = FileManager.default.contents(atPath: path) else { return }
  var text = String(decoding: data, as: UTF8.self)
  body(&text)
  try writeBytes(Array(text.utf8), to: path, named: file)
}
