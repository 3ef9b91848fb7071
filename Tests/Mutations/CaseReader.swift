import Foundation
import TestSupport

/// The process that reads: tells on standard output which case begins and how it ended, so that
/// the one that started it knows where it was when it dies.
struct CaseReader {
  private let files: DamagedFiles

  init(_ format: FormatCase, seed: UInt64) throws {
    files = try DamagedFiles(format, seed: seed)
  }

  func read(_ cases: Range<Int>) throws {
    for number in cases {
      say("\(number)\n")
      say(try files.readCase(number) == nil ? "read\n" : "refused\n")
    }
    say("end\n")
  }

  private func say(_ text: String) {
    FileHandle.standardOutput.write(Data(text.utf8))
  }
}
