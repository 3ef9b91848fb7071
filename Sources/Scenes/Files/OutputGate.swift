internal import Foundation
internal import Synchronization

/// Decides which files may be written: the one place that every output passes, by `PendingFile`.
///
/// - A file that the command reads is never replaced, nor one of a run's own files, even if
///   replacing is allowed (`--force`).
/// - Another file that is there is replaced if Facet made it (see `OwnMark`), or if replacing is
///   allowed.
///
/// Files are compared by device and inode, so that links lead around nothing; those that are not
/// there yet by folder and name. Whatever reads a file calls `note(_:as:)`.
///
/// Only a program guards its outputs: see `guardOutputs`. Whoever uses Facet as a library decides
/// alone what is replaced.
package final class OutputGate: Sendable {
  /// The gate of this program.
  package static let program = OutputGate()

  /// The files that belong to a run's folder; `Training` knows their names.
  package struct RunFiles: Sendable {
    /// Whether a run folder keeps a file of this name.
    let isName: @Sendable (_ name: String) -> Bool
    /// Whether a file belongs to a run that is there.
    let holds: @Sendable (_ path: String) -> Bool

    package init(
      isName: @escaping @Sendable (_ name: String) -> Bool,
      holds: @escaping @Sendable (_ path: String) -> Bool
    ) {
      self.isName = isName
      self.holds = holds
    }
  }

  private struct State {
    var runFiles: RunFiles?
    var isReplacing = false
    /// What each input is, as in "the scene", by its canonical path.
    var roles: [String: String] = [:]
    /// The inputs of each device and inode.
    var paths: [FileIdentity.Node: Set<String>] = [:]
    var ownFolders: Set<String> = []
    /// Files under way: the target's canonical path, and the file beside it.
    var pending: [String: PendingFile] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  /// Begins to guard.
  package func guardOutputs(_ runFiles: RunFiles) {
    state.withLock { $0.runFiles = runFiles }
  }

  /// Allows files to be replaced that Facet did not make: `--force`.
  package func allowReplacing() {
    state.withLock { $0.isReplacing = true }
  }

  /// Notes a file that is read, so that nothing is written to it; it need not be there.
  ///
  /// - Parameter role: what it is for the command, as in "the scene".
  package func note(_ path: String, as role: String) {
    guard isGuarding else { return }
    let identity = FileIdentity(path)
    state.withLock { state in
      state.roles[identity.path] = state.roles[identity.path] ?? role
      if let node = identity.node { state.paths[node, default: []].insert(identity.path) }
    }
  }

  /// Notes a folder whose run this command makes or changes: it may write the run's own files.
  package func own(_ folder: String) {
    guard isGuarding else { return }
    let path = FileIdentity(folder).path
    state.withLock { _ = $0.ownFolders.insert(path) }
  }

  package var isGuarding: Bool { state.withLock { $0.runFiles != nil } }

  /// - Throws: `SceneError` if the file, or one of the files that go with it, may not be written:
  ///   it says what the file is, and names another.
  package func admit(_ path: String) throws {
    guard isGuarding else { return }
    try admitFile(path, besides: nil)
    for side in SideFile.files(beside: path) { try admitFile(side.path, besides: path) }
  }

  /// - Parameter main: the output that the file goes with; nil for an output itself.
  private func admitFile(_ path: String, besides main: String?) throws {
    let identity = FileIdentity(path)
    let (runFiles, isReplacing, isOwn, role) = state.withLock { state in
      (
        state.runFiles, state.isReplacing,
        state.ownFolders.contains((identity.path as NSString).deletingLastPathComponent),
        state.roles[identity.path]
          ?? identity.node.flatMap { node in
            // A file that was removed since may have left its inode to another.
            state.paths[node]?.first { FileIdentity($0).node == node }
          }.flatMap { state.roles[$0] }
      )
    }
    let name = (identity.path as NSString).lastPathComponent
    if isOwn, runFiles?.isName(name) == true { return }
    let purpose = main.map { ", and would go with \($0)" } ?? ""
    let remedy = "Name another file, such as \(Self.suggestion(for: main ?? path))"
    if let role {
      throw SceneError(
        file: path, problem: "is \(role), which this command reads\(purpose); it is not replaced",
        remedy: remedy)
    }
    if runFiles?.holds(identity.path) == true {
      throw SceneError(
        file: path, problem: "belongs to the run in its folder\(purpose); it is not replaced",
        remedy: remedy)
    }
    var status = stat()
    guard lstat(path, &status) == 0, identity.node != nil else { return }
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw SceneError(file: path, problem: "is no ordinary file\(purpose)", remedy: remedy)
    }
    guard !isReplacing, !OwnMark.isFound(in: path) else { return }
    // What only describes an output of ours may go with it.
    if let main, SideFile.isOnly(path, of: main), OwnMark.isFound(in: main) { return }
    throw SceneError(
      file: path,
      problem: "exists and was not made by Facet: it is \(OwnMark.describe(path))\(purpose)",
      remedy: "\(remedy), or replace it with --force")
  }

  /// A name that is free: "map.tif" gives "map-2.tif".
  private static func suggestion(for path: String) -> String {
    let ending = (path as NSString).pathExtension
    let stem = (path as NSString).deletingPathExtension
    return (2...99).lazy.map { "\(stem)-\($0)" + (ending.isEmpty ? "" : ".\(ending)") }.first {
      !FileManager.default.fileExists(atPath: $0)
    } ?? "\(stem)-new" + (ending.isEmpty ? "" : ".\(ending)")
  }

  /// Takes up a file that is being written.
  ///
  /// - Throws: `SceneError` if this command is writing to it already.
  func begin(_ file: PendingFile) throws {
    let key = FileIdentity(file.path).path
    let isDouble = state.withLock { state in
      if state.runFiles != nil, state.pending[key] != nil { return true }
      state.pending[key] = file
      return false
    }
    guard isDouble else { return }
    throw SceneError(
      file: file.path, problem: "is named for two outputs of this command",
      remedy: "Name a file for each")
  }

  func end(_ file: PendingFile) {
    let key = FileIdentity(file.path).path
    state.withLock { state in
      if state.pending[key]?.temporary == file.temporary { state.pending[key] = nil }
    }
  }

  /// Removes all that is half-written, for a program that is about to end.
  package func removePending() {
    for file in state.withLock({ Array($0.pending.values) }) {
      let target = URL(fileURLWithPath: file.path)
      RemainsOfWriting.remove(
        of: target.lastPathComponent, in: target.deletingLastPathComponent().path, isEnding: true)
      file.removeTemporaries()
    }
  }
}
