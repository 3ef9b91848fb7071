import Foundation

/// The built executable, run as a user runs it.
package struct FacetProgram: Sendable {
  /// How a run of it ended.
  package struct Ending: Sendable {
    /// The exit status, or the number of the signal that ended it.
    package let status: Int32
    /// Whether a signal ended it: a crash, or a kill.
    package let wasKilled: Bool
    /// What it printed.
    package let results: String
    /// What it said on standard error.
    package let messages: String
  }

  /// Where relative paths begin.
  package let folder: TemporaryFolder

  /// Variables that are set for it, beside those of the tests.
  private let environment: [String: String]

  package init(in folder: TemporaryFolder, environment: [String: String] = [:]) {
    self.folder = folder
    self.environment = environment
  }

  /// The executable lies beside the tests in the build folder.
  private static let executable = URL(fileURLWithPath: "/proc/self/exe")
    .resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent("facet")

  /// Where it is.
  package static var path: String { executable.path }

  /// Runs it to its end.
  package func run(_ arguments: String...) throws -> Ending {
    try start(arguments).wait()
  }

  /// Runs it to its end.
  package func run(_ arguments: [String]) throws -> Ending {
    try start(arguments).wait()
  }

  /// Runs it with a limit on the size of the files it writes, as a full disk would set one.
  ///
  /// - Parameter blocks: of 1024 bytes.
  package func run(limitedTo blocks: Int, _ arguments: [String]) throws -> Ending {
    // Through pipes, for the limit holds for every file.
    let script =
      "{ (ulimit -f \(blocks); exec \"$0\" \"$@\") 2>&1 >&3 | cat >&2; } 3>&1 | cat; "
      + "exit ${PIPESTATUS[0]}"
    return try start(
      program: URL(fileURLWithPath: "/bin/bash"),
      ["-c", "set -o pipefail; \(script)", Self.executable.path] + arguments
    ).wait()
  }

  package func start(_ arguments: [String]) throws -> RunningProgram {
    try start(program: Self.executable, arguments)
  }

  private func start(program: URL, _ arguments: [String]) throws -> RunningProgram {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    // Files and not pipes: neither fills up while no one reads.
    let output = try TemporaryFolder()
    let channels = try ["out", "error"].map { name in
      _ = FileManager.default.createFile(atPath: output.file(name), contents: nil)
      return try FileHandle(forWritingTo: URL(fileURLWithPath: output.file(name)))
    }
    process.standardOutput = channels[0]
    process.standardError = channels[1]
    try process.run()
    return RunningProgram(process: process, output: output)
  }
}

/// The executable while it runs.
package struct RunningProgram {
  fileprivate let process: Process
  fileprivate let output: TemporaryFolder

  package var isRunning: Bool { process.isRunning }

  /// What it has printed so far.
  package var printed: String {
    String(
      decoding: FileManager.default.contents(atPath: output.file("out")) ?? Data(), as: UTF8.self)
  }

  /// Bytes of memory that it holds.
  package func memory() throws -> Int {
    let text = try String(
      contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) << 10
  }

  /// Sends a signal, if it still runs.
  package func signal(_ number: Int32) {
    if process.isRunning { kill(process.processIdentifier, number) }
  }

  package func wait() throws -> FacetProgram.Ending {
    process.waitUntilExit()
    let texts = try ["out", "error"].map {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: output.file($0))), as: UTF8.self)
    }
    return FacetProgram.Ending(
      status: process.terminationStatus,
      wasKilled: process.terminationReason == .uncaughtSignal, results: texts[0],
      messages: texts[1])
  }
}
