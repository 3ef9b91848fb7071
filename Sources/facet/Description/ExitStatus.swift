import ArgumentParser

/// What the program ends with.
struct ExitStatus {
  let number: Int32
  let meaning: String

  static let done = ExitStatus(number: 0, meaning: "Everything that was asked for is done.")
  static let failed = ExitStatus(
    number: 1, meaning: "An error, which is named on standard error; nothing half-written is left.")
  static let someFailed = ExitStatus(
    number: 2, meaning: "Of several scenes or runs some failed; the others are done.")
  static let misused = ExitStatus(
    number: 64,
    meaning: "The command line is wrong: an option, a value, or two that exclude "
      + "each other. Nothing was begun.")
  static let interrupted = ExitStatus(
    number: 130,
    meaning: "Stopped by Ctrl-C (SIGINT); 143 by SIGTERM, 129 by SIGHUP. Training "
      + "leaves a checkpoint, and the message says how to go on.")

  static let all = [done, failed, someFailed, misused, interrupted]

  var code: ExitCode { ExitCode(number) }
}
