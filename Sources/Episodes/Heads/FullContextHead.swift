// O. Vinyals, C. Blundell, T. Lillicrap, K. Kavukcuoglu, D. Wierstra, "Matching networks for one
// shot learning", NIPS 2016, appendix A. The paper leaves h₀ open: 0 here; easyfsl takes the query.
internal import Parts
package import Torch

/// A matching network whose embeddings see the whole support. The order of the support counts:
/// episodes come shuffled.
///
///     g(x_i) = h→_i + h←_i + x_i of an LSTM that runs over the support both ways
///     f(q): for k = 1…K: r = Σ softmax_i(h·g(x_i)) g(x_i), (h, c) = LSTM([q, r], h, c), h ← h + q
///     then as `matching` between f(q) and g(x_i)
package struct FullContextHead: Head {
  package enum Start: String, CaseIterable, Sendable { case zero, query }

  /// Cells "forward", "backward" (d → d) and "query" (2d → d).
  package let weights: Weights
  let steps: Int
  let start: Start

  /// - Parameters:
  ///   - weights: of the cells.
  ///   - steps: K.
  ///   - start: h₀.
  package init(_ weights: Weights, steps: Int = 3, start: Start = .zero) {
    self.weights = weights
    self.steps = steps
    self.start = start
  }

  package func scores(_ query: Tensor, _ support: Support) throws -> Tensor {
    try support.requireColumns(query)
    let whole = try supportEmbedded(support)
    return try MatchingHead().scores(queryEmbedded(query, whole), support.with(whole))
  }

  /// g, S × d.
  package func supportEmbedded(_ support: Support) throws -> Tensor {
    let points = support.points
    func run(_ name: String, _ order: [Int]) throws -> Tensor {
      let cell = LSTMCell(weights, name)
      var state = try cell.start(1, like: points)
      var outputs = [Tensor?](repeating: nil, count: order.count)
      for index in order {
        state = try cell(points.slice(0, index..<(index + 1)), state)
        outputs[index] = state.hidden
      }
      return try Tensor.concatenated(outputs.compactMap { $0 }, along: 0)
    }
    let order = Array(0..<support.count)
    return try run("forward", order) + run("backward", order.reversed()) + points
  }

  /// f, Q × d.
  package func queryEmbedded(_ query: Tensor, _ whole: Tensor) throws -> Tensor {
    let cell = LSTMCell(weights, "query")
    var state = try cell.start(query.shape[0], like: query)
    if start == .query { state.hidden = query }
    for _ in 0..<steps {
      let read = try state.hidden.times(whole.transposed()).softmax(1).times(whole)
      state = try cell(Tensor.concatenated([query, read], along: 1), state)
      state.hidden = try state.hidden + query
    }
    return state.hidden
  }
}

extension FullContextHead {
  static let kind = HeadKind(
    "matchingFullContext", title: "matching network with full context",
    "A matching network whose embeddings see the whole support.",
    paper: "Vinyals et al. 2016", traits: [.learned, .ordered],
    options: [
      .whole("steps", 3, in: 1...1000, "Steps of attention of each query."),
      .choice("start", Start.zero, "Where the attention begins."),
    ]
  ) { parts in
    let width = parts.features
    return FullContextHead(
      try parts.weights(
        WeightPlan.cell("forward", width, hidden: width)
          + WeightPlan.cell("backward", width, hidden: width)
          + WeightPlan.cell("query", 2 * width, hidden: width)),
      steps: parts.values.whole("steps"), start: parts.values.choice("start"))
  }
}
