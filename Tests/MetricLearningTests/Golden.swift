import Foundation
import TestSupport
import Testing
import Torch

/// The reference values of the losses.
struct Golden: Decodable {
  struct Case: Decodable {
    /// Numbers, flags and matrices by name.
    var parameters: [String: Value]
    var value: Double
    var gradient: [[Double]]
  }

  /// A parameter of a case.
  enum Value: Decodable {
    case nothing, flag(Bool), number(Double), text(String), list([Double]), matrix([[Double]])

    init(from decoder: any Decoder) throws {
      let box = try decoder.singleValueContainer()
      if box.decodeNil() {
        self = .nothing
      } else if let flag = try? box.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? box.decode(Double.self) {
        self = .number(number)
      } else if let text = try? box.decode(String.self) {
        self = .text(text)
      } else if let list = try? box.decode([Double].self) {
        self = .list(list)
      } else {
        self = .matrix(try box.decode([[Double]].self))
      }
    }
  }

  var embeddings: [[Double]]
  var labels: [Int64]
  var classWeights: [[Double]]
  var cases: [String: Case]

  static func load() throws -> Golden {
    try JSONDecoder().decode(Golden.self, from: goldenData("metric-losses.json", in: .module))
  }

  func named(_ name: String) throws -> Case {
    try #require(cases[name], "no golden case `\(name)`")
  }
}

extension Golden.Case {
  func matrix(_ name: String) throws -> [[Double]] {
    guard case .matrix(let rows) = parameters[name] else {
      throw TorchError("the case has no matrix `\(name)`")
    }
    return rows
  }

  func number(_ name: String) throws -> Double {
    guard case .number(let number) = parameters[name] else {
      throw TorchError("the case has no number `\(name)`")
    }
    return number
  }
}

/// A matrix of float64 from rows.
func matrix(_ rows: [[Double]]) throws -> Tensor {
  try Tensor(rows.flatMap { $0 }, shape: [rows.count, rows.first?.count ?? 0])
}

/// The largest difference of two lists over the largest magnitude of the second.
func relativeDifference(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  let scale = max(b.map(abs).max() ?? 0, 1e-300)
  return (zip(a, b).map { ($0 - $1).isNaN ? .infinity : abs($0 - $1) }.max() ?? 0) / scale
}

/// The value of a function and its gradient at a point.
func valueAndGradient(
  at point: Tensor, _ function: (Tensor) throws -> Tensor
) throws -> (value: Double, gradient: [Double]) {
  let leaf = try point.detached().copy().requiringGradient()
  let value = try function(leaf)
  let number = try value.item()
  guard value.requiresGradient else { return (number, Array(repeating: 0, count: leaf.count)) }
  try value.backward()
  let gradient = try leaf.gradient?.to(.float64).values(Double.self)
  return (number, gradient ?? Array(repeating: 0, count: leaf.count))
}
