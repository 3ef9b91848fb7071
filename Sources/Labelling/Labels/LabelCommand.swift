internal import Foundation

/// What a user does to the labels, as the journal holds it: one JSON object a line.
///
/// Places are in pixels, x to the right and y down, (0, 0) the upper left corner of the scene; the
/// centre of the first pixel is (0.5, 0.5).
public struct LabelCommand: Codable, Equatable, Sendable {
  public enum Action: String, Codable, Sendable {
    /// A line of `radius` through `points`.
    case brush
    /// All pixels whose centre lies inside of `points`.
    case polygon
    /// As a polygon, between two corners in `points`.
    case box
    /// Pixels given as `runs`: first pixel, how many, first pixel, …; row · columns + column.
    case pixels
    case addClass, editClass, removeClass
    case undo, redo
  }

  public var action: Action
  /// The class that pixels become, or that is changed; 0 takes labels away.
  public var label: Int?
  /// x, y, x, y, …
  public var points: [Double]?
  /// In pixels, from 0.
  public var radius: Double?
  public var runs: [Int]?
  public var name: String?
  /// "#rrggbb".
  public var colour: String?
  /// Where `pixels` came from, such as the name of a file that was imported.
  public var origin: String?

  public init(
    _ action: Action, label: Int? = nil, points: [Double]? = nil, radius: Double? = nil,
    runs: [Int]? = nil, name: String? = nil, colour: String? = nil, origin: String? = nil
  ) {
    (self.action, self.label, self.points, self.radius) = (action, label, points, radius)
    (self.runs, self.name, self.colour, self.origin) = (runs, name, colour, origin)
  }
}

/// A command that cannot be carried out; it says why, for the user.
public struct LabelError: Error, CustomStringConvertible, Equatable {
  public let message: String
  public var description: String { message }

  public init(_ message: String) { self.message = message }
}

extension LabelCommand {
  /// Points of a shape at most. A drawing has some hundreds.
  static let mostPoints = 50_000

  /// The pixels that a shape covers, ascending, without those outside of the scene.
  ///
  /// - Throws: `LabelError` for a shape that is none.
  func pixels(rows: Int, columns: Int) throws -> [Int] {
    if let runs {
      return try Self.pixels(runs: runs, count: rows * columns)
    }
    guard let points, points.count % 2 == 0, !points.isEmpty, points.allSatisfy(\.isFinite) else {
      throw LabelError("a shape needs points: x, y, x, y, …, all of them numbers")
    }
    guard points.count / 2 <= Self.mostPoints else {
      throw LabelError(
        "a shape of \(points.count / 2) points is too large; draw at most \(Self.mostPoints), or "
          + "import it from a file")
    }
    let raster = Raster(rows: rows, columns: columns)
    switch action {
    case .brush:
      guard let radius, radius >= 0, radius <= 1000 else {
        throw LabelError("a brush has a radius from 0 to 1000 pixels")
      }
      return try raster.brush(points, radius: radius)
    case .polygon:
      guard points.count >= 6 else { throw LabelError("a polygon needs three corners at least") }
      return try raster.polygon(points)
    case .box:
      guard points.count == 4 else { throw LabelError("a box has two corners") }
      return raster.box(points)
    default:
      throw LabelError("\(action.rawValue) covers no pixels")
    }
  }

  private static func pixels(runs: [Int], count: Int) throws -> [Int] {
    guard runs.count % 2 == 0 else { throw LabelError("runs are pairs: first pixel, how many") }
    var pixels: [Int] = []
    for place in stride(from: 0, to: runs.count, by: 2) {
      let (first, length) = (runs[place], runs[place + 1])
      guard first >= 0, length > 0, first < count, length <= count - first,
        first > (pixels.last ?? -1)
      else { throw LabelError("the run \(first), \(length) does not fit into the scene") }
      pixels += first..<(first + length)
    }
    return pixels
  }

  /// Ascending pixels as runs.
  static func runs(of pixels: [Int]) -> [Int] {
    var runs: [Int] = []
    for pixel in pixels {
      if let last = runs.last, runs[runs.count - 2] + last == pixel {
        runs[runs.count - 1] = last + 1
      } else {
        runs += [pixel, 1]
      }
    }
    return runs
  }
}
