import ArgumentParser
import Foundation
import Scenes

/// What a scene's file does not say of its cube.
struct SceneOptions: ParsableArguments {
  @Option(
    help: "Scene descriptor: a name in Scenes/, or the path of a YAML file.",
    completion: .file(extensions: ["yaml", "yml"]))
  var descriptor: String?

  @Option(help: "Path of the cube's dataset.")
  var cube: String?

  @Option(help: "Order of the cube's axes in the file, as \"row,column,band\".")
  var axes: String?

  @Option(
    help: ArgumentHelp(
      "Resample the spectra of a library to the bands of this scene.", valueName: "scene"),
    completion: .file())
  var sensor: String?

  /// What is stated otherwise, with these options over it; a descriptor replaces it.
  func laid(over stated: SceneDescriptor) throws -> SceneDescriptor {
    var descriptor = try descriptor.map { try SceneDescriptor.named($0) } ?? stated
    if let cube { descriptor.cube = cube }
    if let axes { descriptor.axes = axes }
    if let sensor { descriptor.sensor = SceneFiles.absolute(sensor) }
    return descriptor
  }

  /// The options as changes of a configuration: "scene.cube=…".
  var changes: [String] {
    [
      ("descriptor", descriptor), ("cube", cube), ("axes", axes),
      ("sensor", sensor.map(SceneFiles.absolute)),
    ].compactMap { key, value in
      value.map { "scene.\(key)=\(yaml($0))" }
    }
  }
}

/// Where the labels of a scene are.
struct LabelOptions: ParsableArguments {
  @Option(
    help: """
      Labels: a dataset of the scene, FILE.h5:/dataset, a raster, polygons and points, regions of \
      ENVI, training of SCP or ilastik, a table of points, a picture with a palette. May be \
      repeated. Default: the scene's own.
      """, completion: .file())
  var labels: [String] = []

  @Option(help: "The attribute of polygons and points that is their class.")
  var labelField: String?

  @Option(
    help: ArgumentHelp(
      "CRS of label coordinates that state none, such as EPSG:32633; pixel: columns and rows.",
      valueName: "crs"))
  var labelsCrs: String?

  func laid(over stated: SceneDescriptor) -> SceneDescriptor {
    var descriptor = stated
    if !labels.isEmpty { descriptor.labels = LabelPlaces(labels) }
    if let labelField { descriptor.labelField = labelField }
    if let labelsCrs { descriptor.labelsCRS = labelsCrs }
    return descriptor
  }

  var changes: [String] {
    (labels.isEmpty ? [] : ["scene.labels=[\(labels.map(yaml).joined(separator: ", "))]"])
      + (labelField.map { ["scene.labelField=\(yaml($0))"] } ?? [])
      + (labelsCrs.map { ["scene.labelsCRS=\(yaml($0))"] } ?? [])
  }
}

/// A text as YAML, whatever it holds.
func yaml(_ text: String) -> String {
  let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  return "\"\(escaped)\""
}
