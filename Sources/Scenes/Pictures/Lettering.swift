internal import CLettering
internal import Foundation

/// A line of text as shades, for the legend of a picture.
package struct Lettering: Equatable, Sendable {
  package let width: Int
  package let height: Int
  /// 0 for paper to 255 for ink, row by row from the top; `width · height` values.
  package let ink: [UInt8]
}

/// Draws lines of text in any script with the machine's fonts.
///
/// Fontconfig finds the fonts: the usual sans-serif one first, then others for the letters that it
/// lacks. Raqm orders and joins the letters (right to left, ligatures, combining marks), and FreeType
/// draws them. A letter that no font has is written in Latin letters if it can be ("小麦" becomes
/// "xiǎo mài"), else as the font's box.
package final class Letterer {
  /// Pixels from one line of text to the next.
  package let lineHeight: Int
  private let size: UInt32
  private let baseline: Int
  private let library: FT_Library
  private var fonts: [Font]

  /// A font's file, opened when its first letter is needed.
  private struct Font {
    let file: String
    let index: Int
    let coverage: OpaquePointer
    var face: FT_Face?
  }

  /// - Parameter size: of the letters in pixels, from 4; a capital has about 0.7 of it.
  /// - Throws: `SceneError` if the machine has no font.
  package init(size: Int) throws {
    precondition(size >= 4, "letters of \(size) pixels")
    self.size = UInt32(size)
    lineHeight = (3 * size + 1) / 2
    baseline = (23 * size + 10) / 20
    var library: FT_Library?
    guard FT_Init_FreeType(&library) == 0, let library else {
      throw SceneError(file: "fonts", problem: "FreeType cannot be started")
    }
    self.library = library
    fonts = Self.installed()
    guard face(0) != nil else {
      throw SceneError(
        file: "fonts", problem: "this machine has no font to write a legend with",
        remedy: "Install one, such as Debian's fonts-dejavu-core, or leave the legend out")
    }
  }

  deinit {
    for font in fonts {
      if let face = font.face { FT_Done_Face(face) }
      FcCharSetDestroy(font.coverage)
    }
    FT_Done_FreeType(library)
  }

  /// Draws a line.
  ///
  /// - Parameter text: line breaks and other control characters become spaces.
  package func line(_ text: String) -> Lettering {
    let scalars = readable(text).unicodeScalars.map {
      $0.properties.generalCategory == .control ? 0x20 : $0.value
    }
    let glyphs = placed(scalars)
    let width = max(1, glyphs.map { $0.left + $0.width }.max() ?? 1)
    var ink = [UInt8](repeating: 0, count: width * lineHeight)
    for glyph in glyphs {
      for y in 0..<glyph.height where 0..<lineHeight ~= glyph.top + y {
        for x in 0..<glyph.width where 0..<width ~= glyph.left + x {
          let place = (glyph.top + y) * width + glyph.left + x
          ink[place] = max(ink[place], glyph.ink[y * glyph.width + x])
        }
      }
    }
    return Lettering(width: width, height: lineHeight, ink: ink)
  }

  /// Whether a font of this machine has the letter.
  package func has(_ letter: Unicode.Scalar) -> Bool {
    font(of: letter.value) != nil
  }
}

extension Letterer {
  /// A letter's picture, and where it stands in the line.
  private struct Glyph {
    var left: Int
    var top: Int
    var width: Int
    var height: Int
    var ink: [UInt8]
  }

  /// The text with letters that no font has written in Latin ones.
  private func readable(_ text: String) -> String {
    String(
      text.map { letter -> String in
        if letter.unicodeScalars.allSatisfy({ has($0) || isInvisible($0) }) {
          return String(letter)
        }
        let latin = String(letter).applyingTransform(.toLatin, reverse: false) ?? ""
        return !latin.isEmpty && latin.unicodeScalars.allSatisfy(has) ? latin : String(letter)
      }.joined())
  }

  private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    [.control, .format, .nonspacingMark, .enclosingMark].contains(
      scalar.properties.generalCategory)
  }

  /// Letters in the order in which they stand, drawn.
  private func placed(_ scalars: [UInt32]) -> [Glyph] {
    guard !scalars.isEmpty, let layout = raqm_create() else { return [] }
    defer { raqm_destroy(layout) }
    guard raqm_set_text(layout, scalars, scalars.count),
      raqm_set_par_direction(layout, RAQM_DIRECTION_DEFAULT),
      raqm_set_freetype_load_flags(layout, facet_load_flags)
    else { return [] }
    var current = 0
    for (index, scalar) in scalars.enumerated() {
      // A mark stays with the font of its letter, which places it.
      let isMark = Unicode.Scalar(scalar).map(isInvisible) ?? false
      if !isMark || index == 0 { current = font(of: scalar) ?? 0 }
      guard let face = face(current), raqm_set_freetype_face_range(layout, face, index, 1)
      else { return [] }
    }
    guard raqm_layout(layout) else { return [] }
    var count = 0
    guard let glyphs = raqm_get_glyphs(layout, &count) else { return [] }
    var pen = 0
    return (0..<count).compactMap { index in
      let glyph = glyphs[index]
      defer { pen += Int(glyph.x_advance) }
      guard let face = glyph.ftface else { return nil }
      return drawn(
        glyph.index, of: face, x: pen + Int(glyph.x_offset), y: Int(glyph.y_offset))
    }
  }

  /// - Parameters:
  ///   - x: where its origin is, in 1/64 of a pixel from the left.
  ///   - y: likewise, upwards from the baseline.
  private func drawn(_ glyph: UInt32, of face: FT_Face, x: Int, y: Int) -> Glyph? {
    guard FT_Load_Glyph(face, glyph, facet_render_flags) == 0, let slot = face.pointee.glyph
    else { return nil }
    let bitmap = slot.pointee.bitmap
    guard bitmap.pixel_mode == FT_PIXEL_MODE_GRAY.rawValue, let buffer = bitmap.buffer,
      bitmap.pitch > 0
    else { return nil }
    let (width, height, pitch) = (Int(bitmap.width), Int(bitmap.rows), Int(bitmap.pitch))
    let ink = (0..<height).flatMap { row in
      UnsafeBufferPointer(start: buffer + row * pitch, count: width)
    }
    return Glyph(
      left: max(0, (x + 32) >> 6 + Int(slot.pointee.bitmap_left)),
      top: baseline - (y + 32) >> 6 - Int(slot.pointee.bitmap_top), width: width, height: height,
      ink: ink)
  }

  /// The first font that has a letter.
  private func font(of scalar: UInt32) -> Int? {
    fonts.indices.first { FcCharSetHasChar(fonts[$0].coverage, scalar) != 0 && face($0) != nil }
  }

  /// The open face of a font at this size; nil if it cannot be opened.
  private func face(_ index: Int) -> FT_Face? {
    guard fonts.indices.contains(index) else { return nil }
    if let face = fonts[index].face { return face }
    var face: FT_Face?
    guard FT_New_Face(library, fonts[index].file, fonts[index].index, &face) == 0, let face
    else { return nil }
    guard FT_Set_Pixel_Sizes(face, 0, size) == 0 else {
      FT_Done_Face(face)
      return nil
    }
    fonts[index].face = face
    return face
  }

  /// The machine's fonts that can be drawn at any size, the usual sans-serif one first; none that
  /// has no letter of its own.
  private static func installed() -> [Font] {
    // The program's own configuration, made and released here, shares no state with other threads.
    guard let configuration = FcInitLoadConfigAndFonts() else { return [] }
    defer { FcConfigDestroy(configuration) }
    guard let pattern = FcNameParse("sans-serif:scalable=true:color=false") else { return [] }
    defer { FcPatternDestroy(pattern) }
    FcConfigSubstitute(configuration, pattern, FcMatchPattern)
    FcDefaultSubstitute(pattern)
    var result = FcResultMatch
    guard let set = FcFontSort(configuration, pattern, 1, nil, &result) else { return [] }
    defer { FcFontSetDestroy(set) }
    return (0..<Int(set.pointee.nfont)).compactMap { place in
      guard let found = set.pointee.fonts[place] else { return nil }
      var name: UnsafeMutablePointer<FcChar8>?
      var index: Int32 = 0
      var coverage: OpaquePointer?
      guard FcPatternGetString(found, FC_FILE, 0, &name) == FcResultMatch, let name,
        FcPatternGetInteger(found, FC_INDEX, 0, &index) == FcResultMatch,
        FcPatternGetCharSet(found, FC_CHARSET, 0, &coverage) == FcResultMatch, let coverage,
        let kept = FcCharSetCopy(coverage)
      else { return nil }
      return Font(
        file: String(cString: name), index: Int(index), coverage: kept)
    }
  }
}
