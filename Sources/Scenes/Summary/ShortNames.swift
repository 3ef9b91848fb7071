/// Each path by as many of its last parts as no other path ends with.
package func shortNames(_ paths: [String]) -> [String] {
  let parts = paths.map { $0.split(separator: "/") }
  func name(_ index: Int, _ count: Int) -> String {
    parts[index].suffix(count).joined(separator: "/")
  }
  return parts.indices.map { index in
    let others = parts.indices.filter { parts[$0] != parts[index] }
    let count = (1...max(1, parts[index].count)).first { count in
      !others.contains { name($0, count) == name(index, count) }
    }
    return count.map { name(index, $0) } ?? paths[index]
  }
}
