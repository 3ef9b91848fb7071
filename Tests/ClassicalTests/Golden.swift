import Classical
import Foundation
import TestSupport
import Testing
import Torch

/// The reference values of the room. The file names the libraries that agreed, with their versions.
struct Golden: Decodable {
  struct Case: Decodable {
    var parameters: [String: Value]
    var outputs: [String: Value]
  }

  enum Value: Decodable {
    case flag(Bool), number(Double), text(String), list([Double]), matrix([[Double]])
    case numbers([String: Double]), other

    init(from decoder: any Decoder) throws {
      let box = try decoder.singleValueContainer()
      if let flag = try? box.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? box.decode(Double.self) {
        self = .number(number)
      } else if let text = try? box.decode(String.self) {
        self = .text(text)
      } else if let list = try? box.decode([Double].self) {
        self = .list(list)
      } else if let rows = try? box.decode([[Double]].self) {
        self = .matrix(rows)
      } else if let numbers = try? box.decode([String: Double].self) {
        self = .numbers(numbers)
      } else {
        self = .other
      }
    }
  }

  var points: [[Double]]
  var labels: [Int]
  var newPoints: [[Double]]
  /// Pairs of points whose distance each case tells, by name.
  var pairs: [String: [Int]]
  var cases: [String: Case]

  static func load() throws -> Golden {
    try JSONDecoder().decode(Golden.self, from: goldenData("classical.json", in: .module))
  }

  func named(_ name: String) throws -> Case {
    try #require(cases[name], "no golden case `\(name)`")
  }

  func labelled() throws -> LabelledPoints {
    try LabelledPoints(matrix(points), labels: labels)
  }

  /// The pairs of the case `kissme`.
  func pairsOfPoints() throws -> PointPairs {
    let own = try named("kissme")
    func pairs(_ name: String) throws -> [PointPairs.Pair] {
      try own.parameters.rows(name).map { PointPairs.Pair(Int($0[0]), Int($0[1])) }
    }
    return try PointPairs(similar: pairs("similar"), dissimilar: pairs("dissimilar"))
  }
}

extension [String: Golden.Value] {
  func rows(_ name: String) throws -> [[Double]] {
    guard case .matrix(let rows) = self[name] else {
      throw TorchError("the case has no matrix `\(name)`")
    }
    return rows
  }

  func list(_ name: String) throws -> [Double] {
    guard case .list(let list) = self[name] else {
      throw TorchError("the case has no list `\(name)`")
    }
    return list
  }

  func number(_ name: String) throws -> Double {
    guard case .number(let number) = self[name] else {
      throw TorchError("the case has no number `\(name)`")
    }
    return number
  }

  func numbers(_ name: String) throws -> [String: Double] {
    guard case .numbers(let numbers) = self[name] else {
      throw TorchError("the case has no numbers `\(name)`")
    }
    return numbers
  }
}

/// A matrix of float64 from rows.
func matrix(_ rows: [[Double]]) throws -> Tensor {
  try Tensor(rows.flatMap { $0 }, shape: [rows.count, rows.first?.count ?? 0])
}

/// The largest difference of two tensors over the largest magnitude of the second.
func difference(_ found: Tensor, _ expected: Tensor) throws -> Double {
  guard found.shape == expected.shape else { return .infinity }
  let gap = try (found - expected).magnitude().max().item()
  return try gap.isNaN ? .infinity : gap / max(expected.magnitude().max().item(), 1e-300)
}

func difference(_ found: Tensor, _ expected: [[Double]]) throws -> Double {
  try difference(found, matrix(expected))
}

func difference(_ found: [Double], _ expected: [Double]) -> Double {
  guard found.count == expected.count else { return .infinity }
  let scale = max(expected.map(abs).max() ?? 0, 1e-300)
  return (zip(found, expected).map { ($0 - $1).isNaN ? .infinity : abs($0 - $1) }.max() ?? 0)
    / scale
}

/// ‖y_i − y_j‖ of the pairs that the reference names.
func distances(_ placed: Tensor, _ golden: Golden) throws -> [String: Double] {
  try golden.pairs.mapValues {
    try (placed.slice(0, $0[0]..<($0[0] + 1)) - placed.slice(0, $0[1]..<($0[1] + 1))).norm().item()
  }
}

func difference(_ found: [String: Double], _ expected: [String: Double]) -> Double {
  let names = expected.keys.sorted()
  return difference(names.map { found[$0] ?? .nan }, names.map { expected[$0] ?? .nan })
}

extension Moments {
  /// Of strips of 7 rows.
  static func of(_ points: Tensor) throws -> Moments {
    var moments = try Moments(width: points.shape[1])
    for start in stride(from: 0, to: points.shape[0], by: 7) {
      try moments.add(points.slice(0, start..<min(start + 7, points.shape[0])))
    }
    return moments
  }
}

extension FittedEmbedding {
  /// nil if new points are not placed by a linear map.
  var linearMap: LinearMap? {
    guard case .placed(let map) = newPoints else { return nil }
    return map as? LinearMap
  }
}
