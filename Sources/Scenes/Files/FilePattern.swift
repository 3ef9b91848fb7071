internal import Foundation

/// The files that a name with `*` and `?` stands for, alphabetically; those marks may be in its last
/// part only. A name without them stands for itself, whether it is there or not.
package func files(matching pattern: String) -> [String] {
  guard pattern.contains(where: { "*?".contains($0) }),
    !FileManager.default.fileExists(atPath: pattern)
  else { return [pattern] }
  let cut = pattern.lastIndex(of: "/")
  let folder = cut.map { String(pattern[..<$0]) } ?? "."
  let name = cut.map { String(pattern[pattern.index(after: $0)...]) } ?? pattern
  // Brackets stand for themselves.
  let escaped = name.replacingOccurrences(of: "[", with: "\\[")
  let found = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  return found.filter { !$0.hasPrefix(".") && fnmatch(escaped, $0, 0) == 0 }.sorted()
    .map { cut == nil ? $0 : "\(folder)/\($0)" }
}
