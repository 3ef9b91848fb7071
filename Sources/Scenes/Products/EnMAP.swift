internal import CGDAL
internal import Foundation

/// The metadata beside an image of EnMAP's: `…-METADATA.XML` of `…-SPECTRAL_IMAGE.TIF`, `.BSQ`, `.BIL`
/// or `.BIP`, in capitals or small letters.
struct EnMAPMetadata {
  let path: String
  var wavelengths: [Double] = []
  var widths: [Double] = []
  var gains: [Double] = []
  var offsets: [Double] = []
  /// The stored number that means "no data", if it is stated.
  var background: Double?

  /// Nil if there is no such file.
  ///
  /// - Throws: `SceneError` if it is not XML, or lacks a band's wavelength.
  init?(beside image: String) throws {
    let name = (image as NSString).lastPathComponent
    guard let range = name.range(of: "SPECTRAL_IMAGE", options: [.backwards, .caseInsensitive])
    else { return nil }
    let folder = (image as NSString).deletingLastPathComponent
    let wanted = (name[..<range.lowerBound] + "METADATA.XML").lowercased()
    let beside = try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)
    guard
      let found = beside?.sorted().first(where: { $0.lowercased() == wanted }).map({
        (folder as NSString).appendingPathComponent($0)
      })
    else { return nil }
    path = found
    OutputGate.program.note(found, as: "metadata of the scene")
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
    background = try Self.background(in: found)
  }

  /// What is found, or why it is not used.
  func remark(bands: Int) -> String {
    wavelengths.count == bands
      ? "EnMAP: \(bands) bands in \(path)"
      : "warning: \(path) is not used: it lists \(wavelengths.count) bands, the image has \(bands)"
  }

  /// Lays gains, offsets and no-data value over those that the image states. Integers of EnMAP's
  /// products have −32768 if there are no data.
  func describe(_ values: inout StoredValues, element: any HDF5Element.Type) {
    let stated = values
    (values.scale, values.bandScales) = ENVIBands.common(gains, otherwise: stated.scale)
    (values.offset, values.bandOffsets) = ENVIBands.common(offsets, otherwise: stated.offset)
    let fill = background ?? (element is Int16.Type ? -32768 : nil)
    if let fill, values.bandFills == nil, !values.fills.contains(fill) { values.fills.append(fill) }
  }

  private static func background(in path: String) throws -> Double? {
    try callGDAL(path, "cannot be read as XML") { () -> Double?? in
      guard let root = CPLParseXMLFile(path) else { return nil }
      defer { CPLDestroyXMLNode(root) }
      for name in ["backgroundValue", "BackgroundValue"] {
        guard let node = CPLSearchXMLNode(root, "=\(name)") ?? CPLSearchXMLNode(root, name),
          let text = CPLGetXMLValue(node, nil, nil)
        else { continue }
        return .some(Double(String(cString: text).trimmingCharacters(in: .whitespaces)))
      }
      return .some(nil)
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
