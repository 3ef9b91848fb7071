/// One of several parts of a scene's rows that are mapped apart: "2/8".
package struct Shard: Equatable, Sendable, Codable {
  /// From 1 to `count`.
  package let number: Int
  package let count: Int

  /// - Returns: nil unless 1 ≤ number ≤ count.
  package init?(number: Int, of count: Int) {
    guard count >= 1, 1...count ~= number else { return nil }
    (self.number, self.count) = (number, count)
  }

  /// The rows of this part: whole strips, so that each pixel is computed as it is in one run. None
  /// if the scene has fewer strips than there are parts.
  ///
  /// - Parameters:
  ///   - total: rows of the scene.
  ///   - height: rows of a strip.
  func rows(of total: Int, strip height: Int) -> Range<Int> {
    let strips = (total + height - 1) / height
    return min(
      total, strips * (number - 1) / count * height)..<min(total, strips * number / count * height)
  }
}
