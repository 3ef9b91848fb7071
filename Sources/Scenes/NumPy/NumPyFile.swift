internal import Foundation

/// One array of NumPy's (.npy), or several in a ZIP archive (.npz).
struct NumPyFile: Sendable {
  /// The file, as the user named it.
  let path: String
  let arrays: [NPYArray]
  let isArchive: Bool
  /// Whether entries of the archive are packed, so that they are unpacked as a whole.
  let isPacked: Bool
  private let sources: [String: any StoredBytes]

  /// Whether a file is such a file, by its content.
  static func isFormat(_ start: FileStart) -> Bool {
    if start.has([0x93]) && start.has("NUMPY", at: 1) { return true }
    guard start.isZip else { return false }
    return (try? ZipArchive(start.path))?.entries.contains { $0.name.hasSuffix(".npy") } ?? false
  }

  /// - Throws: `SceneError` if it is damaged.
  init(_ path: String) throws {
    self.path = path
    OutputGate.program.note(path, as: "an input")
    let start = try FileStart(path)
    guard start.isZip else {
      arrays = [try NPYArray(VirtualFile(path, named: path), name: "")]
      sources = [
        "": RemoteScenes.isRemote(path) ? try VirtualFile(path, named: path) : try DiskFile(path)
      ]
      (isArchive, isPacked) = (false, false)
      return
    }
    let archive = try ZipArchive(path)
    let found = archive.entries.filter { $0.name.hasSuffix(".npy") }
    let total = found.reduce(0) { $0 &+ $1.size }
    isPacked = total > (try FileStart.size(of: path))
    isArchive = true
    var arrays: [NPYArray] = []
    var sources: [String: any StoredBytes] = [:]
    for entry in found.prefix(4096) {
      let name = String(entry.name.dropLast(4))
      let file = try VirtualFile(
        try archive.path(of: entry, most: 1 << 42), named: "\(path): \(entry.name)")
      arrays.append(try NPYArray(file, name: name))
      sources[name] = isPacked ? UnpackedFile(file) : file
    }
    guard !arrays.isEmpty else {
      throw SceneError(file: path, problem: "is an archive without an array of NumPy's")
    }
    (self.arrays, self.sources) = (arrays, sources)
  }

  /// - Throws: `SceneError` that lists what there is.
  func array(_ name: String) throws -> NPYArray {
    let wanted = name.hasPrefix("/") ? String(name.dropFirst()) : name
    if let found = arrays.first(where: { $0.name == wanted }) { return found }
    if !isArchive, let only = arrays.first { return only }
    throw SceneError(
      file: path, variable: name, problem: "there is no such array",
      remedy: "It has \(arrays.map(\.description).joined(separator: ", "))")
  }

  func source(of array: NPYArray) throws -> any StoredBytes {
    guard let source = sources[array.name] else {
      throw SceneError(file: path, variable: array.name, problem: "cannot be read")
    }
    return source
  }

  /// The numbers of some rows of a matrix, or all of a list.
  ///
  /// - Throws: `SceneError` if they are no plain numbers.
  func numbers(_ array: NPYArray, rows: Range<Int>? = nil) throws -> [Double] {
    guard let number = array.number else { throw noNumbers(array) }
    // As a cube of one plane, whose blocks are read like those of any other.
    let lengths = Array(repeating: 1, count: max(0, 3 - array.shape.count)) + array.storedShape
    let blocks = RawBlocks(
      try source(of: array), file: path, variable: array.name,
      layout: RawLayout(
        lengths: lengths, axes: [.band, .row, .column], element: number.element,
        width: number.width, offset: array.offset, isSwapped: number.isSwapped))
    var start = lengths.map { _ in 0 }
    var count = lengths
    if let rows, array.shape.count == 2 {
      let along = array.isFirstFastest ? 2 : 1
      (start[along], count[along]) = (rows.lowerBound, rows.count)
    }
    func read<Element: HDF5Element>(_ element: Element.Type) throws -> [Double] {
      let total = product(count) ?? 0
      let values = UnsafeMutablePointer<Element>.allocate(capacity: max(1, total))
      defer { values.deallocate() }
      if total > 0 { try blocks.read(start: start, count: count, into: values) }
      let stored = (0..<total).map { values[$0].asDouble }
      guard array.isFirstFastest, array.shape.count == 2 else { return stored }
      return (0..<total).map { stored[$0 % count[1] * count[2] + $0 / count[1]] }
    }
    return try read(number.element)
  }

  func noNumbers(_ array: NPYArray) -> SceneError {
    SceneError(
      file: path, variable: array.name.isEmpty ? nil : array.name,
      problem: array.type.contains("O")
        ? "holds objects of Python, which Facet never loads, since that can run any program"
        : "holds \(array.type), which are no plain numbers",
      remedy: "Save an array of numbers: whole ones, or float16, float32 or float64")
  }
}
