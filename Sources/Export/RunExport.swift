package import Accuracy
internal import Foundation
internal import Mapping
package import Scenes
package import Training

/// A run in the formats of other programs, in a folder to be shared.
package struct RunExport {
  package let folder: String
  package let report: Report
  package let scene: Scene
  /// Nil for a baseline, which has no network.
  package let model: Model?
  /// Facet's version.
  package let version: String
  /// When the run began, ISO 8601.
  package let began: String
  /// An earlier map of the same pixels to compare with, and what it is called.
  package var earlier: (map: LabelMap, name: String)?
  /// The day of acquisition, "2023-07-01", if the scene does not say.
  package var day: String?

  /// - Parameters:
  ///   - report: with its map.
  package init(
    folder: String, report: Report, scene: Scene, model: Model?, version: String, began: String
  ) {
    self.folder = folder
    self.report = report
    self.scene = scene
    self.model = model
    self.version = version
    self.began = began
  }

  /// The files that are written, so that they can be refused before any work is done.
  package static func files(in folder: String, hasModel: Bool) -> [String] {
    ([
      "map.tif", "map.qml", "map.json", "confidence.tif", "report.html", "report.json",
      "index.html",
    ]
      + (hasModel ? ["model.onnx", "model.json", "model.emd"] : []))
      .map { path($0, in: folder) }
  }

  private static func path(_ name: String, in folder: String) -> String {
    URL(fileURLWithPath: folder).appendingPathComponent(name).relativePath
  }

  func path(_ name: String) -> String { Self.path(name, in: folder) }

  var name: String { STACItem.plain(report.title) }

  /// - Returns: the files written, and what is to be told.
  /// - Throws: `SceneError` if a file cannot be written, or the report has no map.
  package func write() throws -> (files: [String], notes: [String]) {
    guard let map = report.map else {
      throw SceneError(file: folder, problem: "cannot be written: the run has no map")
    }
    var notes: [String] = []
    let layout = MapLayout(
      rows: map.rows, columns: map.columns, classes: report.classes,
      georeference: scene.georeference)
    var files = try writeCloudOptimised(map, as: layout, to: path("map.tif"))
    if let confidence = report.confidence {
      try writeCloudOptimised(confidence: confidence, as: layout, to: path("confidence.tif"))
      files.append(path("confidence.tif"))
    }
    if let model {
      let file = try ONNXModel(model, name: name, version: version)
      try replaceFile(path("model.onnx"), with: file.bytes)
      try write(esriModel(model), to: "model.emd")
      try write(modelItem(model).json, to: "model.json")
      files += ["model.onnx", "model.emd", "model.json"].map(path)
      if report.walk?.isUsed == true {
        notes.append(
          "model.onnx is the network alone: the random walk that smoothed map.tif is not in it")
      }
      if let added = model.card.added, let first = added.first {
        notes.append(
          "model.onnx does not give \(first.name)"
            + (added.count > 1 ? " and \(counted(added.count - 1, "other class"))" : "")
            + ", added without training: its softmax layer lacks it")
      }
    }
    var shared = report
    shared.files = files.map { FileLink(to: $0, from: path("report.html")) }
    for name in ["report.html", "report.json"] { try shared.write(path(name)) }
    try replaceFile(path("index.html"), with: Data(try ViewerPage(self, map).html().utf8))
    files += ["report.html", "report.json", "index.html"].map(path)
    let item = try mapItem(layout, &notes)
    try write(item.json, to: "map.json")
    return (files + [path("map.json")], notes)
  }

  private func write(_ json: JSONValue, to name: String) throws {
    try replaceFile(path(name), with: try JSONEncoder.stable.encode(json))
  }
}
