internal import Torch

typealias Value = OperatorGraph.Value

/// How layers are written as operators.
extension OperatorGraph {
  /// Of N × channels × …, over the axes behind.
  ///
  /// - Parameter flatAxes: further axes of the input, which the layer does not have: its kernel is of
  ///   size 1 along them.
  mutating func convolution(
    _ layer: Convolution, _ input: Value, flatAxes: Int = 0
  ) throws -> Value {
    let ones = Array(repeating: 1, count: flatAxes)
    let padding = layer.padding + Array(repeating: 0, count: flatAxes)
    var inputs = [input, try constant(layer.weight, layer.weight.shape + ones)]
    if let bias = layer.bias { inputs.append(try constant(bias)) }
    return add(
      "Conv", inputs,
      [
        ("kernel_shape", .wholes(layer.kernel + ones)), ("strides", .wholes(layer.stride + ones)),
        ("pads", .wholes(padding + padding)), ("group", .whole(layer.groups)),
      ])
  }

  /// Over the last axis.
  mutating func linear(_ layer: Linear, _ input: Value) throws -> Value {
    let product = add("MatMul", [input, try constant(layer.weight.transposed())])
    guard let bias = layer.bias else { return product }
    return add("Add", [product, try constant(bias)])
  }

  /// A linear layer whose inputs are the channels, or channels × depth, of N × channels × …:
  /// a convolution whose kernel is the whole depth.
  mutating func linear(
    _ weight: Tensor, bias: Tensor?, channels: Int, kernel: [Int], _ input: Value
  ) throws -> Value {
    var inputs = [input, try constant(weight, [weight.shape[0], channels] + kernel)]
    if let bias { inputs.append(try constant(bias)) }
    return add("Conv", inputs, [("kernel_shape", .wholes(kernel))])
  }

  mutating func rectified(_ input: Value) -> Value { add("Relu", [input]) }

  /// x/2 · (1 + erf(x/√2)); an operator of its own is younger than opset 17.
  mutating func gelu(_ input: Value) -> Value {
    let scaled = add("Mul", [input, constant([Float(0.5).squareRoot()], [])])
    let both = add("Add", [add("Erf", [scaled]), constant([1], [])])
    return add("Mul", [add("Mul", [input, constant([0.5], [])]), both])
  }

  /// Over the last axis.
  mutating func norm(_ layer: LayerNorm, _ input: Value) throws -> Value {
    add(
      "LayerNormalization", [input, try constant(layer.weight), try constant(layer.bias)],
      [("axis", .whole(-1)), ("epsilon", .number(Float(layer.epsilon)))])
  }

  /// Some of an axis, without `from` at its beginning and `cut` at its end.
  mutating func cropped(_ input: Value, axis: Int, from: Int, cut: Int) -> Value {
    guard from > 0 || cut > 0 else { return input }
    return add(
      "Slice",
      [input, wholes([from]), wholes([cut == 0 ? Int(Int32.max) : -cut]), wholes([axis])])
  }

  mutating func reshaped(_ input: Value, _ shape: [Int]) -> Value {
    add("Reshape", [input, wholes(shape)])
  }

  mutating func permuted(_ input: Value, _ order: [Int]) -> Value {
    add("Transpose", [input], [("perm", .wholes(order))])
  }
}

extension NormalisedConvolution {
  func write(
    to graph: inout OperatorGraph, _ input: Value, flatAxes: Int = 0
  ) throws -> Value {
    try graph.convolution(folded().convolution, input, flatAxes: flatAxes)
  }
}

extension FilterBank {
  func write(
    to graph: inout OperatorGraph, _ input: Value, flatAxes: Int = 0
  ) throws -> Value {
    var outputs: [Value] = []
    for convolution in try folded().convolutions {
      var crop = input
      for (axis, margin) in margins(of: convolution.kernel).enumerated() where margin > 0 {
        crop = graph.cropped(crop, axis: axis + 2, from: margin, cut: margin)
      }
      outputs.append(try graph.convolution(convolution, crop, flatAxes: flatAxes))
    }
    let joined =
      outputs.count == 1 ? outputs[0] : graph.add("Concat", outputs, [("axis", .whole(1))])
    return graph.rectified(joined)
  }
}

extension Perceptron {
  func write(to graph: inout OperatorGraph, _ input: Value) throws -> Value {
    let hidden = try graph.linear(first, input)
    return try graph.linear(second, graph.gelu(hidden))
  }
}

extension TransformerBlock {
  /// - Parameter tokens: N × h × w × tokens × width.
  func write(to graph: inout OperatorGraph, _ tokens: Value) throws -> Value {
    let before = try graph.norm(norms.0, tokens)
    let seen = graph.add("Add", [tokens, try attention.write(to: &graph, before)])
    let after = try graph.norm(norms.1, seen)
    return graph.add("Add", [seen, try perceptron.write(to: &graph, after)])
  }
}

extension MultiHeadAttention {
  /// - Parameter tokens: N × h × w × tokens × width.
  func write(to graph: inout OperatorGraph, _ tokens: Value) throws -> Value {
    let width = exit.weight.shape[1]
    let entered = try graph.linear(entry, tokens)
    let parts = graph.add(
      "Split", [entered, graph.wholes([width, width, width])], results: 3,
      [("axis", .whole(-1))])
    // N × h × w × heads × tokens × width of a head
    let split = parts.map { part in
      let heads = graph.reshaped(part, [0, 0, 0, 0, heads, width / heads])
      return graph.permuted(heads, [0, 1, 2, 4, 3, 5])
    }
    let keys = graph.permuted(split[1], [0, 1, 2, 3, 5, 4])
    let scores = graph.add(
      "Mul",
      [
        graph.add("MatMul", [split[0], keys]),
        graph.constant([1 / Float(width / heads).squareRoot()], []),
      ])
    let shares = graph.add("Softmax", [scores], [("axis", .whole(-1))])
    let mixed = graph.permuted(graph.add("MatMul", [shares, split[2]]), [0, 1, 2, 4, 3, 5])
    return try graph.linear(exit, graph.reshaped(mixed, [0, 0, 0, 0, width]))
  }
}
