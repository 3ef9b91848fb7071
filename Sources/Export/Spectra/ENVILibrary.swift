internal import Foundation
internal import Scenes

/// An ENVI spectral library: numbers in `.sli`, what they are in `.hdr`, and the classes in `.csv` by
/// the names of the spectra.
final class ENVILibrary: LibraryWriter {
  private let path: String
  private let pending: PendingFile
  private let library: SpectralLibrary
  private let table: TableLibrary
  private var stream: UnsafeMutablePointer<FILE>?
  private var names: [String] = []
  private var isOver = false

  init(_ path: String, of library: SpectralLibrary) throws {
    self.path = path
    self.library = library
    table = try TableLibrary(SpectralLibrary.files(path)[2], of: library, hasValues: false)
    do {
      pending = try PendingFile(path)
    } catch {
      table.abandon()
      throw error
    }
    stream = fopen(pending.temporary, "wb")
  }

  deinit { abandon() }

  func add(_ entry: SpectralLibrary.Entry) throws {
    // A name ends at a comma or a brace.
    let name = entry.name.replacing(",", with: ";").filter { !"{}".contains($0) && !$0.isNewline }
    names.append(name)
    var plain = entry
    plain.name = name
    try table.add(plain)
    // Values of pixels are single precision in every scene, those of means are not.
    let bytes =
      library.content == .pixels
      ? entry.values.flatMap { withUnsafeBytes(of: Float($0).bitPattern.littleEndian, Array.init) }
      : entry.values.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) }
    guard let stream, fwrite(bytes, 1, bytes.count, stream) == bytes.count else { throw failure }
  }

  func finish() throws {
    guard let stream, fclose(stream) == 0 else { throw failure }
    self.stream = nil
    try replaceFile(SpectralLibrary.files(path)[1], with: Data(header.utf8))
    try table.finish()
    // The numbers come last: if they are there, all files are.
    try pending.commit()
    isOver = true
  }

  func abandon() {
    guard !isOver else { return }
    isOver = true
    if let stream { fclose(stream) }
    stream = nil
    table.abandon()
    pending.discard()
  }

  private var header: String {
    let bands = library.scene.bands
    func list(_ values: [String]) -> String { "{\n\(values.joined(separator: ",\n"))}" }
    var lines = [
      "ENVI",
      "description = {\n\(OwnMark.software): spectra of "
        + (library.scene.file as NSString).lastPathComponent.filter { !"{}".contains($0) } + "}",
      "samples = \(bands.count)", "lines = \(names.count)", "bands = 1", "header offset = 0",
      "file type = ENVI Spectral Library",
      "data type = \(library.content == .pixels ? 4 : 5)", "interleave = bsq", "byte order = 0",
      "spectra names = \(list(names))",
    ]
    if let wavelengths = bands.wavelengths {
      lines += [
        "wavelength units = Nanometers", "wavelength = \(list(wavelengths.map { "\($0)" }))",
      ]
    }
    if let widths = bands.widths { lines.append("fwhm = \(list(widths.map { "\($0)" }))") }
    return lines.joined(separator: "\n") + "\n"
  }

  private var failure: SceneError {
    SceneError(
      file: path, problem: "cannot be written: \(String(cString: strerror(errno)))",
      remedy: "Check the folder, and that the disk is not full")
  }
}
