internal import CPNG

/// A picture of 8 bits a channel: red, green, blue.
public struct Picture: Equatable, Sendable {
  /// Pixels from left to right.
  public let width: Int
  /// Pixels from top to bottom.
  public let height: Int
  /// Red, green and blue of each pixel, row by row from the top; `3 · width · height` values.
  public var pixels: [UInt8]

  /// A picture of one colour; `width` and `height` are at least 1.
  public init(width: Int, height: Int, filled colour: Colour) {
    precondition(width > 0 && height > 0, "a picture of \(width)×\(height) pixels")
    self.width = width
    self.height = height
    pixels = [UInt8](unsafeUninitializedCapacity: 3 * width * height) { buffer, count in
      for pixel in 0..<width * height {
        buffer[3 * pixel] = colour.red
        buffer[3 * pixel + 1] = colour.green
        buffer[3 * pixel + 2] = colour.blue
      }
      count = 3 * width * height
    }
  }

  /// A label map in the colours of its classes, one pixel a pixel; black if unlabelled.
  public init(labels: LabelMap, classes: ClassTable) {
    let black = Colour(red: 0, green: 0, blue: 0)
    self.init(width: labels.columns, height: labels.rows, filled: black)
    let colours = (0...Int(labels.values.max() ?? 0)).map { classes.colour(of: $0) }
    for (pixel, label) in labels.values.enumerated() where label != 0 {
      let colour = colours[Int(label)]
      pixels[3 * pixel] = colour.red
      pixels[3 * pixel + 1] = colour.green
      pixels[3 * pixel + 2] = colour.blue
    }
  }

  /// The colour of a pixel, `x` from the left and `y` from the top, both from 0.
  public subscript(x x: Int, y y: Int) -> Colour {
    get {
      let first = index(x, y)
      return Colour(red: pixels[first], green: pixels[first + 1], blue: pixels[first + 2])
    }
    set {
      let first = index(x, y)
      pixels[first] = newValue.red
      pixels[first + 1] = newValue.green
      pixels[first + 2] = newValue.blue
    }
  }

  private func index(_ x: Int, _ y: Int) -> Int {
    precondition(
      0..<width ~= x && 0..<height ~= y, "pixel (\(x), \(y)) of a \(width)×\(height) picture")
    return 3 * (y * width + x)
  }
}

extension Picture {
  /// The picture as the bytes of a PNG file: 24 bits a pixel.
  ///
  /// - Parameter transparent: pixels of this colour are transparent in the file, which then has 32
  ///   bits a pixel.
  /// - Throws: `SceneError` with libpng's message, for instance if the picture is larger than a PNG
  ///   may be.
  public func png(transparent: Colour? = nil) throws -> [UInt8] {
    try png(named: "PNG", transparent: transparent)
  }

  /// Writes the picture as a PNG file beside `path` and renames it into place.
  ///
  /// - Throws: `SceneError` if the picture cannot be encoded or the file not written.
  public func writePNG(_ path: String) throws {
    try replaceFile(path) { temporary in
      let stream = try PNGStream(
        creating: temporary, named: path, width: width, height: height, pixel: .colour)
      try pixels.withUnsafeBufferPointer { pixels in
        for row in 0..<height {
          try stream.write(
            row: UnsafeBufferPointer(rebasing: pixels[3 * width * row..<3 * width * (row + 1)]))
        }
      }
      try stream.close()
    }
  }

  private func png(named file: String, transparent: Colour?) throws -> [UInt8] {
    guard let width = UInt32(exactly: width), let height = UInt32(exactly: height) else {
      throw SceneError(file: file, problem: "\(self.width)×\(self.height) pixels exceed a PNG")
    }
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    image.width = width
    image.height = height
    image.format = UInt32(
      transparent == nil ? PNG_FORMAT_FLAG_COLOR : PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA)
    let values = transparent.map(withAlpha) ?? pixels
    defer { png_image_free(&image) }
    var size: png_alloc_size_t = 0
    // The first call measures: without a buffer libpng encodes and counts only.
    guard png_image_write_to_memory(&image, nil, &size, 0, values, 0, nil) != 0 else {
      throw SceneError(file: file, problem: "cannot be encoded as PNG: \(message(of: image))")
    }
    var bytes = [UInt8](repeating: 0, count: Int(size))
    guard png_image_write_to_memory(&image, &bytes, &size, 0, values, 0, nil) != 0 else {
      throw SceneError(file: file, problem: "cannot be encoded as PNG: \(message(of: image))")
    }
    return Array(bytes.prefix(Int(size)))
  }

  /// Red, green, blue and alpha of each pixel.
  private func withAlpha(transparent: Colour) -> [UInt8] {
    var values = [UInt8]()
    values.reserveCapacity(4 * width * height)
    for first in stride(from: 0, to: pixels.count, by: 3) {
      let (red, green, blue) = (pixels[first], pixels[first + 1], pixels[first + 2])
      let isClear =
        red == transparent.red && green == transparent.green && blue == transparent.blue
      values += isClear ? [0, 0, 0, 0] : [red, green, blue, 255]
    }
    return values
  }

  private func message(of image: png_image) -> String {
    withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
