package import Foundation

/// What a program prints, on its standard output and error together.
///
/// - Throws: `ProgramFailure` if it does not end with status 0.
package func output(of program: String, _ arguments: [String]) throws -> Data {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    throw ProgramFailure(
      program: program, status: process.terminationStatus,
      output: String(decoding: data, as: UTF8.self))
  }
  return data
}

package struct ProgramFailure: Error {
  package let program: String
  package let status: Int32
  package let output: String
}
