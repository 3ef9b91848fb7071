/// Sampled pixels that share a stratum, a mapped class and a reference class, all from 0.
struct SampleCell {
  var stratum: Int
  var map: Int
  var reference: Int
  var count: Int
}

/// Stratified random sampling's estimators of a mean and of a ratio of two means, for variables
/// that are 0 or 1 at every pixel (Stehman 2014, equations 3, 25, 27 and 28).
struct StratifiedSample {
  private let cells: [[SampleCell]]
  private let sizes: [Int]
  private let sampled: [Int]
  let population: Int

  init(cells: [SampleCell], sizes: [Int]) throws {
    if let cell = cells.first(where: { !sizes.indices.contains($0.stratum) }) {
      throw FigureError(
        "stratum \(cell.stratum) was sampled, but sizes are known of \(sizes.count) strata. "
          + "Give the number of pixels of every stratum")
    }
    var grouped = [[SampleCell]](repeating: [], count: sizes.count)
    for cell in cells { grouped[cell.stratum].append(cell) }
    let sampled = grouped.map { $0.reduce(0) { $0 + $1.count } }
    for (stratum, (size, count)) in zip(sizes, sampled).enumerated() {
      if size > 0 && count == 0 {
        throw FigureError(
          "stratum \(stratum) has \(size) pixels and no sampled one. Sample it, or merge it with "
            + "another stratum")
      }
      if count > size {
        throw FigureError(
          "stratum \(stratum) has \(size) pixels and \(count) sampled ones. Count the pixels of "
            + "the whole map")
      }
    }
    self.cells = grouped
    self.sizes = sizes
    self.sampled = sampled
    population = sizes.reduce(0, +)
    guard population > 0 else { throw FigureError("no stratum has pixels. Give a map with pixels") }
  }

  /// Ȳ = Σ N_h ȳ_h / N.
  func mean(_ y: (SampleCell) -> Bool) -> Estimate {
    estimate(y, ratio: 0, to: { _ in true }, denominator: Double(population))
  }

  /// R = Σ N_h ȳ_h / Σ N_h x̄_h, nil if the denominator is 0.
  func ratio(of y: (SampleCell) -> Bool, to x: (SampleCell) -> Bool) -> Estimate? {
    let denominator = total(x)
    guard denominator > 0 else { return nil }
    return estimate(y, ratio: total(y) / denominator, to: x, denominator: denominator)
  }

  /// Σ N_h ȳ_h.
  private func total(_ y: (SampleCell) -> Bool) -> Double {
    cells.indices.reduce(0) { sum, h in
      sampled[h] == 0
        ? sum : sum + Double(sizes[h]) * Double(count(h, y)) / Double(sampled[h])
    }
  }

  /// The value Σ N_h ȳ_h / denominator, and the standard error from the spread of y − R·x:
  /// V = Σ N_h² (1 − n_h/N_h) s²(y − R·x)_h / n_h / denominator². A mean is the case R = 0.
  private func estimate(
    _ y: (SampleCell) -> Bool, ratio: Double, to x: (SampleCell) -> Bool, denominator: Double
  ) -> Estimate {
    func residual(_ cell: SampleCell) -> Double { (y(cell) ? 1 : 0) - ratio * (x(cell) ? 1 : 0) }
    var variance: Double? = 0
    for h in cells.indices where sampled[h] > 0 && sampled[h] < sizes[h] {
      guard sampled[h] > 1 else {
        variance = nil
        break
      }
      let n = Double(sampled[h])
      let mean = cells[h].reduce(0) { $0 + Double($1.count) * residual($1) } / n
      let squares = cells[h].reduce(0) {
        $0 + Double($1.count) * (residual($1) - mean) * (residual($1) - mean)
      }
      let size = Double(sizes[h])
      variance? += size * size * (1 - n / size) * (squares / (n - 1)) / n
    }
    return Estimate(
      value: total(y) / denominator,
      standardError: variance.map { $0.squareRoot() / denominator })
  }

  private func count(_ stratum: Int, _ y: (SampleCell) -> Bool) -> Int {
    cells[stratum].reduce(0) { $0 + (y($1) ? $1.count : 0) }
  }
}
