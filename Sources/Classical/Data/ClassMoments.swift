public import Torch

/// Moments of each class, gathered strip by strip.
public struct ClassMoments {
  public private(set) var classes: [Int: Moments] = [:]
  public let width: Int

  /// Of no points yet, with `width` features.
  public init(width: Int) throws {
    try require(width > 0, "Points need at least 1 feature; got \(width).")
    self.width = width
  }

  /// All points as one class, for what needs no classes.
  public init(of moments: Moments) {
    width = moments.width
    classes = [0: moments]
  }

  init(_ points: LabelledPoints) throws {
    width = points.points.width
    for (label, rows) in points.classes {
      classes[label] = try Moments(points.points.selecting(rows))
    }
  }

  /// Adds a strip of points.
  ///
  /// - Parameters:
  ///   - strip: N × d, finite.
  ///   - labels: N classes.
  /// - Throws: `ClassicalError` for another width or number of labels, or a value that is not
  ///   finite.
  public mutating func add(_ strip: Tensor, labels: [Int]) throws {
    try requireWidth(of: strip, width)
    try require(
      strip.shape[0] == labels.count,
      "\(labels.count) labels for points of shape \(strip.shape); one each is needed.")
    var all = classes
    for (label, rows) in Dictionary(grouping: labels.indices, by: { labels[$0] }) {
      let own =
        try rows.count == labels.count
        ? strip : strip.selecting(Tensor(rows.map { Int64($0) }).to(strip.device), along: 0)
      var moments = try all[label] ?? Moments(width: width)
      try moments.addInBlocks(own)
      if try !moments.isFinite { try requireFinite(strip, first: count) }
      all[label] = moments
    }
    classes = all
  }

  /// Classes ascending.
  var sorted: [(label: Int, moments: Moments)] {
    classes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  package var count: Int { classes.values.reduce(0) { $0 + $1.count } }

  /// Of all points.
  package func total() throws -> Moments {
    try require(count > 0, "There are no points.")
    var total = try Moments(width: width)
    for (_, moments) in sorted { try total.add(moments) }
    return total
  }

  /// S_w = Σ_c Σ_{x of c} (x − x̄_c)(x − x̄_c)ᵀ, d × d.
  func within() throws -> Tensor {
    try sorted.reduce(Tensor.zeros([width, width], type: .float64)) {
      try $0 + $1.moments.scatter
    }
  }

  /// S_b = Σ_c n_c (x̄_c − x̄)(x̄_c − x̄)ᵀ, d × d.
  func between() throws -> Tensor {
    let mean = try total().mean
    return try sorted.reduce(Tensor.zeros([width, width], type: .float64)) {
      let gap = try $1.moments.mean - mean
      return try $0 + gap.transposed().times(gap) * Double($1.moments.count)
    }
  }

  /// - Throws: `ClassicalError` if all points are of one class.
  func requireTwoClasses(_ method: String) throws {
    try require(
      classes.count > 1,
      "\(method) tells classes apart; all \(count) points are of "
        + "\(sorted.first.map { "class \($0.label)" } ?? "no class"). Give points of two classes or "
        + "more.")
  }

  /// - Throws: `ClassicalError` if no class has two points.
  func requireClassOfTwo(_ method: String) throws {
    try require(
      classes.values.contains { $0.count > 1 }, ClassicalError.onSingles(method, classes.count))
  }

  var notesOnSinglePoints: [String] {
    LabelledPoints.notes(onClassesOfOne: sorted.map { ($0.label, $0.moments.count) })
  }
}
