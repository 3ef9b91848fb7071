internal import CTorch

/// Long short-term memory (Hochreiter and Schmidhuber, Neural Computation 9(8), 1997), with forget
/// gates as PyTorch defines it; weights in PyTorch's names and order.
public struct LSTM: Stateful {
  /// Length of the hidden state.
  public let hidden: Int
  public let layers: Int
  /// Whether each layer also runs from the end to the beginning.
  public let isBothWays: Bool
  /// For each layer and direction: input 4H×I, hidden 4H×H and both biases 4H.
  private let weights: [StateEntry]

  public init(
    _ inputs: Int, hidden: Int, layers: Int = 1, bothWays: Bool = false,
    generator: RandomGenerator
  ) throws {
    guard inputs > 0, hidden > 0, layers > 0 else {
      throw TorchError("an LSTM of \(inputs) inputs, \(hidden) hidden values, \(layers) layers")
    }
    let bound = 1 / Double(hidden).squareRoot()
    var weights: [StateEntry] = []
    for layer in 0..<layers {
      let width = layer == 0 ? inputs : hidden * (bothWays ? 2 : 1)
      for direction in bothWays ? ["", "_reverse"] : [""] {
        for (name, shape) in [
          ("weight_ih", [4 * hidden, width]), ("weight_hh", [4 * hidden, hidden]),
          ("bias_ih", [4 * hidden]), ("bias_hh", [4 * hidden]),
        ] {
          weights.append(
            StateEntry(
              path: "\(name)_l\(layer)\(direction)",
              tensor: try generator.uniform(shape, within: bound).requiringGradient()))
        }
      }
    }
    self.init(hidden: hidden, layers: layers, bothWays: bothWays, weights: weights)
  }

  /// An LSTM with given weights, in the order of `state`.
  public init(hidden: Int, layers: Int = 1, bothWays: Bool = false, weights: [StateEntry]) {
    self.hidden = hidden
    self.layers = layers
    isBothWays = bothWays
    self.weights = weights
  }

  /// From a state of zeros.
  ///
  /// - Parameter input: N × length × inputs.
  /// - Returns: the last layer's outputs N × length × (H, or 2H both ways), and each layer's last
  ///   hidden state, layers·directions × N × H.
  public func callAsFunction(_ input: Tensor) throws -> (outputs: Tensor, last: Tensor) {
    let shape = input.shape
    let directions = layers * (isBothWays ? 2 : 1)
    guard shape.count == 3, weights.count == 4 * directions,
      shape[2] == weights[0].tensor.shape.last
    else {
      throw TorchError("an LSTM takes N × length × \(weights[0].tensor.shape), not \(shape)")
    }
    let start = try Tensor.zeros(
      [directions, shape[0], hidden], type: input.elementType, device: input.device)
    var outputs: OpaquePointer?
    var last: OpaquePointer?
    var cell: OpaquePointer?
    try check {
      ct_lstm(
        input.handle, start.handle, start.handle, weights.map { Optional($0.tensor.handle) },
        Int32(layers), isBothWays, &outputs, &last, &cell)
    }
    _ = cell.map(Tensor.init(owning:))
    return try Tensor.pair(outputs, last)
  }

  public func state(_ path: String) -> [StateEntry] {
    weights.map { StateEntry(path: joined(path, $0.path), tensor: $0.tensor) }
  }
}
