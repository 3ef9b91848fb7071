// A. Santoro, S. Bartunov, M. Botvinick, D. Wierstra, T. Lillicrap, "Meta-learning with
// memory-augmented neural networks", ICML 2016; one read head. The key's tanh is usual in codes, not
// in the paper.
internal import Parts
package import Torch

/// A network that writes the labelled points to a memory and reads it for each query. The order of the
/// support counts: episodes come shuffled.
///
///     (h, c) = LSTM([x_t, label of t − 1, r_{t−1}]),  k = tanh(W_k h + b_k),  α = W_a h + b_a
///     write: w = σ(α) w^r + (1 − σ(α)) · least used slot, which is cleared;  M_i ← M_i + w_i k
///     read: w^r = softmax_i cos(k, M_i),  r = Σ w^r_i M_i;  usage ← γ usage + w^r + w
///     scores = W_o [h, r] + b_o
package struct MemoryHead: Head {
  /// Cell "controller", "key.…", "strength.…", "output.…"; not trained: "memory" slots × m,
  /// "readWeights" and "usage", where each episode starts.
  package let weights: Weights
  let gamma: Double

  package init(_ weights: Weights, gamma: Double = 0.95) {
    self.weights = weights
    self.gamma = gamma
  }

  /// What is kept from item to item, for N sequences.
  private struct State {
    var cell: LSTMCell.State
    /// N × slots × m, N × m, N × slots, N × slots.
    var memory: Tensor
    var read: Tensor
    var readWeights: Tensor
    var usage: Tensor

    func repeated(_ count: Int) throws -> State {
      func expanded(_ tensor: Tensor) throws -> Tensor {
        try tensor.expanded([count] + tensor.shape.dropFirst())
      }
      return State(
        cell: .init(hidden: try expanded(cell.hidden), cell: try expanded(cell.cell)),
        memory: try expanded(memory), read: try expanded(read),
        readWeights: try expanded(readWeights), usage: try expanded(usage))
    }
  }

  package func scores(_ query: Tensor, _ support: Support) throws -> Tensor {
    try support.requireColumns(query)
    let classes = weights["output.bias"].shape[0]
    try requireWays(support, most: classes)
    var (state, _) = try run(support.points, support.membership(classes))
    state = try state.repeated(query.shape[0])
    let last = try support.membership(classes).slice(0, (support.count - 1)..<support.count)
    return try step(query, last.expanded([query.shape[0], classes]), &state)
      .slice(1, 0..<support.ways)
  }

  /// Scores of the items of one sequence, each before its own label is seen: T × K.
  ///
  /// - Parameters:
  ///   - points: T × d.
  ///   - labels: one-hot, T × K.
  package func sequence(_ points: Tensor, _ labels: Tensor) throws -> Tensor {
    try run(points, labels).scores
  }

  private func run(_ points: Tensor, _ labels: Tensor) throws -> (state: State, scores: Tensor) {
    let memory = weights["memory"]
    let zeros = try Tensor.zeros(
      [1, memory.shape[1]], type: points.elementType, device: points.device)
    var state = State(
      cell: try LSTMCell(weights, "controller").start(1, like: points),
      memory: try memory.unsqueezed(0), read: zeros,
      readWeights: try weights["readWeights"].unsqueezed(0),
      usage: try weights["usage"].unsqueezed(0))
    var former = try Tensor.zeros(
      [1, labels.shape[1]], type: points.elementType, device: points.device)
    var scores: [Tensor] = []
    for index in 0..<points.shape[0] {
      scores.append(try step(points.slice(0, index..<(index + 1)), former, &state))
      former = try labels.slice(0, index..<(index + 1))
    }
    return (state, try Tensor.concatenated(scores, along: 0))
  }

  private func step(_ x: Tensor, _ label: Tensor, _ state: inout State) throws -> Tensor {
    let seen = try Tensor.concatenated([x, label, state.read], along: 1)
    state.cell = try LSTMCell(weights, "controller")(seen, state.cell)
    let hidden = state.cell.hidden
    let key = try weights.linear("key")(hidden).tanh()
    let strength = try weights.linear("strength")(hidden).sigmoid()
    let slots = state.usage.shape[1]
    let least = try state.usage.detached().argmin(1).oneHot(slots).to(x.elementType)
    let write = try strength * state.readWeights + (1 - strength) * least
    state.memory =
      try state.memory * (1 - least).unsqueezed(2) + write.unsqueezed(2) * key.unsqueezed(1)
    let cosines = try state.memory.unitRows().times(key.unitRows().unsqueezed(2)).squeezed(2)
    state.readWeights = try cosines.softmax(1)
    state.read = try state.readWeights.unsqueezed(1).times(state.memory).squeezed(1)
    state.usage = try state.usage * gamma + state.readWeights + write
    return try weights.linear("output")(
      Tensor.concatenated([hidden, state.read], along: 1))
  }
}

extension MemoryHead {
  static let kind = HeadKind(
    "memory", title: "memory-augmented network",
    "A network that writes the labelled points to a memory and reads it for each query.",
    paper: "Santoro et al. 2016", traits: [.learned, .ordered, .classWeights],
    options: [
      .hidden(64), .whole("slots", 128, in: 2...4096, "Rows of the memory."),
      .whole("width", 40, in: 1...4096, "Columns of the memory."),
      .number("gamma", 0.95, in: 0...1, "What is left of a slot's usage after a step."),
    ]
  ) { parts in
    let (hidden, slots) = (parts.values.whole("hidden"), parts.values.whole("slots"))
    let width = parts.values.whole("width")
    func first(_ name: String) -> WeightPlan {
      WeightPlan(name: name, isTrained: false) { generator in
        try .concatenated(
          [
            .full(1, shape: [1], device: generator.device),
            .zeros([slots - 1], device: generator.device),
          ], along: 0)
      }
    }
    return MemoryHead(
      try parts.weights(
        WeightPlan.cell("controller", parts.features + parts.ways + width, hidden: hidden)
          + WeightPlan.dense("key.", hidden, to: width)
          + WeightPlan.dense("strength.", hidden, to: 1)
          + WeightPlan.dense("output.", hidden + width, to: parts.ways)
          + [
            .constant("memory", 1e-6, [slots, width], isTrained: false), first("readWeights"),
            first("usage"),
          ]),
      gamma: parts.values.number("gamma"))
  }
}
