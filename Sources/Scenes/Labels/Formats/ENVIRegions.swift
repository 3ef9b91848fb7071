internal import Foundation

extension LabelFormat {
  /// Regions of interest of ENVI 5, as XML. Versions 1.0 and 1.1 lay polygons out alike:
  ///
  ///     RegionsOfInterest version
  ///       Region name color="r,g,b"
  ///         GeometryDef
  ///           CoordSysStr              WKT, or "none" for pixels
  ///           Polygon
  ///             Exterior LinearRing Coordinates    x y x y …
  ///             Interior LinearRing Coordinates    a hole; any number
  ///
  /// How pixels and thresholds are laid out in them is nowhere described, so that they are refused by
  /// name; ENVI's export of pixels as text is read instead (`enviPixelLists`).
  static let enviRegions = LabelFormat(
    "ENVI regions of interest (XML)",
    isFormat: { request in
      let text = decodedText(Array(request.start.bytes))
      return text.contains("<RegionsOfInterest")
    },
    read: { request in
      let root = try XMLElement.read(wholeFile(request.path), file: request.path)
      guard root.name == "RegionsOfInterest" else {
        throw SceneError(
          file: request.path, problem: "begins with <\(root.name)>, not <RegionsOfInterest>",
          remedy: "Export the regions of interest again")
      }
      return FoundLabels(
        try ENVIRegions(root, of: request).source,
        format: "ENVI regions of interest (XML \(root.attribute("version") ?? "without version"))")
    })
}

/// Reads a file of labels that is a text.
///
/// - Throws: `SceneError` if it cannot be read, or has more than 512 MiB.
func wholeFile(_ path: String) throws -> [UInt8] {
  let size = try FileStart.size(of: path)
  guard size <= 1 << 29 else {
    throw SceneError(
      file: path, problem: "has \(size >> 20) MiB; a text of labels may have 512",
      remedy: "Give the labels as a GeoPackage, or as a raster")
  }
  guard let data = FileManager.default.contents(atPath: path) else {
    throw SceneError(
      file: path, problem: "cannot be read", remedy: "Check the permissions of the file")
  }
  return [UInt8](data)
}

private struct ENVIRegions {
  let source: VectorSource

  init(_ root: XMLElement, of request: LabelRequest) throws {
    let file = request.path
    var features: [VectorSource.Feature] = []
    // The CRS of all regions; "none" for pixels.
    var system: String?
    var empty: [String] = []
    for (index, region) in root.all("Region").enumerated() {
      let name = region.attribute("name") ?? "Region \(index + 1)"
      let colour = try region.attribute("color").map { try Self.colour($0, of: name, file) }
      let before = features.count
      for definition in region.children {
        guard definition.name == "GeometryDef" else {
          throw Self.refusal(definition.name, of: name, file)
        }
        let words = definition.first("CoordSysStr")?.text
          .trimmingCharacters(in: .whitespacesAndNewlines)
        let own = words.map { $0.isEmpty || $0.lowercased() == "none" ? "none" : $0 } ?? "none"
        guard own == system ?? own else {
          throw SceneError(
            file: file, variable: name,
            problem: "its coordinates are of another CRS than those of the regions before it",
            remedy: "Export the regions of each CRS to a file of their own")
        }
        system = own
        for shape in definition.children where shape.name != "CoordSysStr" {
          features += try Self.geometries(shape, name, file).map {
            VectorSource.Feature(value: .text(name), colour: colour, geometry: $0)
          }
        }
      }
      if features.count == before { empty.append(name) }
    }
    guard !features.isEmpty else {
      throw SceneError(
        file: file, problem: "has no region with a polygon or a point",
        remedy: "Draw regions in ENVI, and export them again")
    }
    let place =
      system == "none"
      ? VectorSource.Place.pixels
      : try VectorSource.Place(
        stated: request.descriptor.labelsCRS,
        own: system.map { try wellKnownText(of: $0, file: file) }, file: file)
    source = try VectorSource(
      path: file, layer: "RegionsOfInterest", field: "name", place: place, features: features,
      unlabelled: request.descriptor.unlabelled,
      notes: empty.isEmpty ? [] : ["\(file): nothing is drawn in \(empty.joined(separator: ", "))"])
  }

  private static func refusal(_ kind: String, of region: String, _ file: String) -> SceneError {
    SceneError(
      file: file, variable: region,
      problem: "is defined by <\(kind)>, of which Facet reads only <GeometryDef>",
      remedy: "In ENVI, export pixels and thresholds as a classification image, or as ASCII text")
  }

  private static func geometries(
    _ shape: XMLElement, _ region: String, _ file: String
  ) throws -> [[UInt8]] {
    func ring(_ element: XMLElement?) throws -> [Double] {
      let found = try numbers(
        in: element?.first("Coordinates")?.text ?? "", file: file, variable: region)
      guard found.count >= 6, found.count % 2 == 0 else {
        throw SceneError(
          file: file, variable: region,
          problem: "has a ring of \(found.count) numbers; a ring has x and y of 3 corners or more",
          remedy: "Export the regions again")
      }
      return found
    }
    let geometries: [[UInt8]]
    switch shape.name {
    case "Polygon":
      let outer = try ring(shape.first("Exterior")?.first("LinearRing"))
      let holes = try shape.all("Interior").flatMap { try $0.all("LinearRing").map(ring) }
      geometries = [FeatureGeometry.polygon([outer] + holes)]
    case "Point", "MultiPoint":
      let found = try numbers(
        in: shape.first("Coordinates")?.text ?? "", file: file, variable: region)
      guard !found.isEmpty, found.count % 2 == 0 else {
        throw SceneError(
          file: file, variable: region, problem: "has a point of \(found.count) numbers",
          remedy: "Export the regions again")
      }
      geometries = stride(from: 0, to: found.count, by: 2).map {
        FeatureGeometry.point(x: found[$0], y: found[$0 + 1])
      }
    default:
      throw SceneError(
        file: file, variable: region, problem: "has a <\(shape.name)>",
        remedy: "Training data are polygons and points")
    }
    for geometry in geometries {
      guard let fault = FeatureGeometry.fault(of: geometry) else { continue }
      throw SceneError(
        file: file, variable: region, problem: "a \(shape.name) \(fault)",
        remedy: "Mend or simplify the region in ENVI")
    }
    return geometries
  }

  /// "255,0,0".
  private static func colour(_ text: String, of region: String, _ file: String) throws -> Colour {
    let channels = text.split(separator: ",")
      .map { UInt8($0.trimmingCharacters(in: .whitespaces)) }
    guard channels.count == 3, let red = channels[0], let green = channels[1],
      let blue = channels[2]
    else {
      throw SceneError(
        file: file, variable: region, problem: "has the colour \"\(text.prefix(40))\"",
        remedy: "Write it as \"red,green,blue\", each from 0 to 255")
    }
    return Colour(red: red, green: green, blue: blue)
  }
}
