internal import Foundation
internal import Scenes

/// Items of a SpatioTemporal Asset Catalog, version 1.0.0: what catalogues of maps and models read.
struct STACItem {
  enum Extension: String {
    case classification = "classification/v1.1.0"
    case raster = "raster/v1.1.0"
    case projection = "projection/v1.1.0"
    case file = "file/v2.1.0"
    case model = "mlm/v1.4.0"

    var address: String { "https://stac-extensions.github.io/\(rawValue)/schema.json" }
  }

  var id: String
  var extensions: [Extension]
  var footprint: Footprint?
  /// "2023-07-01T00:00:00Z"
  var time: String
  var properties: [String: JSONValue]
  var assets: [String: JSONValue]
  /// Other items, by what they are to this one.
  var links: [(relation: String, address: String)] = []

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "type": "Feature", "stac_version": "1.0.0", "id": .text(id),
      "stac_extensions": .texts(extensions.map(\.address)), "geometry": .null,
      "properties": .object(
        properties.merging([
          "datetime": .text(time),
          "processing:software": .object([OwnMark.software: .text(version)]),
        ]) { $1 }),
      "links": .list(
        links.map {
          [
            "rel": .text($0.relation), "href": .text($0.address),
            "type": "application/geo+json",
          ]
        }), "assets": .object(assets),
    ]
    if let footprint {
      members["geometry"] = [
        "type": "Polygon", "coordinates": .list([.list(footprint.ring.map(JSONValue.numbers))]),
      ]
      members["bbox"] = .numbers(footprint.box)
    }
    return .object(members)
  }

  /// Of Facet.
  var version: String

  /// A file of the item's folder, with its size and checksum.
  ///
  /// - Throws: `SceneError` if the file cannot be read.
  static func asset(
    _ path: String, title: String, type: String, roles: [String]
  ) throws -> JSONValue {
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    return [
      "href": .text("./" + (path as NSString).lastPathComponent), "title": .text(title),
      "type": .text(type), "roles": .texts(roles),
      "file:size": .whole(size ?? 0),
      // A multihash: 12 is SHA-256, and 20 its length in bytes.
      "file:checksum": .text("1220" + (try fileChecksum(path))),
    ]
  }

  /// Letters, digits and hyphens of a text in lower case, for names that must be plain.
  static func plain(_ text: String) -> String {
    let letters = text.lowercased().folding(options: .diacriticInsensitive, locale: nil)
    let parts = letters.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return parts.isEmpty ? "unnamed" : parts.joined(separator: "-")
  }

  /// A class as the extension `classification` has it.
  static func classObject(code: Int, name: String, colour: Colour) -> JSONValue {
    [
      "value": .whole(code), "name": .text(plain(name)), "title": .text(name),
      "description": .text(name),
      "color_hint": .text(String(colour.hexadecimal.dropFirst()).uppercased()),
    ]
  }
}
