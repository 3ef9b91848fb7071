internal import Foundation

/// Geometries as well-known binary (OGC 06-103r4), little-endian: how features are kept in memory.
enum FeatureGeometry {
  /// Corners that one feature may have. Putting a polygon on a grid compares each row with each
  /// side, so that ten million sides would take hours.
  static let mostCorners = 1 << 20

  static func point(x: Double, y: Double) -> [UInt8] {
    var bytes = start(1)
    append(x, &bytes)
    append(y, &bytes)
    return bytes
  }

  /// - Parameter rings: x and y of each corner in turn, the outer ring first, then holes; closed if
  ///   they are not.
  static func polygon(_ rings: [[Double]]) -> [UInt8] {
    var bytes = start(3)
    append(UInt32(rings.count), &bytes)
    for ring in rings {
      let isClosed = ring.prefix(2) == ring.suffix(2)
      let corners = isClosed ? ring : ring + ring.prefix(2)
      append(UInt32(corners.count / 2), &bytes)
      for number in corners { append(number, &bytes) }
    }
    return bytes
  }

  private static func start(_ type: UInt32) -> [UInt8] {
    var bytes: [UInt8] = [1]
    append(type, &bytes)
    return bytes
  }

  private static func append(_ number: UInt32, _ bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private static func append(_ number: Double, _ bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// What is wrong with a geometry: a coordinate that is no number, too many corners, bytes that are
  /// cut off; nil if nothing is.
  static func fault(of bytes: [UInt8]) -> String? {
    var walk = Walk(bytes: bytes)
    return walk.geometry(depth: 0) ? nil : walk.fault ?? "is damaged"
  }

  /// A walk through the numbers of a geometry and of those inside of it.
  private struct Walk {
    let bytes: [UInt8]
    var place = 0
    var corners = 0
    var fault: String?

    mutating func whole() -> UInt32? {
      guard bytes.count - place >= 4 else { return nil }
      defer { place += 4 }
      return bytes.withUnsafeBytes {
        UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: UInt32.self))
      }
    }

    /// - Parameter dimensions: numbers of each point: 2, with height or measure 3, with both 4.
    mutating func points(_ count: UInt32, _ dimensions: Int) -> Bool {
      guard Int(count) <= (bytes.count - place) / (8 * dimensions) else { return false }
      corners += Int(count)
      guard corners <= FeatureGeometry.mostCorners else {
        fault = "has more than \(FeatureGeometry.mostCorners) corners"
        return false
      }
      for _ in 0..<count {
        for axis in 0..<dimensions {
          let number = bytes.withUnsafeBytes {
            Double(
              bitPattern: UInt64(
                littleEndian: $0.loadUnaligned(
                  fromByteOffset: place + 8 * axis, as: UInt64.self)))
          }
          guard number.isFinite || axis > 1 else {
            fault = "has a coordinate that is \(number)"
            return false
          }
        }
        place += 8 * dimensions
      }
      return true
    }

    mutating func geometry(depth: Int) -> Bool {
      guard depth < 16, place < bytes.count, bytes[place] == 1 else { return false }
      place += 1
      guard let code = whole() else { return false }
      let dimensions = [2, 3, 3, 4][Int(code / 1000 % 4)]
      switch code % 1000 {
      case 1: return points(1, dimensions)
      case 2, 8:
        guard let count = whole() else { return false }
        return points(count, dimensions)
      case 3, 17:
        guard let rings = whole() else { return false }
        for _ in 0..<rings {
          guard let count = whole(), points(count, dimensions) else { return false }
        }
        return true
      default:
        guard let parts = whole() else { return false }
        for _ in 0..<parts {
          guard geometry(depth: depth + 1) else { return false }
        }
        return true
      }
    }
  }
}
