public import Torch

/// A network at inference as a graph of ONNX's operators (opset 17), for programs that are not Facet.
///
/// Every value has a name that is given once. Networks write themselves into it by `add`; what the
/// numbers mean is said where they are written.
public struct OperatorGraph {
  /// A result of an operator, or an input or constant.
  public struct Value: Equatable, Sendable {
    public let name: String
  }

  public enum Attribute: Equatable, Sendable {
    case whole(Int)
    case wholes([Int])
    case number(Float)
    case text(String)
  }

  public struct Node: Sendable {
    public var name: String
    /// Of ONNX: "Conv".
    public var type: String
    public var inputs: [String]
    public var outputs: [String]
    public var attributes: [(name: String, value: Attribute)]
  }

  public struct Constant: Sendable {
    public enum Elements: Sendable {
      case floats([Float])
      case wholes([Int64])
    }

    public var name: String
    /// Empty for a single number.
    public var shape: [Int]
    public var elements: Elements
  }

  /// In the order in which they are computed.
  public private(set) var nodes: [Node] = []
  public private(set) var constants: [Constant] = []
  private var named = 0

  public init() {}

  /// A value that the graph is given.
  public func input(_ name: String) -> Value { Value(name: name) }

  /// Adds an operator with one result.
  public mutating func add(
    _ type: String, _ inputs: [Value], _ attributes: [(name: String, value: Attribute)] = []
  ) -> Value {
    add(type, inputs, results: 1, attributes)[0]
  }

  /// Adds an operator with several results.
  public mutating func add(
    _ type: String, _ inputs: [Value], results: Int,
    _ attributes: [(name: String, value: Attribute)] = []
  ) -> [Value] {
    let name = nextName(type)
    let outputs = (0..<results).map { results == 1 ? name : "\(name)_\($0)" }
    nodes.append(
      Node(
        name: name, type: type, inputs: inputs.map(\.name), outputs: outputs,
        attributes: attributes))
    return outputs.map(Value.init)
  }

  /// Gives a value another name, under which it leaves the graph.
  public mutating func output(_ value: Value, as name: String) {
    nodes.append(
      Node(name: name, type: "Identity", inputs: [value.name], outputs: [name], attributes: []))
  }

  public mutating func constant(_ elements: [Float], _ shape: [Int]) -> Value {
    keep(Constant(name: nextName("weights"), shape: shape, elements: .floats(elements)))
  }

  /// Whole numbers, such as lengths or places.
  public mutating func wholes(_ elements: [Int], _ shape: [Int]? = nil) -> Value {
    keep(
      Constant(
        name: nextName("sizes"), shape: shape ?? [elements.count],
        elements: .wholes(elements.map { Int64($0) })))
  }

  /// A tensor's elements, in another shape if one is given.
  public mutating func constant(_ tensor: Tensor, _ shape: [Int]? = nil) throws -> Value {
    let values = try tensor.detached().to(.cpu).to(.float32).contiguous().values(Float.self)
    return constant(values, shape ?? tensor.shape)
  }

  private mutating func keep(_ constant: Constant) -> Value {
    constants.append(constant)
    return Value(name: constant.name)
  }

  private mutating func nextName(_ stem: String) -> String {
    named += 1
    return "\(stem.lowercased())_\(named)"
  }
}

/// A network that can be written as a graph.
public protocol GraphWriting {
  /// - Parameters:
  ///   - graph: takes the operators.
  ///   - input: standardised windows, N × bands × h × w.
  /// - Returns: features, N × features × (h − window + 1) × (w − window + 1).
  func write(to graph: inout OperatorGraph, _ input: OperatorGraph.Value) throws
    -> OperatorGraph.Value
}

extension FeatureNetwork {
  /// The network as a graph, batch norm folded.
  ///
  /// - Parameter input: standardised windows, N × bands × h × w.
  /// - Returns: features, N × features × (h − window + 1) × (w − window + 1).
  /// - Throws: `TorchError` for a network that cannot be written so.
  public func writeGraph(_ graph: inout OperatorGraph, _ input: OperatorGraph.Value) throws
    -> OperatorGraph.Value
  {
    guard let network = self as? any GraphWriting else {
      throw TorchError(
        "the \(design.kind) network has no graph of ONNX's operators: "
          + "its result for a tile is not that of each pixel's own window, or it states none")
    }
    return try network.write(to: &graph, input)
  }
}
