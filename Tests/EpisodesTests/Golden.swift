import Episodes
import Foundation
import TestSupport
import Testing
import Torch

/// The reference values of the room. The file names what they were computed by, and the formula of each case.
struct Golden: Decodable {
  struct Task: Decodable {
    var support: [[Double]]
    var supportLabels: [Int]
    var query: [[Double]]
    var queryLabels: [Int]
  }

  struct Case: Decodable {
    var episode: String
    var parameters: [String: Value]
    var value: Double?
    var outputs: [String: Value]
    var gradient: [String: Value]?
    var firstOrderGradient: [String: Value]?
  }

  /// A number, list, matrix or block of numbers, or a word.
  enum Value: Decodable {
    case numbers([Double], shape: [Int]), text(String), other

    init(from decoder: any Decoder) throws {
      let box = try decoder.singleValueContainer()
      if let number = try? box.decode(Double.self) {
        self = .numbers([number], shape: [])
      } else if let list = try? box.decode([Double].self) {
        self = .numbers(list, shape: [list.count])
      } else if let rows = try? box.decode([[Double]].self) {
        self = .numbers(rows.flatMap { $0 }, shape: [rows.count, rows[0].count])
      } else if let block = try? box.decode([[[Double]]].self) {
        self = .numbers(
          block.flatMap { $0.flatMap { $0 } },
          shape: [block.count, block[0].count, block[0][0].count])
      } else if let text = try? box.decode(String.self) {
        self = .text(text)
      } else {
        self = .other
      }
    }

    var tensor: Tensor? {
      get throws {
        guard case .numbers(let values, let shape) = self else { return nil }
        return try Tensor(values, shape: shape)
      }
    }
  }

  var episodes: [String: Task]
  var cases: [String: Case]

  static func load() throws -> Golden {
    try JSONDecoder().decode(Golden.self, from: goldenData("few-shot.json", in: .module))
  }

  func named(_ name: String) throws -> Case {
    try #require(cases[name], "no golden case `\(name)`")
  }
}

extension [String: Golden.Value] {
  func tensor(_ name: String) throws -> Tensor {
    let found = try self[name]?.tensor
    return try #require(found, "the case has no numbers `\(name)`")
  }

  func number(_ name: String) throws -> Double { try tensor(name).item() }

  func wholes(_ name: String) throws -> [Int] {
    try tensor(name).values(Double.self).map { Int($0) }
  }

  func word(_ name: String) throws -> String {
    guard case .text(let word) = self[name] else {
      throw TorchError("the case has no word `\(name)`")
    }
    return word
  }
}

/// A case with its tensors, which gradients can be taken for.
struct Subject {
  let own: Golden.Case
  /// The case that the weights are of.
  let weights: Weights
  /// Weights, "support", "query" and others that the case states a gradient of.
  private let inputs: [String: Tensor]
  let episode: Episode

  /// - Parameters:
  ///   - constants: parameters that are weights without a gradient.
  ///   - items: of the support that take part; nil for all.
  init(_ name: String, constants: [String] = [], items: [Int]? = nil) throws {
    let golden = try Golden.load()
    let own = try golden.named(name)
    var parameters = own.parameters
    var names = Set((own.gradient ?? [:]).keys)
    if let other = try? own.parameters.word("weightsOf") {
      let source = try golden.named(other)
      parameters.merge(source.parameters) { own, _ in own }
      names.formUnion((source.gradient ?? [:]).keys)
    }
    let task = try #require(golden.episodes[own.episode])
    var inputs: [String: Tensor] = [:]
    for name in names.union(["support", "query"]) {
      let value: Tensor
      switch name {
      case "support" where parameters["support"] == nil: value = try matrix(task.support)
      case "query" where parameters["query"] == nil: value = try matrix(task.query)
      default: value = try parameters.tensor(name)
      }
      inputs[name] = try value.requiringGradient()
    }
    let apart = ["support", "query", "noise"]
    weights = Weights(
      try inputs.filter { !apart.contains($0.key) }.map { StateEntry(path: $0, tensor: $1) }
        + constants.map { StateEntry(path: $0, tensor: try parameters.tensor($0)) })
    let support = try #require(inputs["support"])
    let chosen = try items.map {
      try support.selecting(Tensor($0.map(Int64.init)), along: 0)
    }
    let labels = items.map { $0.map { task.supportLabels[$0] } } ?? task.supportLabels
    episode = try Episode(
      Support(chosen ?? support, labels: labels, ways: 4), query: #require(inputs["query"]),
      labels: task.queryLabels)
    self.own = own
    self.inputs = inputs
  }

  subscript(_ name: String) -> Tensor {
    get throws { try #require(inputs[name]) }
  }

  /// Value and gradients to 1e-9.
  func expect(_ loss: Tensor, gradient: [String: Golden.Value]? = nil) throws {
    let value = try #require(own.value)
    let found = try loss.item()
    #expect(abs(found - value) < 1e-9 * max(1, abs(value)), "value \(found), not \(value)")
    let stated = try #require(gradient ?? own.gradient).sorted { $0.key < $1.key }
    #expect(!stated.isEmpty)
    let slopes = try loss.gradients(of: stated.map { try self[$0.key] })
    for (entry, slope) in zip(stated, slopes) {
      let expected = try entry.value.tensor
      let gap = try difference(slope, #require(expected))
      #expect(gap < 1e-9, "gradient of \(entry.key): \(gap)")
    }
  }

  func expect(_ found: Tensor, is output: String) throws {
    let gap = try difference(found, own.outputs.tensor(output))
    #expect(gap < 1e-9, "\(output): \(gap)")
  }

  /// Loss, gradients, scores and answers of a head.
  func expect(_ head: any Head, logits: String? = "logits") throws {
    try expect(head.loss(episode))
    let scores = try head.scores(episode.query, episode.support)
    if let logits { try expect(scores, is: logits) }
    if own.outputs["probabilities"] != nil { try expect(scores.softmax(1), is: "probabilities") }
    #expect(
      try head.classes(episode.query, episode.support) == own.outputs.wholes("predicted"))
  }
}

/// A matrix of float64 from rows.
func matrix(_ rows: [[Double]]) throws -> Tensor {
  try Tensor(rows.flatMap { $0 }, shape: [rows.count, rows.first?.count ?? 0])
}

/// The largest difference of two tensors over the largest magnitude of the second, or over 1e-6 of
/// one that is zero but for rounding.
func difference(_ found: Tensor, _ expected: Tensor) throws -> Double {
  guard found.shape == expected.shape else { return .infinity }
  let gap = try (found - expected).magnitude().max().item()
  return try gap.isNaN ? .infinity : gap / max(expected.magnitude().max().item(), 1e-6)
}
