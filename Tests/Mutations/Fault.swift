import Foundation

/// A case that ended its process, and who is to blame.
struct Fault: Sendable {
  let number: Int
  /// "SEGV", "heap-buffer-overflow", "hang above 5 s", …
  let kind: String
  /// Function and library, innermost first.
  let place: String
  /// Whether it happened in Facet and not in a C library that it called.
  let isOurs: Bool

  init(number: Int, kind: String, place: String, isOurs: Bool) {
    self.number = number
    self.kind = kind
    self.place = place
    self.isOurs = isOurs
  }

  /// From what AddressSanitizer wrote: the innermost frame that is neither its own nor a language's
  /// library is where the fault lies.
  ///
  /// - Parameter isHang: whether it was ended because it took too long.
  init(number: Int, report: String, status: Int32, isHang: Bool) {
    self.number = number
    let lines = report.split(separator: "\n").map(String.init)
    let head = lines.first { $0.contains("ERROR: AddressSanitizer") } ?? ""
    let words = head.components(separatedBy: "AddressSanitizer: ").last ?? ""
    // Its own bookkeeping is written over by code that it does not watch, the libraries', in this
    // case or one before it; it finds that when memory is given back or asked for.
    let isOverwritten = head.isEmpty && report.contains("AddressSanitizer: CHECK failed")
    kind =
      isHang
      ? "hang above 5 s"
      : isOverwritten
        ? "memory written over before"
        : head.isEmpty
          ? "ended with \(status)\(lines.last.map { ": \($0.prefix(120))" } ?? "")"
          : words.hasPrefix("requested allocation size")
            ? "allocation above 256 MiB" : String(words.prefix { $0 != " " && $0 != ":" })
    // The first stack only: those of allocation and of other threads follow it.
    let stack = lines.drop { !$0.contains("#0 ") }.prefix { $0.contains("#") }
    let all = stack.compactMap(Self.frame)
    let start = isOverwritten ? all.lastIndex { Self.allocators.contains($0.function) } ?? 0 : 0
    let frames = all[start...].filter { frame in
      !Self.runtimes.contains { frame.module.contains($0) }
        && !["__asan", "__interceptor", "__mem", "mem", "str"].contains {
          frame.function.hasPrefix($0)
        } && !Self.allocators.contains(frame.function)
    }
    isOurs = !isOverwritten && frames.first.map { !$0.module.contains(".so") } ?? true
    let own = frames.prefix { $0.module == frames.first?.module }
    place =
      own.prefix(3).map(\.function).joined(separator: " ← ")
      + (frames.first.map { " (\($0.module))" } ?? "")
  }

  /// What works for whoever calls it: the C and the Swift library.
  private static let runtimes = [
    "libc.so", "ld-linux", "libstdc++", "libswift", "Foundation", "libdispatch",
  ]
  private static let allocators = ["malloc", "calloc", "realloc", "posix_memalign", "free"]

  /// "#1 H5O__chunk_deserialize (/usr/lib/…/libhdf5_serial.so.103+0x…)".
  private static func frame(_ line: String) -> (function: String, module: String)? {
    guard let number = line.firstIndex(of: "#"), let open = line.lastIndex(of: "("),
      let start = line[number...].firstIndex(of: " "), start < open,
      let plus = line[open...].lastIndex(of: "+")
    else { return nil }
    // What a library does not name is told by its offset.
    let name = line[start..<open].split(separator: " ").first ?? "<null>"
    let function = name == "<null>" ? line[plus...].prefix { $0 != ")" } : name
    return (String(function), module(line[line.index(after: open)..<plus]))
  }

  private static func module(_ path: Substring) -> String {
    String(path.split(separator: "/").last ?? path)
  }
}
