// N. Mishra, M. Rohaninejad, X. Chen, P. Abbeel, "A simple neural attentive meta-learner", ICLR 2018.
// Dilations 1, 2, 4, … as the text says; the paper's pseudo-code begins with 2 (`first`). A public
// code normalises the attention over the wrong axis; here it is over the items that are read.
internal import Foundation
internal import Parts
package import Torch

/// The labelled points and one query read as a sequence, by convolutions over time and attention.
/// The order of the support counts: episodes come shuffled.
///
///     item = [point, one-hot label], last the query with zeros
///     dense block of dilation r: s ← [s, tanh(conv s) ∘ σ(conv s)], causal, kernel 2
///     attention: s ← [s, softmax(q kᵀ / √key) v] over present and earlier items;  scores = W s_last + b
package struct SNAILHead: Head {
  /// For each block n: "denseN.tanh.weight" f × c × 2, "denseN.tanh.bias", "denseN.gate.…";
  /// "attention.query.…", "attention.key.…", "attention.value.…", "output.…".
  package let weights: Weights
  /// Of each dense block, in items.
  let dilations: [Int]

  package init(_ weights: Weights, dilations: [Int]) {
    self.weights = weights
    self.dilations = dilations
  }

  package func scores(_ query: Tensor, _ support: Support) throws -> Tensor {
    try support.requireColumns(query)
    let classes = weights["output.bias"].shape[0]
    try requireWays(support, most: classes)
    let known = try Tensor.concatenated([support.points, support.membership(classes)], along: 1)
    let asked = try Tensor.concatenated(
      [query, .zeros([query.shape[0], classes], type: query.elementType, device: query.device)],
      along: 1)
    var s = try Tensor.concatenated(
      [known.unsqueezed(0).expanded([query.shape[0]] + known.shape), asked.unsqueezed(1)],
      along: 1)
    for (index, dilation) in dilations.enumerated() {
      let name = "dense\(index + 1)"
      let new =
        try convolution("\(name).tanh", s, dilation).tanh()
        * convolution("\(name).gate", s, dilation).sigmoid()
      s = try Tensor.concatenated([s, new], along: 2)
    }
    let read = try attention(s).times(weights.linear("attention.value")(s))
    s = try Tensor.concatenated([s, read], along: 2)
    let last = try s.slice(1, support.count..<(support.count + 1)).squeezed(1)
    return try weights.linear("output")(last).slice(1, 0..<support.ways)
  }

  /// Shares of present and earlier items, N × T × T; each row's sum is 1.
  private func attention(_ s: Tensor) throws -> Tensor {
    let keys = try weights.linear("attention.key")(s)
    let logits =
      try weights.linear("attention.query")(s).times(keys.permuted([0, 2, 1]))
      * (1 / Double(keys.shape[2]).squareRoot())
    let later = try Tensor.full(1, shape: [s.shape[1], s.shape[1]], device: s.device)
      .upperTriangle(1).greater(0)
    return try logits.filled(where: later, with: -.infinity).softmax(2)
  }

  /// Causal, kernel 2: index 0 of the weight meets the item `dilation` steps back.
  private func convolution(_ name: String, _ s: Tensor, _ dilation: Int) throws -> Tensor {
    let (count, length, width) = (s.shape[0], s.shape[1], s.shape[2])
    let gap = min(dilation, length)
    let zeros = try Tensor.zeros(
      [count, gap, width], type: s.elementType, device: s.device)
    let earlier = try Tensor.concatenated([zeros, s.slice(1, 0..<(length - gap))], along: 1)
    let weight = weights["\(name).weight"]
    func tap(_ index: Int) throws -> Tensor {
      try weight.slice(2, index..<(index + 1)).squeezed(2).transposed()
    }
    return try earlier.times(tap(0)) + s.times(tap(1)) + weights["\(name).bias"]
  }
}

extension SNAILHead {
  static let kind = HeadKind(
    "snail", title: "SNAIL",
    "The labelled points and one query read as a sequence, by convolutions and attention.",
    paper: "Mishra et al. 2018", traits: [.learned, .ordered, .classWeights],
    options: [
      .whole("blocks", 5, in: 1...16, "Dense blocks; each doubles the reach in items."),
      .whole("filters", 16, in: 1...1024, "Numbers that a block adds to each item."),
      .whole("key", 16, in: 1...1024, "Width of the attention's keys and values."),
      .whole("first", 1, in: 1...64, "Dilation of the first block."),
    ]
  ) { parts in
    let blocks = parts.values.whole("blocks")
    let (filters, key) = (parts.values.whole("filters"), parts.values.whole("key"))
    let start = parts.features + parts.ways
    let end = start + blocks * filters
    let dense = (0..<blocks).flatMap { index in
      ["tanh", "gate"].flatMap { part -> [WeightPlan] in
        let inputs = start + index * filters
        let name = "dense\(index + 1).\(part)"
        return [
          .uniform("\(name).weight", [filters, inputs, 2], inputs: 2 * inputs),
          .uniform("\(name).bias", [filters], inputs: 2 * inputs),
        ]
      }
    }
    let attention = ["query", "key", "value"].flatMap {
      WeightPlan.dense("attention.\($0).", end, to: key)
    }
    return SNAILHead(
      try parts.weights(
        dense + attention + WeightPlan.dense("output.", end + key, to: parts.ways)),
      dilations: (0..<blocks).map { parts.values.whole("first") << $0 })
  }
}
