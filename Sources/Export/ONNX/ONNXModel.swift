package import Foundation
internal import MetricLearning
internal import Networks
internal import Parts
internal import Sampling
internal import Scenes
internal import Torch
package import Training

/// A trained network as an ONNX file that other programs run without Facet.
///
/// - Input `cube`: N × bands × rows × columns in the unit of the training scene, at least `window`
///   pixels a side. Standardisation is inside; missing and infinite values count as the band's mean.
/// - Output `logits`: N × classes × rows × columns, of the softmax layer. Borders are mirrored as
///   Facet mirrors them, so that a whole scene gives Facet's own map.
/// - Output `class`: N × rows × columns, the codes of the classes as label files have them.
///
/// Neither random walks nor rejection nor decisions by the metric are inside.
package struct ONNXModel {
  private let file: ONNXFile

  /// - Parameters:
  ///   - model: as it was trained; not folded.
  ///   - name: of the graph.
  ///   - version: of Facet.
  /// - Throws: `SceneError` for a network that ONNX cannot hold.
  package init(_ model: Model, name: String, version: String) throws {
    let (card, margin) = (model.card, model.window / 2)
    var graph = OperatorGraph()
    let cube = graph.input("cube")
    let bands = card.design.bands
    let standard = card.standardisation
    var x = graph.add("Sub", [cube, graph.constant(standard.mean, [1, bands, 1, 1])])
    x = graph.add("Div", [x, graph.constant(standard.deviation, [1, bands, 1, 1])])
    let isFinite = graph.add(
      "LessOrEqual",
      [graph.add("Abs", [x]), graph.constant([Float.greatestFiniteMagnitude], [])])
    x = graph.add("Where", [isFinite, x, graph.constant([Float(0)], [])])
    if margin > 0 {
      let sides = graph.wholes([0, 0, margin, margin, 0, 0, margin, margin])
      x = graph.add("Pad", [x, sides], [("mode", .text("reflect"))])
    }
    do {
      x = try model.network.writeGraph(&graph, x)
    } catch let error as TorchError {
      throw SceneError(
        file: name, problem: "cannot be written as ONNX: \(error.message)",
        remedy: "Export it with --no-onnx")
    }
    let factors = try model.metric.factors.transposed()
    x = try graph.pointwise(factors, bias: nil, x)
    x = try graph.pointwise(model.classifier.weight, bias: model.classifier.bias, x)
    graph.output(x, as: "logits")
    let best = graph.add("ArgMax", [x], [("axis", .whole(1)), ("keepdims", .whole(0))])
    graph.output(
      graph.add("Gather", [graph.wholes(card.classes.map(\.code)), best]), as: "class")
    file = ONNXFile(
      graph: graph, name: name,
      inputs: [
        ONNXFile.Port(
          name: "cube", element: .float,
          shape: [.any("batch"), .fixed(bands), .any("rows"), .any("columns")],
          summary: "Bands of the scene in its own unit; \(model.window) rows and columns or more.")
      ],
      outputs: [
        ONNXFile.Port(
          name: "logits", element: .float,
          shape: [.any("batch"), .fixed(card.classes.count), .any("rows"), .any("columns")],
          summary: "One for each class, in the order of `classes`."),
        ONNXFile.Port(
          name: "class", element: .int64,
          shape: [.any("batch"), .any("rows"), .any("columns")],
          summary: "The code of the class with the largest logit."),
      ],
      summary: "Land cover classes of each pixel of a hyperspectral scene, by Facet's "
        + "\(card.design.kind.name) network.",
      producer: (OwnMark.software, version), metadata: try Self.metadata(model, version))
  }

  package var bytes: Data { Data(file.bytes) }

  private static func metadata(
    _ model: Model, _ version: String
  ) throws -> [(key: String, value: String)] {
    func json(_ value: some Encodable) throws -> String {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    let card = model.card
    var list = [
      ("facet_version", version), ("network", card.design.kind.name),
      ("window", "\(model.window)"), ("classes", try json(card.classes)),
      // Whoever feeds values in another unit sees it by these.
      ("band_means", try json(card.standardisation.mean)),
      ("band_deviations", try json(card.standardisation.deviation)),
      // As the plug-in Deepness of QGIS reads them.
      ("model_type", "Segmentor"),
      (
        "class_names",
        try json(
          Dictionary(
            uniqueKeysWithValues: card.classes.enumerated().map { ("\($0)", $1.name) }))
      ),
    ]
    if let wavelengths = card.wavelengths {
      list.append(("wavelengths_nm", try json(wavelengths)))
    }
    if let dropped = card.scene.drop { list.append(("dropped_bands", try json(dropped))) }
    if let scene = card.scene.name { list.append(("training_scene", scene)) }
    return list.map { (key: $0.0, value: $0.1) }
  }
}

extension OperatorGraph {
  /// A linear layer on the channels of N × channels × rows × columns.
  fileprivate mutating func pointwise(
    _ weight: Tensor, bias: Tensor?, _ input: Value
  ) throws -> Value {
    let shape = weight.shape
    var inputs = [input, try constant(weight, [shape[0], shape[1], 1, 1])]
    if let bias { inputs.append(try constant(bias)) }
    return add("Conv", inputs, [("kernel_shape", .wholes([1, 1]))])
  }
}
