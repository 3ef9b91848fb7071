internal import Foundation

/// The files that a process writes beside its targets, ".map.tif.1f3a-4711.part.tif", by which a
/// later one knows what a process that was killed has left behind.
package enum RemainsOfWriting {
  /// What names this process: its machine, since several may write to one folder, and its number.
  static let own = "\(machine)-\(ProcessInfo.processInfo.processIdentifier)"

  private static let machine: String = {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let text = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return String(textChecksum(text).prefix(6))
  }()

  /// Removes what processes of this machine that are no more have left of a file.
  ///
  /// - Parameters:
  ///   - name: of the file; nil for all files of the folder.
  ///   - isEnding: whether this process ends, so that what it wrote itself goes too.
  package static func remove(of name: String? = nil, in folder: String, isEnding: Bool = false) {
    let name = name?.drop { $0 == "." }
    for found in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      guard let (target, process) = parse(found), name == nil || name == target else { continue }
      let isOwn = process == ProcessInfo.processInfo.processIdentifier
      guard isOwn ? isEnding : kill(process, 0) != 0 && errno == ESRCH else { continue }
      unlink("\(folder)/\(found)")
    }
  }

  /// The file that a name is of, and the process that wrote it; nil for other names and machines.
  private static func parse(_ name: String) -> (target: Substring, process: pid_t)? {
    // What is kept beside a file under way has two marks; the first is the target's.
    guard name.hasPrefix("."), let mark = name.range(of: ".\(machine)-") else { return nil }
    let rest = name[mark.upperBound...]
    let digits = rest.prefix(while: \.isNumber)
    guard let process = pid_t(digits), rest.dropFirst(digits.count).hasPrefix(".part") else {
      return nil
    }
    return (name[..<mark.lowerBound].drop { $0 == "." }, process)
  }
}
