internal import Foundation
internal import Scenes

/// Parts of one map, which together hold each of its rows once.
package struct MapJoin {
  private let parts: [(path: String, part: MapPart, file: HDF5File)]

  /// - Throws: `SceneError` if a file is no part, parts are of different maps, rows are missing, or
  ///   are there twice.
  package init(_ paths: [String]) throws {
    parts = try paths.map { path in
      let file = try HDF5File.open(path, as: "a part of the map")
      return (path, try Self.header(of: file, path), file)
    }.sorted { ($0.1.first, $0.1.count) < ($1.1.first, $1.1.count) }
    try requireOneMap()
  }

  private static func header(of file: HDF5File, _ path: String) throws -> MapPart {
    guard file.exists("/part"),
      let bytes = try? file.dataset("/part").readAll(UInt8.self),
      let part = try? JSONDecoder().decode(MapPart.self, from: Data(bytes)),
      part.format == MapPart.mark, part.rows > 0, part.columns > 0, part.first >= 0,
      part.count >= 0, part.first + part.count <= part.rows
    else {
      throw SceneError(
        file: path, problem: "is no part of a map, or is damaged",
        remedy: "Give files that `facet classify --shard` wrote")
    }
    return part
  }

  private func requireOneMap() throws {
    guard let first = parts.first else {
      throw SceneError(file: "facet join", problem: "no parts are given")
    }
    for other in parts.dropFirst() {
      guard other.part.layout == first.part.layout, other.part.origin == first.part.origin,
        other.part.shard.count == first.part.shard.count
      else {
        throw SceneError(
          file: other.path, problem: "is part of another map than \(first.path)",
          remedy: "Join parts of one run, one scene and the same options")
      }
      guard other.part.shard != first.part.shard || other.part.count == 0 else {
        throw SceneError(
          file: other.path, problem: "holds the rows of \(first.path) once more",
          remedy: "Name each part once")
      }
    }
    var next = 0
    for one in parts where one.part.count > 0 {
      guard one.part.first >= next else {
        throw SceneError(
          file: one.path, problem: "holds rows that another part has too",
          remedy: "Name each part once")
      }
      guard one.part.first == next else { break }
      next += one.part.count
    }
    guard next == first.part.rows else {
      let there = Set(parts.map(\.part.shard.number))
      let missing = (1...first.part.shard.count).filter { !there.contains($0) }
      throw SceneError(
        file: first.path,
        problem: "rows are missing: there is no part "
          + missing.map { "\($0)/\(first.part.shard.count)" }.joined(separator: ", "),
        remedy: "Map them with `facet classify --shard`, and name them too")
    }
  }

  /// Of the whole map.
  package var layout: MapLayout { parts[0].part.layout }

  /// Writes the map, in strips from the top.
  ///
  /// - Parameters:
  ///   - progress: told the rows done, of how many.
  ///   - isInterrupted: asked after every strip; true stops with `MappingInterrupted`.
  /// - Returns: pixels without a class.
  @discardableResult
  package func write(
    into writer: any MapWriter, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in },
    isInterrupted: () -> Bool = { false }
  ) throws -> Int {
    var unclassified = 0
    let layout = layout
    do {
      for (path, part, file) in parts where part.count > 0 {
        let classes = try file.dataset("/classes")
        let confidences = part.confidence ? try file.dataset("/confidence") : nil
        for start in stride(from: 0, to: part.count, by: 64) {
          let rows = start..<min(start + 64, part.count)
          let (place, count) = ([start, 0], [rows.count, part.columns])
          var values = [UInt16](repeating: 0, count: rows.count * part.columns)
          try values.withUnsafeMutableBufferPointer {
            try classes.read(start: place, count: count, into: $0)
          }
          guard values.allSatisfy({ Int($0) <= layout.classes.count }) else {
            throw SceneError(
              file: path, variable: "/classes", problem: "holds classes that the legend lacks",
              remedy: "The file is damaged; map the part again")
          }
          var shares = [Float](repeating: .nan, count: confidences == nil ? 0 : values.count)
          try shares.withUnsafeMutableBufferPointer {
            try confidences?.read(start: place, count: count, into: $0)
          }
          unclassified += values.count { $0 == 0 }
          try values.withUnsafeBufferPointer { values in
            try shares.withUnsafeBufferPointer { shares in
              try writer.write(
                rows: (part.first + rows.lowerBound)..<(part.first + rows.upperBound),
                classes: values, confidence: confidences == nil ? nil : shares)
            }
          }
          progress(part.first + rows.upperBound, layout.rows)
          if isInterrupted() { throw MappingInterrupted() }
        }
      }
      try writer.finish()
      return unclassified
    } catch {
      writer.abandon()
      throw error
    }
  }
}
