import Foundation

/// A name for the map of each of several scenes: that of the scene, with as many folders before it as
/// tell scenes of one name apart.
///
/// - Parameter scenes: paths, all different.
/// - Returns: as many names without an ending, all different.
func mapNames(of scenes: [String]) -> [String] {
  let parts = scenes.map { scene in
    URL(fileURLWithPath: scene).standardizedFileURL.deletingPathExtension().pathComponents
  }
  let longest = parts.map(\.count).max() ?? 1
  func name(_ place: Int, _ depth: Int) -> String {
    parts[place].suffix(depth).filter { $0 != "/" }.joined(separator: "-")
  }
  var names = scenes.indices.map { name($0, 1) }
  for depth in stride(from: 2, through: longest, by: 1) {
    let alike = Dictionary(grouping: names.indices) { names[$0].lowercased() }.values
      .filter { $0.count > 1 }
    if alike.isEmpty { return names }
    for place in alike.joined() { names[place] = name(place, depth) }
  }
  // Files that differ in their ending alone, or names that folders made alike.
  var seen: [String: Int] = [:]
  return names.map { name in
    let count = seen[name.lowercased(), default: 0] + 1
    seen[name.lowercased()] = count
    return count == 1 ? name : "\(name)-\(count)"
  }
}
