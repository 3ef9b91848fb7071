package import Scenes

/// Labelled test pixels of a map: what its errors are estimated from.
package struct ZoneSample {
  /// row · columns + column, ascending.
  let pixels: [Int]
  /// The row of each one's true class in `table`.
  let classes: [UInt16]
  let table: ClassTable
  /// The files, for messages.
  let source: String

  /// - Parameters:
  ///   - labels: on the map's grid.
  ///   - pixels: those that may be used; all labelled ones if nil.
  ///   - source: the files of the labels.
  package init(_ labels: LabelMap, pixels wanted: [Int]?, source: String) {
    pixels = (wanted.map { $0.sorted() } ?? Array(labels.values.indices)).filter {
      labels.values[$0] > 0
    }
    classes = pixels.map { labels.values[$0] }
    table = labels.classes
    self.source = source
  }

  /// Places in `pixels` of those from one pixel to before another.
  func places(from first: Int, to end: Int) -> Range<Int> {
    func place(_ pixel: Int) -> Int {
      var (low, high) = (0, pixels.count)
      while low < high {
        let middle = (low + high) / 2
        if pixels[middle] < pixel { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return place(first)..<place(end)
  }
}

/// Sampled pixels by the row of their true class and their place in the map.
struct SampledPair: Hashable {
  var reference: UInt16
  var place: UInt16
}
