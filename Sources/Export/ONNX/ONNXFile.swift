internal import Networks

/// A graph as an ONNX file. Numbers of fields and types are those of onnx.proto3.
struct ONNXFile {
  /// What goes into the graph or comes out of it.
  struct Port {
    enum Element: Int {
      case float = 1
      case int64 = 7
    }

    /// A length, or the name of one that may be any.
    enum Length {
      case fixed(Int)
      case any(String)
    }

    var name: String
    var element: Element
    var shape: [Length]
    var summary: String
  }

  var graph: OperatorGraph
  var name: String
  var inputs: [Port]
  var outputs: [Port]
  var summary: String
  var producer: (name: String, version: String)
  /// Texts by key.
  var metadata: [(key: String, value: String)]

  /// Version 8 of the format, which knows opset 17; both are from 2022.
  private static let format = 8
  private static let operators = 17

  var bytes: [UInt8] {
    WireMessage { file in
      file.add(1, Self.format)
      file.add(2, producer.name)
      file.add(3, producer.version)
      file.add(6, summary)
      file.add(7, graphMessage)
      file.add(
        8,
        WireMessage {
          $0.add(1, "")
          $0.add(2, Self.operators)
        })
      for (key, value) in metadata {
        file.add(
          14,
          WireMessage {
            $0.add(1, key)
            $0.add(2, value)
          })
      }
    }.bytes
  }

  private var graphMessage: WireMessage {
    WireMessage { message in
      for node in graph.nodes { message.add(1, Self.message(node)) }
      message.add(2, name)
      for constant in graph.constants { message.add(5, Self.message(constant)) }
      for port in inputs { message.add(11, Self.message(port)) }
      for port in outputs { message.add(12, Self.message(port)) }
    }
  }

  private static func message(_ node: OperatorGraph.Node) -> WireMessage {
    WireMessage { message in
      for input in node.inputs { message.add(1, input) }
      for output in node.outputs { message.add(2, output) }
      message.add(3, node.name)
      message.add(4, node.type)
      for (name, value) in node.attributes {
        message.add(
          5,
          WireMessage {
            $0.add(1, name)
            switch value {
            case .number(let number):
              $0.add(2, number)
              $0.add(20, 1)
            case .text(let text):
              $0.add(4, text)
              $0.add(20, 3)
            case .whole(let number):
              $0.add(3, number)
              $0.add(20, 2)
            case .wholes(let numbers):
              $0.add(8, numbers)
              $0.add(20, 7)
            }
          })
      }
    }
  }

  private static func message(_ constant: OperatorGraph.Constant) -> WireMessage {
    WireMessage { message in
      if !constant.shape.isEmpty { message.add(1, constant.shape) }
      switch constant.elements {
      case .floats(let values):
        message.add(2, Port.Element.float.rawValue)
        message.add(8, constant.name)
        message.add(9, littleEndian(values.map(\.bitPattern.littleEndian)))
      case .wholes(let values):
        message.add(2, Port.Element.int64.rawValue)
        message.add(8, constant.name)
        message.add(9, littleEndian(values.map(\.littleEndian)))
      }
    }
  }

  private static func littleEndian(_ values: [some FixedWidthInteger]) -> [UInt8] {
    values.withUnsafeBytes { Array($0) }
  }

  private static func message(_ port: Port) -> WireMessage {
    let shape = WireMessage { message in
      for length in port.shape {
        message.add(
          1,
          WireMessage {
            switch length {
            case .fixed(let number): $0.add(1, number)
            case .any(let name): $0.add(2, name)
            }
          })
      }
    }
    let tensor = WireMessage {
      $0.add(1, port.element.rawValue)
      $0.add(2, shape)
    }
    return WireMessage {
      $0.add(1, port.name)
      $0.add(2, WireMessage { $0.add(1, tensor) })
      $0.add(3, port.summary)
    }
  }
}
