internal import CMatIO

/// A MATLAB file before 7.3, open for reading through matio. Calls are serialised by the lock of
/// the native libraries, for matio is built with HDF5.
// The pointers are used only inside that lock.
final class MATLABFile: @unchecked Sendable {
  /// The path, as the user named it.
  let path: String
  let variables: [MATLABVariable]
  private let file: OpaquePointer
  private let bytes: Int
  /// Variables whose header has been read, with their data if they are compressed.
  private var opened: [String: UnsafeMutablePointer<matvar_t>] = [:]

  /// - Throws: `SceneError` if it is not such a file, or damaged before its first variable.
  init(_ path: String) throws {
    self.path = path
    OutputGate.program.note(path, as: "an input")
    bytes = try FileStart.size(of: path)
    try requireWholeElements(path)
    (file, variables) = try callMatIO(path, nil) {
      guard let file = Mat_Open(path, facet_mat_read_only()) else {
        throw SceneError(
          file: path, problem: "is a damaged MATLAB file: its header cannot be read",
          remedy: "Fetch the file again")
      }
      var variables: [MATLABVariable] = []
      while variables.count < 4096, let next = Mat_VarReadNextInfo(file) {
        if let variable = MATLABVariable(next) {
          variables.append(variable)
          variables += variable.parts(of: next)
        }
        Mat_VarFree(next)
      }
      return (file, variables)
    }
    guard !variables.isEmpty else {
      throw SceneError(
        file: path, problem: "is a MATLAB file without variables that can be read",
        remedy: "The download or copy was probably interrupted; fetch the file again")
    }
  }

  deinit {
    nativeLibraryLock.withLock {
      for variable in opened.values { Mat_VarFree(variable) }
      Mat_Close(file)
    }
  }

  /// - Throws: `SceneError` that lists the variables there are.
  ///
  /// - Parameter name: "structure.field" for a field of a structure, "cells{1}" for an element.
  func variable(_ name: String) throws -> MATLABVariable {
    let alike = name.drop { $0 == "/" }.replacing("/", with: ".")
    guard let found = variables.first(where: { $0.name == name || $0.name == alike }) else {
      let list = variables.map(\.description).joined(separator: ", ")
      throw SceneError(
        file: path, variable: name, problem: "there is no such variable", remedy: "It has \(list)")
    }
    return found
  }

  /// Reads a block in MATLAB's order, the first dimension fastest.
  ///
  /// Of an uncompressed variable only the block is read; a compressed one is unpacked whole when
  /// its first block is asked for, and kept, since it can only be unpacked from its start.
  ///
  /// - Parameter target: room for the block, of the variable's element type.
  /// - Throws: `SceneError` if the variable is no plain numbers, or the file is damaged.
  func read(
    _ variable: MATLABVariable, start: [Int], count: [Int], into target: UnsafeMutableRawPointer
  ) throws {
    let wanted = product(count) ?? 0
    guard let element = variable.element, wanted > 0 else {
      throw SceneError(
        file: path, variable: variable.name, problem: "is no array of plain numbers",
        remedy: "Name a numeric variable")
    }
    try callMatIO(path, variable.name) {
      let open = try open(variable)
      if variable.isCompressed || variable.isPart {
        guard let data = open.pointee.data else { throw damaged(variable) }
        Self.copy(
          data, variable.dimensions, start, count, width: Self.width(element), to: target)
        return
      }
      var first = start.map { Int32(clamping: $0) }
      var step = [Int32](repeating: 1, count: count.count)
      var edge = count.map { Int32(clamping: $0) }
      guard Mat_VarReadData(file, open, target, &first, &step, &edge) == 0 else {
        throw damaged(variable)
      }
    }
  }

  private func open(_ variable: MATLABVariable) throws -> UnsafeMutablePointer<matvar_t> {
    if let found = opened[variable.name] { return found }
    // A stored value takes a byte at least; deflate packs at most 1032 : 1.
    let limit = variable.isCompressed ? bytes * 1032 : bytes
    guard let count = variable.count, count <= limit, let element = variable.element,
      variable.dimensions.allSatisfy({ $0 <= Int(Int32.max) })
    else {
      throw SceneError(
        file: path, variable: variable.name,
        problem:
          "claims \(describe(shape: variable.dimensions)) values in a file of \(bytes) bytes",
        remedy: "The file is damaged or cut off; fetch it again")
    }
    if variable.isPart { return try openPart(variable) }
    guard let open = Mat_VarReadInfo(file, variable.name) else { throw damaged(variable) }
    let expected = count * Self.width(element)
    if variable.isCompressed {
      guard Mat_VarReadDataAll(file, open) == 0, open.pointee.data != nil,
        Int(clamping: open.pointee.nbytes) == expected
      else {
        Mat_VarFree(open)
        throw damaged(variable)
      }
    }
    opened[variable.name] = open
    return open
  }

  /// A part is read with the whole variable that it is in, which is kept.
  private func openPart(_ variable: MATLABVariable) throws -> UnsafeMutablePointer<matvar_t> {
    let root: UnsafeMutablePointer<matvar_t>
    if let known = opened[variable.root] {
      root = known
    } else if let read = Mat_VarRead(file, variable.root) {
      root = read
      opened[variable.root] = read
    } else {
      throw damaged(variable)
    }
    guard let part = variable.part(of: root), part.pointee.data != nil,
      let count = variable.count, let element = variable.element,
      MATLABVariable.isSame(part, variable),
      Int(clamping: part.pointee.nbytes) == count * Self.width(element)
    else { throw damaged(variable) }
    return part
  }

  private func damaged(_ variable: MATLABVariable) -> SceneError {
    SceneError(
      file: path, variable: variable.name, problem: "cannot be read to its end",
      remedy: "The file is damaged or cut off; fetch it again")
  }

  static func width(_ element: any HDF5Element.Type) -> Int {
    func size<Element: HDF5Element>(_ element: Element.Type) -> Int {
      MemoryLayout<Element>.stride
    }
    return size(element)
  }

  /// Copies a block column by column.
  private static func copy(
    _ source: UnsafeMutableRawPointer, _ lengths: [Int], _ start: [Int], _ count: [Int],
    width: Int, to target: UnsafeMutableRawPointer
  ) {
    var place = [Int](repeating: 0, count: lengths.count)
    var to = target
    let line = count[0] * width
    while true {
      var index = 0
      for dimension in lengths.indices.reversed() {
        index = index * lengths[dimension] + start[dimension] + place[dimension]
      }
      to.copyMemory(from: source + index * width, byteCount: line)
      to += line
      var dimension = 1
      while dimension < lengths.count {
        place[dimension] += 1
        if place[dimension] < count[dimension] { break }
        place[dimension] = 0
        dimension += 1
      }
      if dimension >= lengths.count { return }
    }
  }
}
