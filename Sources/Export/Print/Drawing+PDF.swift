internal import CZlib
internal import Foundation
internal import Scenes

extension Drawing {
  /// The figure as a PDF file of one page, without a time, so that equal figures are equal files.
  ///
  /// Words in Latin letters are set in Helvetica, which every reader of PDF has. Those in another
  /// script are pictures of the machine's fonts.
  ///
  /// - Throws: `SceneError` if a picture cannot be packed, or words need a font and there is none.
  func pdf() throws -> Data {
    var file = PDFFile()
    var content = ""
    var images: [Int] = []
    func number(_ values: Double...) -> String { values.map(short).joined(separator: " ") }
    func colour(_ colour: Colour, _ operation: String) -> String {
      number(
        Double(colour.red) / 255, Double(colour.green) / 255, Double(colour.blue) / 255)
        + " \(operation)\n"
    }
    func place(_ object: Int, _ matrix: String) {
      images.append(object)
      content += "q \(matrix) cm /I\(images.count) Do Q\n"
    }
    for element in elements {
      switch element {
      case .path(let points, let isClosed, let fill, let stroke):
        if let fill { content += colour(fill, "rg") }
        if let stroke { content += colour(stroke.colour, "RG") + "\(short(stroke.width)) w 1 j\n" }
        for (index, point) in points.enumerated() {
          content += number(point.x, height - point.y) + (index == 0 ? " m\n" : " l\n")
        }
        if isClosed { content += "h " }
        content += fill == nil ? (stroke == nil ? "n\n" : "S\n") : stroke == nil ? "f\n" : "B\n"
      case .words(let words):
        let (x, y) = (words.x, height - words.y)
        if let bytes = Self.latin(words.text) {
          let width = Helvetica.width(words.text, size: words.size)
          let back = words.anchor == .start ? 0 : words.anchor == .middle ? width / 2 : width
          let matrix =
            words.isUpright ? number(0, 1, -1, 0, x, y - back) : number(1, 0, 0, 1, x - back, y)
          content +=
            "BT " + colour(words.colour, "rg") + "/F \(short(words.size)) Tf \(matrix) Tm "
            + "<\(bytes.map { String(format: "%02X", $0) }.joined())> Tj ET\n"
        } else {
          let drawn = try Letterer(size: Self.pixels).line(words.text)
          let scale = words.size / Double(Self.pixels)
          let (wide, tall) = (Double(drawn.width) * scale, Double(drawn.height) * scale)
          let back = words.anchor == .start ? 0 : words.anchor == .middle ? wide / 2 : wide
          // The baseline lies 1.15 sizes below the line's upper edge.
          let below = tall - 1.15 * words.size
          let object = try file.add(drawn, words.colour)
          place(
            object,
            words.isUpright
              ? number(0, wide, -tall, 0, x + below, y - back)
              : number(wide, 0, 0, tall, x - back, y - below))
        }
      case .picture(let picture, let x, let y, let width, let height):
        place(
          try file.add(picture), number(width, 0, 0, height, x, self.height - y - height))
      }
    }
    return try file.page(
      width: width, height: height, title: title, content: content, images: images)
  }

  /// Pixels that the letters of other scripts are drawn at.
  private static let pixels = 64

  /// A text in Latin-1, whose codes the PDF's font has; nil if a letter lies beyond it.
  private static func latin(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x20...0x7E, 0xA0...0xFF: bytes.append(UInt8(scalar.value))
      case 0x2013: bytes.append(0x96)
      case 0x2019: bytes.append(0x92)
      case 0x20AC: bytes.append(0x80)
      case 0x2212: bytes.append(0x2D)
      case 0..<0x20: bytes.append(0x20)
      default: return nil
      }
    }
    return bytes
  }
}

/// Objects of a PDF file, numbered from 1 in the order in which they are added.
private struct PDFFile {
  private var objects: [Data] = []

  private mutating func add(_ object: Data) -> Int {
    objects.append(object)
    return objects.count
  }

  private mutating func stream(_ entries: String, _ bytes: [UInt8]) throws -> Int {
    var size = compressBound(uLong(bytes.count))
    var packed = [UInt8](repeating: 0, count: Int(size))
    guard compress2(&packed, &size, bytes, uLong(bytes.count), 9) == Z_OK else {
      throw SceneError(file: "PDF", problem: "a picture cannot be packed")
    }
    return add(
      Data("<< \(entries) /Filter /FlateDecode /Length \(size) >>\nstream\n".utf8)
        + Data(packed.prefix(Int(size))) + Data("\nendstream".utf8))
  }

  mutating func add(_ picture: Picture) throws -> Int {
    try stream(
      "/Type /XObject /Subtype /Image /Width \(picture.width) /Height \(picture.height) "
        + "/ColorSpace /DeviceRGB /BitsPerComponent 8", picture.pixels)
  }

  /// A line of text: one colour behind a mask of ink.
  mutating func add(_ line: Lettering, _ colour: Colour) throws -> Int {
    let mask = try stream(
      "/Type /XObject /Subtype /Image /Width \(line.width) /Height \(line.height) "
        + "/ColorSpace /DeviceGray /BitsPerComponent 8", line.ink)
    let pixel = [colour.red, colour.green, colour.blue]
    return try stream(
      "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceRGB "
        + "/BitsPerComponent 8 /SMask \(mask) 0 R", pixel)
  }

  mutating func page(
    width: Double, height: Double, title: String, content: String, images: [Int]
  ) throws -> Data {
    let contents = try stream("", Array(content.utf8))
    let font = add(
      Data(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".utf8))
    let list = images.enumerated().map { "/I\($0 + 1) \($1) 0 R" }.joined(separator: " ")
    let (page, pages) = (objects.count + 1, objects.count + 2)
    _ = add(
      Data(
        ("<< /Type /Page /Parent \(pages) 0 R /MediaBox [0 0 \(short(width)) \(short(height))] "
          + "/Contents \(contents) 0 R /Resources << /Font << /F \(font) 0 R >> /XObject << \(list) >> "
          + ">> >>").utf8))
    _ = add(Data("<< /Type /Pages /Kids [\(page) 0 R] /Count 1 >>".utf8))
    let catalog = add(Data("<< /Type /Catalog /Pages \(pages) 0 R >>".utf8))
    // Big-endian UTF-16 holds any letter.
    let name = Array("\u{FEFF}\(title)".utf16).map { String(format: "%04X", $0) }.joined()
    let about = add(Data("<< /Title <\(name)> /Producer (\(OwnMark.software)) >>".utf8))
    var file = Data("%PDF-1.4\n% \(OwnMark.software)\n".utf8)
    var offsets: [Int] = []
    for (index, object) in objects.enumerated() {
      offsets.append(file.count)
      file += Data("\(index + 1) 0 obj\n".utf8) + object + Data("\nendobj\n".utf8)
    }
    let table = offsets.map { String(format: "%010d 00000 n \n", $0) }.joined()
    file += Data(
      ("xref\n0 \(objects.count + 1)\n0000000000 65535 f \n\(table)trailer\n"
        + "<< /Size \(objects.count + 1) /Root \(catalog) 0 R /Info \(about) 0 R >>\n"
        + "startxref\n\(file.count)\n%%EOF\n").utf8)
    return file
  }
}
