import Torch

/// One step of a long short-term memory (Hochreiter and Schmidhuber 1997, with forget gates), for
/// recurrences whose input depends on the state.
///
///     i, f, o = σ(…), g = tanh(…) of W_ih x + b_ih + W_hh h + b_hh, rows in the order i, f, g, o
///     c′ = f ∘ c + i ∘ g,  h′ = o ∘ tanh c′
struct LSTMCell {
  let input: Linear
  let recurrent: Linear
  let hidden: Int

  init(_ weights: Weights, _ name: String) {
    input = Linear(weight: weights["\(name).weightIH"], bias: weights["\(name).biasIH"])
    recurrent = Linear(weight: weights["\(name).weightHH"], bias: weights["\(name).biasHH"])
    hidden = recurrent.weight.shape[1]
  }

  /// Hidden and cell state, each N × H.
  struct State {
    var hidden: Tensor
    var cell: Tensor
  }

  /// Zeros for N sequences, like `tensor` in type and device.
  func start(_ count: Int, like tensor: Tensor) throws -> State {
    let zeros = try Tensor.zeros(
      [count, hidden], type: tensor.elementType, device: tensor.device)
    return State(hidden: zeros, cell: zeros)
  }

  /// - Parameter x: N × inputs.
  func callAsFunction(_ x: Tensor, _ state: State) throws -> State {
    let gates = try input(x) + recurrent(state.hidden)
    func part(_ index: Int) throws -> Tensor {
      try gates.slice(1, (index * hidden)..<((index + 1) * hidden))
    }
    let cell = try part(1).sigmoid() * state.cell + part(0).sigmoid() * part(2).tanh()
    return State(hidden: try part(3).sigmoid() * cell.tanh(), cell: cell)
  }
}
