import Foundation
import Testing
import Torch

@testable import Networks

/// Runs a graph of operators by libtorch, each as ONNX's description of opset 17 has it.
struct GraphInterpreter {
  private var values: [String: Tensor] = [:]
  /// Those that hold lengths and places.
  private var wholes: [String: [Int]] = [:]

  init(_ graph: OperatorGraph, _ inputs: [String: Tensor]) throws {
    values = inputs
    for constant in graph.constants {
      switch constant.elements {
      case .floats(let elements):
        values[constant.name] = try Tensor(elements, shape: constant.shape)
      case .wholes(let elements): wholes[constant.name] = elements.map { Int($0) }
      }
    }
    for node in graph.nodes { try run(node) }
  }

  subscript(name: String) -> Tensor? { values[name] }

  private func tensor(_ name: String) throws -> Tensor {
    try #require(values[name], "\(name) is used before it is given")
  }

  private mutating func run(_ node: OperatorGraph.Node) throws {
    func whole(_ name: String) -> Int? {
      for case (name, .whole(let value)) in node.attributes { return value }
      return nil
    }
    func list(_ name: String) -> [Int] {
      for case (name, .wholes(let value)) in node.attributes { return value }
      return []
    }
    func sizes(_ place: Int) throws -> [Int] {
      try #require(wholes[node.inputs[place]], "\(node.name) takes no lengths")
    }
    for name in node.outputs {
      try #require(values[name] == nil && wholes[name] == nil, "\(name) is given twice")
    }
    if node.type == "Shape" {
      let shape = try tensor(node.inputs[0]).shape
      wholes[node.outputs[0]] = Array(shape[(whole("start") ?? 0)..<(whole("end") ?? shape.count)])
      return
    }
    if node.type == "Concat", wholes[node.inputs[0]] != nil {
      wholes[node.outputs[0]] = try node.inputs.indices.flatMap(sizes)
      return
    }
    let x = try tensor(node.inputs[0])
    func second() throws -> Tensor { try tensor(node.inputs[1]) }
    let axis = whole("axis").map { $0 < 0 ? $0 + x.rank : $0 }
    if node.type == "Split" {
      var first = 0
      for (length, name) in zip(try sizes(1), node.outputs) {
        values[name] = try x.slice(try #require(axis), first..<first + length)
        first += length
      }
      return
    }
    values[node.outputs[0]] =
      switch node.type {
      case "Identity": x
      case "Add": try x + second()
      case "Mul": try x * second()
      case "MatMul": try x.times(second())
      case "Relu": try x.relu()
      case "Erf": try Self.erf(x)
      case "Softmax": try x.softmax(try #require(axis))
      case "LayerNormalization":
        try LayerNorm(weight: second(), bias: tensor(node.inputs[2]))(x)
      case "Transpose": try x.permuted(list("perm"))
      case "Unsqueeze": try x.unsqueezed(sizes(1)[0])
      case "Squeeze": try x.squeezed(sizes(1)[0])
      case "Reshape":
        try x.reshaped(sizes(1).enumerated().map { $1 == 0 ? x.shape[$0] : $1 })
      case "Expand": try x.expanded(sizes(1))
      case "Concat":
        try Tensor.concatenated(node.inputs.map(tensor), along: try #require(axis))
      case "ReduceSum": try x.sum(sizes(1)[0])
      case "Gather": try x.slice(try #require(axis), 0..<1).squeezed(try #require(axis))
      case "Slice":
        try x.slice(
          sizes(3)[0],
          sizes(1)[
            0]..<min(
              x.shape[sizes(3)[0]],
              sizes(2)[0] < 0
                ? x.shape[sizes(3)[0]] + sizes(2)[0] : sizes(2)[0]))
      case "MaxPool": try x.pooled(.max, kernel: list("kernel_shape"), stride: list("strides"))
      case "Conv":
        try Convolution(
          weight: second(), bias: node.inputs.count > 2 ? tensor(node.inputs[2]) : nil,
          stride: list("strides").isEmpty
            ? list("kernel_shape").map { _ in 1 } : list("strides"),
          padding: list("pads").isEmpty
            ? list("kernel_shape").map { _ in 0 }
            : Array(list("pads").prefix(list("kernel_shape").count)))(x)
      default: throw TorchError("no operator \(node.type)")
      }
  }

  private static func erf(_ x: Tensor) throws -> Tensor {
    let values = try x.contiguous().values(Float.self)
    return try Tensor(values.map { Float(Foundation.erf(Double($0))) }, shape: x.shape)
  }
}

@Suite struct OperatorGraphTests {
  /// What a network is as a graph gives what the network gives, for each kind that is registered.
  @Test(arguments: designs) func theGraphIsTheNetwork(design: NetworkDesign) throws {
    let network = try trainedNetwork(design)
    let side = design.window + 2
    try withoutGradients {
      let tile = try RandomGenerator(seed: 5).normal([2, side, side + 1, design.bands])
      var graph = OperatorGraph()
      let features = try network.writeGraph(&graph, graph.input("x"))
      let run = try GraphInterpreter(graph, ["x": tile.permuted([0, 3, 1, 2])])
      let found = try #require(run[features.name]).permuted([0, 2, 3, 1])
      let expected = try network.features(tile, .inference)
      #expect(try largestDifference(found, expected) < 5e-5)
      #expect(try expected.max().item() > 0.1)
    }
  }

  @Test func aNetworkThatRunsPatchByPatchIsRefused() throws {
    let network = try trainedNetwork(designs[0])
    var graph = OperatorGraph()
    let input = graph.input("x")
    #expect(throws: TorchError.self) { try PatchByPatch(network).writeGraph(&graph, input) }
  }
}
