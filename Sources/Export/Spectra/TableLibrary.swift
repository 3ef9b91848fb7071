internal import Accuracy
internal import Foundation
internal import Scenes

/// A library as comma-separated values: a line for each spectrum, its columns the wavelengths in
/// nanometres, or `band 1`, `band 2`, … if they are not known.
final class TableLibrary: LibraryWriter {
  static let columns = "name,class,code,pixels"

  private let path: String
  private let pending: PendingFile
  private let classes: ClassTable
  private var stream: UnsafeMutablePointer<FILE>?

  /// - Parameter hasValues: whether the spectra stand in it; else it names those of another file.
  init(_ path: String, of library: SpectralLibrary, hasValues: Bool = true) throws {
    self.path = path
    self.hasValues = hasValues
    classes = library.labels.classes
    pending = try PendingFile(path)
    stream = fopen(pending.temporary, "wb")
    let bands = library.scene.bands
    let names = (0..<bands.count).map { band in
      bands.wavelengths.map { "\($0[band])" } ?? "band \(band + 1)"
    }
    try write(([Self.columns] + (hasValues ? names : [])).joined(separator: ",") + "\n")
  }

  private let hasValues: Bool

  deinit { abandon() }

  func add(_ entry: SpectralLibrary.Entry) throws {
    let fields =
      [
        csvField(entry.name), csvField(classes.name(of: entry.row)),
        "\(classes.code(of: entry.row) ?? 0)", "\(entry.pixels)",
      ] + (hasValues ? entry.values.map { $0.isFinite ? "\($0)" : "" } : [])
    try write(fields.joined(separator: ",") + "\n")
  }

  func finish() throws {
    guard let stream, fclose(stream) == 0 else { throw failure }
    self.stream = nil
    try pending.commit()
    isOver = true
  }

  private var isOver = false

  func abandon() {
    guard !isOver else { return }
    isOver = true
    if let stream { fclose(stream) }
    stream = nil
    pending.discard()
  }

  private func write(_ text: String) throws {
    let bytes = Array(text.utf8)
    guard let stream, fwrite(bytes, 1, bytes.count, stream) == bytes.count else { throw failure }
  }

  private var failure: SceneError {
    SceneError(
      file: path, problem: "cannot be written: \(String(cString: strerror(errno)))",
      remedy: "Check the folder, and that the disk is not full")
  }
}
