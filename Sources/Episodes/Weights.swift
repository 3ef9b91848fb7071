package import Torch

/// The learned numbers of a head, by name.
package struct Weights: Stateful {
  private let entries: [StateEntry]
  private let byName: [String: Tensor]

  package static var none: Weights { Weights([]) }

  package init(_ entries: [StateEntry]) {
    self.entries = entries
    byName = Dictionary(uniqueKeysWithValues: entries.map { ($0.path, $0.tensor) })
  }

  /// New weights.
  init(_ plan: [WeightPlan], _ type: ElementType, _ generator: RandomGenerator) throws {
    self.init(
      try plan.map {
        let start = try $0.start(generator).to(type)
        return StateEntry(
          path: $0.name, tensor: $0.isTrained ? try start.requiringGradient() : start,
          isTrained: $0.isTrained)
      })
  }

  package var names: [String] { entries.map(\.path) }

  /// nil if there is none of this name.
  func find(_ name: String) -> Tensor? { byName[name] }

  subscript(_ name: String) -> Tensor {
    guard let tensor = byName[name] else {
      preconditionFailure("the head has no weight `\(name)`; it has \(names)")
    }
    return tensor
  }

  /// Weight "name.weight" (outputs × inputs) and bias "name.bias" as a layer.
  func linear(_ name: String) -> Linear {
    Linear(weight: self["\(name).weight"], bias: self["\(name).bias"])
  }

  /// Weight "weightN" (outputs × inputs) and bias "biasN", after a prefix, as a layer.
  func linear(_ number: Int, of prefix: String = "") -> Linear {
    Linear(weight: self["\(prefix)weight\(number)"], bias: self["\(prefix)bias\(number)"])
  }

  package func state(_ path: String) -> [StateEntry] {
    entries.map {
      StateEntry(path: joined(path, $0.path), tensor: $0.tensor, isTrained: $0.isTrained)
    }
  }
}

/// A weight before it is made.
struct WeightPlan {
  let name: String
  var isTrained = true
  let start: (RandomGenerator) throws -> Tensor

  /// Equal numbers.
  static func constant(
    _ name: String, _ value: Double, _ shape: [Int], isTrained: Bool = true
  ) -> WeightPlan {
    WeightPlan(name: name, isTrained: isTrained) {
      try .full(value, shape: shape, device: $0.device)
    }
  }

  /// Uniform in ±1/√inputs.
  static func uniform(_ name: String, _ shape: [Int], inputs: Int) -> WeightPlan {
    WeightPlan(name: name) {
      try $0.uniform(shape, within: 1 / Double(max(1, inputs)).squareRoot())
    }
  }

  /// Rows of the identity, filled up with zeros.
  static func identity(_ name: String, _ rows: Int, _ columns: Int) -> WeightPlan {
    WeightPlan(name: name) { generator in
      try Tensor.concatenated(
        [
          .identity(rows, device: generator.device),
          .zeros([rows, columns - rows], device: generator.device),
        ], along: 1)
    }
  }

  /// A dense layer: names "prefix + weight + suffix" and "… bias …", weight outputs × inputs.
  static func dense(
    _ prefix: String, _ inputs: Int, to outputs: Int, suffix: String = ""
  ) -> [WeightPlan] {
    [
      .uniform("\(prefix)weight\(suffix)", [outputs, inputs], inputs: inputs),
      .uniform("\(prefix)bias\(suffix)", [outputs], inputs: inputs),
    ]
  }

  /// An LSTM cell, in the shapes of PyTorch.
  static func cell(_ name: String, _ inputs: Int, hidden: Int) -> [WeightPlan] {
    [
      .uniform("\(name).weightIH", [4 * hidden, inputs], inputs: hidden),
      .uniform("\(name).weightHH", [4 * hidden, hidden], inputs: hidden),
      .uniform("\(name).biasIH", [4 * hidden], inputs: hidden),
      .uniform("\(name).biasHH", [4 * hidden], inputs: hidden),
    ]
  }
}
