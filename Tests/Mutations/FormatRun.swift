import Foundation
import TestSupport

/// Has all cases of one format read, in batches; goes on behind a case that ends its process.
struct FormatRun {
  private(set) var tally: Tally
  private let format: FormatCase
  private let seed: UInt64
  private let batch: Int

  init(_ format: FormatCase, seed: UInt64, batch: Int) {
    self.format = format
    self.seed = seed
    self.batch = batch
    tally = Tally(format: format.name)
  }

  mutating func read(_ cases: Range<Int>) {
    var next = cases.lowerBound
    while next < cases.upperBound {
      let upper = min(next + batch, cases.upperBound)
      do {
        next = try readBatch(next..<upper)
      } catch {
        tally.faults.append(
          Fault(number: next, kind: "not started: \(error)", place: "", isOurs: true))
        next = upper
      }
    }
  }

  /// - Returns: the case to go on with.
  private mutating func readBatch(_ cases: Range<Int>) throws -> Int {
    let folder = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = [
      "--reads", "--format", format.name, "--seed", "\(seed)", "--first", "\(cases.lowerBound)",
      "--count", "\(cases.count)",
    ]
    var environment = ProcessInfo.processInfo.environment
    environment["TMPDIR"] = folder.path
    // A file of some ten thousand bytes has no use for 256 MiB at once; and a process that has
    // freed little should stay small.
    environment["ASAN_OPTIONS"] =
      "detect_leaks=0:max_allocation_size_mb=256:allocator_may_return_null=0:"
      + "quarantine_size_mb=16:handle_abort=1:stack_trace_format='#%n %f (%m+%o)'"
    process.environment = environment
    let messages = folder.file("messages")
    _ = FileManager.default.createFile(atPath: messages, contents: nil)
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: messages))
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    var progress = CaseProgress(first: cases.lowerBound)
    let isTimely = progress.follow(
      pipe.fileHandleForReading.fileDescriptor, of: process.processIdentifier)
    if !isTimely {
      // AddressSanitizer tells where it was when it is asked to abort.
      kill(process.processIdentifier, SIGABRT)
      for _ in 0..<600 where process.isRunning { usleep(100_000) }
      kill(process.processIdentifier, SIGKILL)
    }
    process.waitUntilExit()
    tally.read += progress.read
    tally.refused += progress.refused
    if progress.isComplete { return cases.upperBound }
    let text = String(
      decoding: (try? Data(contentsOf: URL(fileURLWithPath: messages))) ?? Data(), as: UTF8.self)
    tally.faults.append(
      Fault(
        number: progress.current, report: text, status: process.terminationStatus,
        isHang: !isTimely))
    return progress.current + 1
  }
}
