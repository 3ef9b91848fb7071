internal import CPNG

/// A small picture in memory as a PNG, packed fast rather than small: a tile of a page.
package enum TilePicture {
  /// - Parameters:
  ///   - indices: `width · height` places in the palette.
  ///   - palette: red, green, blue, alpha of up to 256 colours; not premultiplied.
  /// - Throws: `SceneError` with libpng's message.
  package static func png(
    indices: [UInt8], width: Int, height: Int, palette: [[UInt8]]
  ) throws -> [UInt8] {
    var colours = palette.flatMap { $0 }
    // Every byte names a colour.
    while colours.count < 1024 { colours += [0, 0, 0, 0] }
    return try encoded(
      indices, width: width, height: height,
      format: UInt32(PNG_FORMAT_FLAG_COLORMAP)
        | UInt32(PNG_FORMAT_FLAG_COLOR) | UInt32(PNG_FORMAT_FLAG_ALPHA), colours: colours)
  }

  /// - Parameter colours: red, green, blue, alpha of each pixel.
  package static func png(colours: [UInt8], width: Int, height: Int) throws -> [UInt8] {
    try encoded(
      colours, width: width, height: height,
      format: UInt32(PNG_FORMAT_FLAG_COLOR) | UInt32(PNG_FORMAT_FLAG_ALPHA), colours: nil)
  }

  private static func encoded(
    _ pixels: [UInt8], width: Int, height: Int, format: UInt32, colours: [UInt8]?
  ) throws -> [UInt8] {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    (image.width, image.height) = (UInt32(width), UInt32(height))
    image.format = format
    image.flags = UInt32(PNG_IMAGE_FLAG_FAST)
    if colours != nil { image.colormap_entries = 256 }
    defer { png_image_free(&image) }
    // Packing never makes it larger than this, so that it is packed once.
    var size = png_alloc_size_t(pixels.count + pixels.count / 100 + height + 8192)
    var bytes = [UInt8](repeating: 0, count: Int(size))
    guard png_image_write_to_memory(&image, &bytes, &size, 0, pixels, 0, colours) != 0 else {
      let message = withUnsafeBytes(of: image.message) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw SceneError(file: "PNG", problem: "a tile cannot be encoded: \(message)")
    }
    return Array(bytes.prefix(Int(size)))
  }
}
