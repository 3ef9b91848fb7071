internal import CGDAL
internal import Foundation

/// The metadata beside an EnMAP GeoTIFF: `…-METADATA.XML` of `…-SPECTRAL_IMAGE.TIF`.
struct EnMAPMetadata {
  let path: String
  var wavelengths: [Double] = []
  var widths: [Double] = []
  var gains: [Double] = []
  var offsets: [Double] = []

  /// Nil where there is no such file.
  ///
  /// - Throws: `SceneError` if it is not XML, or lacks a band's wavelength.
  init?(beside image: String) throws {
    let name = (image as NSString).lastPathComponent
    guard let range = name.range(of: "SPECTRAL_IMAGE", options: [.backwards, .caseInsensitive])
    else { return nil }
    let folder = (image as NSString).deletingLastPathComponent
    let names = ["METADATA.XML", "METADATA.xml"].map { name[..<range.lowerBound] + $0 }
    guard
      let found = names.map({ (folder as NSString).appendingPathComponent(String($0)) })
        .first(where: { FileManager.default.fileExists(atPath: $0) })
    else { return nil }
    path = found
    guard try FileStart.size(of: found) <= 1 << 26 else {
      throw SceneError(file: found, problem: "is longer than 64 MiB, which no metadata are")
    }
    let nodes = try Self.bands(in: found)
    for (index, node) in nodes.enumerated() {
      guard let wavelength = node["wavelengthCenterOfBand"], let width = node["FWHMOfBand"] else {
        throw SceneError(
          file: found, variable: "bandCharacterisation",
          problem: "band \(index + 1) has no wavelength or width", remedy: "Fetch the file again")
      }
      wavelengths.append(wavelength)
      widths.append(width)
      gains.append(node["GainOfBand"] ?? 1)
      offsets.append(node["OffsetOfBand"] ?? 0)
    }
  }

  private static func bands(in path: String) throws -> [[String: Double]] {
    try callGDAL(path, "cannot be read as XML") {
      guard let root = CPLParseXMLFile(path) else { return nil }
      defer { CPLDestroyXMLNode(root) }
      guard
        let list = CPLSearchXMLNode(root, "=bandCharacterisation")
          ?? CPLSearchXMLNode(root, "bandCharacterisation")
      else { return [] }
      var bands: [[String: Double]] = []
      var next = list.pointee.psChild
      while let node = next {
        if node.pointee.eType == CXT_Element, String(cString: node.pointee.pszValue) == "bandID" {
          var values: [String: Double] = [:]
          for key in ["wavelengthCenterOfBand", "FWHMOfBand", "GainOfBand", "OffsetOfBand"] {
            values[key] = CPLGetXMLValue(node, key, nil).flatMap {
              Double(String(cString: $0).trimmingCharacters(in: .whitespacesAndNewlines))
            }
          }
          bands.append(values)
        }
        next = node.pointee.psNext
      }
      return bands
    }
  }
}
