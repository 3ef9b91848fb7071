import Foundation
import Synchronization

/// What the program tells while it works: on standard error, so that standard output holds results
/// alone, and in a log if there is one.
enum Messages {
  /// How progress and messages appear on standard error: `--progress`.
  enum Form: String, CaseIterable, Sendable {
    /// A line that redraws itself on a terminal, plain lines elsewhere.
    case auto
    /// One JSON object a line, messages and errors too.
    case json
    /// No progress.
    case none
  }

  /// How far some work is.
  struct Progress: Encodable {
    let kind = "progress"
    var title: String
    var done: Int
    var total: Int
    var unit: String
    var seconds: Double
    /// Seconds that are left at this pace; nil if nothing is done yet.
    var left: Double?
    var note: String?

    private enum CodingKeys: String, CodingKey {
      case kind, title, done, total, unit, seconds, left, note
    }
  }

  private struct Line: Encodable {
    var kind: String
    var text: String
    /// What the program ends with, if an error ends it.
    var status: Int32?
  }

  private struct State {
    var isQuiet = false
    var form = Form.auto
    var log: LogFile?
  }

  private static let state = Mutex(State())

  static var form: Form { state.withLock { $0.form } }
  static var isQuiet: Bool { state.withLock { $0.isQuiet } }

  /// Sets how much is told; a log that is open stays so.
  static func set(quiet: Bool, form: Form, log: LogFile?) {
    state.withLock { state in
      (state.isQuiet, state.form) = (quiet, form)
      state.log = log ?? state.log
    }
  }

  static func hasLog(_ path: String) -> Bool { state.withLock { $0.log?.path == path } }

  /// One line, unless the user wants none.
  static func say(_ line: String) {
    log(line)
    guard !isQuiet else { return }
    write(form == .json ? Line(kind: "message", text: line) : nil, else: line)
  }

  /// An error, which is told in any case.
  ///
  /// - Parameter status: what the program ends with; nil if it goes on.
  static func sayError(_ text: String, status: Int32? = nil) {
    log(text)
    write(form == .json ? Line(kind: "error", text: text, status: status) : nil, else: text)
  }

  /// How far some work is, for programs.
  static func tell(_ progress: Progress) {
    write(progress, else: "")
  }

  /// A part of a line on a terminal; not for the log.
  static func draw(_ text: String) {
    put(text)
  }

  /// A line in the log alone.
  static func log(_ line: String) {
    state.withLock { $0.log }?.append(line)
  }

  private static func write(_ value: (some Encodable)?, else line: String) {
    guard let value else { return put(line + "\n") }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { return }
    put(String(decoding: data, as: UTF8.self) + "\n")
  }

  /// If standard error is full or closed, work goes on without words.
  private static func put(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}

/// One line on standard error.
func say(_ line: String) {
  Messages.say(line)
}
