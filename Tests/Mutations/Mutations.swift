import ArgumentParser
import Foundation
import Scenes
import TestSupport

/// Reads damaged files of every format, to be built with `--sanitize=address`: see `make fuzz`.
@main struct Mutations: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads damaged files of every format, in processes of their own.",
    discussion: """
      Cases are numbered; each follows from seed, format and number. What ends a reader's process, \
      takes longer than five seconds or asks for much memory is written down and passed over.
      """)

  @Option(help: "Cases of each format.") var count = 20000
  @Option(help: "The first case.") var first = 0
  @Option(help: "Cases that one process reads.") var batch = 500
  @Option(help: "Formats at a time.") var jobs = 1
  @Option(help: "From which all cases follow.") var seed: UInt64 = 7
  @Option(help: "Only formats whose name has this in it.") var format = ""
  @Option(name: [.short, .long], help: "Where to write what was found, as Markdown.")
  var output: String?
  @Option(help: "Write the files of one case into this folder, and read nothing.")
  var keep: String?
  @Flag(help: "Read the cases in this process, without a report.") var reads = false
  @Flag(help: "With --reads: let faults of libraries end it as they end facet, with an error.")
  var guarded = false

  mutating func run() throws {
    let formats = FormatCase.forFuzzing.filter { format.isEmpty || $0.name.contains(format) }
    guard !formats.isEmpty else { throw ValidationError("no format has \"\(format)\" in its name") }
    if guarded { guardNativeLibraries() }
    if reads { return try CaseReader(formats[0], seed: seed).read(first..<first + count) }
    if let keep { return try write(formats[0], into: keep) }
    let (first, count, batch, seed, jobs) = (first, count, batch, seed, max(1, jobs))
    let tallies = Tallies()
    DispatchQueue.concurrentPerform(iterations: min(jobs, formats.count)) { worker in
      for index in stride(from: worker, to: formats.count, by: jobs) {
        var run = FormatRun(formats[index], seed: seed, batch: batch)
        run.read(first..<first + count)
        say(run.tally.line)
        tallies.add(run.tally)
      }
    }
    let report = tallies.report(seed: seed)
    say(report)
    if let output { try report.write(toFile: output, atomically: true, encoding: .utf8) }
    if tallies.isFacetAtFault { throw ExitCode.failure }
  }

  private func write(_ format: FormatCase, into folder: String) throws {
    let files = try DamagedFiles(format, seed: seed)
    _ = try files.damage(first)
    let source = URL(fileURLWithPath: files.path).deletingLastPathComponent()
    try FileManager.default.copyItem(at: source, to: URL(fileURLWithPath: folder))
  }
}

/// Prints at once, also where the output is a file.
private func say(_ text: String) {
  FileHandle.standardOutput.write(Data((text + "\n").utf8))
}
