import Foundation
import TestSupport
import Testing
import Torch

/// The reference values of the room. The file names the libraries that agreed, with their versions.
struct Golden: Decodable {
  struct Case: Decodable {
    var parameters: [String: Value]?
    var value: Double
    var outputs: [String: Value]?
    var gradient: [String: Value]
  }

  /// Numbers in any depth of lists and names.
  indirect enum Value: Decodable {
    case number(Double), list([Value]), names([String: Value])

    init(from decoder: any Decoder) throws {
      let box = try decoder.singleValueContainer()
      if let number = try? box.decode(Double.self) {
        self = .number(number)
      } else if let list = try? box.decode([Value].self) {
        self = .list(list)
      } else {
        self = .names(try box.decode([String: Value].self))
      }
    }

    var shape: [Int] {
      guard case .list(let list) = self else { return [] }
      return [list.count] + (list.first?.shape ?? [])
    }

    var numbers: [Double] {
      switch self {
      case .number(let number): [number]
      case .list(let list): list.flatMap(\.numbers)
      case .names: []
      }
    }

    /// In float64.
    func tensor() throws -> Tensor { try Tensor(numbers, shape: shape) }

    /// As int64.
    func indices() throws -> Tensor { try Tensor(numbers.map { Int64($0) }) }
  }

  var views: [String: Value]
  var cases: [String: Case]

  static func load() throws -> Golden {
    try JSONDecoder().decode(Golden.self, from: goldenData("self-supervised.json", in: .module))
  }

  func named(_ name: String) throws -> Case {
    try #require(cases[name], "no golden case `\(name)`")
  }
}

extension Golden.Case {
  func number(_ name: String) throws -> Double {
    try #require(parameters?[name]?.numbers.first, "the case has no number `\(name)`")
  }

  func tensor(_ name: String) throws -> Tensor {
    try #require(parameters?[name], "the case has no `\(name)`").tensor()
  }

  func output(_ name: String) throws -> Golden.Value {
    try #require(outputs?[name], "the case has no output `\(name)`")
  }
}

/// The largest difference of two tensors over the largest magnitude of the second.
func difference(_ found: Tensor, _ expected: Tensor) throws -> Double {
  guard found.shape == expected.shape else { return .infinity }
  let gap = try (found.to(.float64) - expected).magnitude().max().item()
  return try gap.isNaN ? .infinity : gap / max(expected.magnitude().max().item(), 1e-300)
}

func difference(_ found: Double, _ expected: Double) -> Double {
  let gap = abs(found - expected) / max(abs(expected), 1e-300)
  return gap.isNaN ? .infinity : gap
}
