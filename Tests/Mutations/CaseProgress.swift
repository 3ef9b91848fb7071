import Foundation

/// What a reading process has said so far.
struct CaseProgress {
  /// Seconds of computing that a case may take; and of waiting, for it may wait for its turn.
  private static let limits = (computing: 5.0, waiting: 180)

  private(set) var current: Int
  private(set) var read = 0
  private(set) var refused = 0
  private(set) var isComplete = false
  /// Seconds that the process had computed when it began the case.
  private var start = 0.0

  init(first: Int) { current = first }

  /// - Returns: false where a case took longer than it may.
  mutating func follow(_ descriptor: Int32, of process: pid_t) -> Bool {
    var rest: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    var waited = 0
    while waited < Self.limits.waiting {
      var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let status = Foundation.poll(&poll, 1, 1000)
      if status < 0 && errno == EINTR { continue }
      if status == 0 {
        waited += 1
        if waited > 1, computed(process) - start > Self.limits.computing { return false }
        continue
      }
      waited = 0
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return true }
      rest += buffer[..<count]
      while let end = rest.firstIndex(of: 0x0A) {
        take(String(decoding: rest[..<end], as: UTF8.self))
        rest.removeSubrange(...end)
      }
      start = computed(process)
    }
    return false
  }

  private mutating func take(_ line: String) {
    switch line {
    case "read": read += 1
    case "refused": refused += 1
    case "end": isComplete = true
    default: current = Int(line) ?? current
    }
  }

  /// Seconds of the processor that a process has had, from fields 14 and 15 of `/proc/PID/stat`.
  private func computed(_ process: pid_t) -> Double {
    let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
      return 0
    }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }
}
