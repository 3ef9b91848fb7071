internal import CGDAL
internal import Foundation

/// An element of a small XML document.
struct XMLElement {
  let name: String
  private(set) var attributes: [String: String] = [:]
  private(set) var children: [XMLElement] = []
  /// The text in it, apart from that of elements in it.
  private(set) var text = ""

  /// Reads a document.
  ///
  /// - Parameters:
  ///   - bytes: the whole document.
  ///   - file: what errors name.
  /// - Throws: `SceneError` if it is not XML, declares entities or a document type, or is nested
  ///   deeper than any file of labels.
  static func read(_ bytes: [UInt8], file: String) throws -> XMLElement {
    let text = decodedText(bytes)
    // Entities could name other files, or unfold into gigabytes.
    for word in ["<!DOCTYPE", "<!ENTITY", "<!doctype", "<!entity"] where text.contains(word) {
      throw SceneError(
        file: file, problem: "holds \(word), which files of labels have no use for",
        remedy: "Export the file again, or take the declaration out")
    }
    return try callGDAL(file, "cannot be read as XML") { () throws -> XMLElement? in
      guard let root = CPLParseXMLString(text) else { return nil }
      defer { CPLDestroyXMLNode(root) }
      var next: UnsafeMutablePointer<CPLXMLNode>? = root
      while let node = next {
        if node.pointee.eType == CXT_Element, node.pointee.pszValue.pointee != 63 /* ? */ {
          return try XMLElement(node, depth: 0, file: file)
        }
        next = node.pointee.psNext
      }
      return nil
    }
  }

  private init(_ node: UnsafeMutablePointer<CPLXMLNode>, depth: Int, file: String) throws {
    guard depth < 32 else {
      throw SceneError(
        file: file, problem: "is nested more than 32 deep, which no file of labels is",
        remedy: "Export the file again")
    }
    let full = String(cString: node.pointee.pszValue)
    // A prefix is but short for a name space.
    name = full.split(separator: ":").last.map(String.init) ?? full
    var next = node.pointee.psChild
    while let child = next {
      let value = child.pointee.pszValue.map { foreignText($0) } ?? ""
      switch child.pointee.eType {
      case CXT_Attribute:
        attributes[value] = child.pointee.psChild?.pointee.pszValue.map { foreignText($0) } ?? ""
      case CXT_Text: text += value
      case CXT_Element: children.append(try XMLElement(child, depth: depth + 1, file: file))
      default: break
      }
      next = child.pointee.psNext
    }
  }

  /// The elements of a name directly inside, whatever its case.
  func all(_ name: String) -> [XMLElement] {
    children.filter { $0.name.lowercased() == name.lowercased() }
  }

  /// The first element of a name directly inside.
  func first(_ name: String) -> XMLElement? { all(name).first }

  /// An attribute, whatever its case.
  func attribute(_ name: String) -> String? {
    attributes[name] ?? attributes.first { $0.key.lowercased() == name.lowercased() }?.value
  }
}

/// The numbers of a text, between blanks and commas.
///
/// - Throws: `SceneError` with the word that is no number.
func numbers(in text: String, file: String, variable: String) throws -> [Double] {
  var numbers: [Double] = []
  let isSeparator = { (byte: UInt8) in byte == 0x2C || byte == 0x20 || 0x09...0x0D ~= byte }
  for word in text.utf8.split(whereSeparator: isSeparator) {
    guard let number = Double(Substring(word)) else {
      throw SceneError(
        file: file, variable: variable, problem: "\"\(Substring(word.prefix(40)))\" is no number",
        remedy: "Correct the file, or export it again")
    }
    numbers.append(number)
  }
  return numbers
}
