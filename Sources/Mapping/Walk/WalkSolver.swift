internal import Dispatch

/// Solves (L + Γ) x = Γ p for all classes at once by conjugate gradients, preconditioned by the
/// diagonal (Shewchuk 1994). Every class has a step length of its own. Rows of pixels are summed in
/// a fixed order, so that the number of threads changes nothing.
package struct WalkSolver {
  private let ground: WalkGround
  private let diagonal: [Float]

  package init(_ ground: WalkGround) {
    self.ground = ground
    let columns = ground.columns
    var diagonal = ground.rates
    for pixel in diagonal.indices {
      for (index, (down, right)) in WalkGround.neighbours.enumerated() {
        let weight = ground.steps[pixel * 4 + index]
        guard weight > 0 else { continue }
        diagonal[pixel] += weight
        diagonal[pixel + down * columns + right] += weight
      }
    }
    // A pixel without a value that nothing leads to keeps 0.
    self.diagonal = diagonal.map { $0 > 0 ? $0 : 1 }
  }

  /// Probabilities, rows × columns × classes.
  ///
  /// - Parameters:
  ///   - tolerance: no probability is off by more. Where all residuals are at most ε times the rate at
  ///     their pixel, all errors are at most ε: (L + Γ)⁻¹ has no negative element, and maps the rates
  ///     to ones.
  ///   - limit: steps at most, whatever the error; float32 does not get as far with priors below 1e-5.
  package func solve(tolerance: Float = 0.03, limit: Int = 2000) -> [Float] {
    let count = ground.priors.count
    let classes = ground.classes
    var x = ground.priors
    var residual = [Float](repeating: 0, count: count)
    var direction = [Float](repeating: 0, count: count)
    var image = [Float](repeating: 0, count: count)
    apply(x, to: &image)
    var power = [Double](repeating: 0, count: classes)
    var worst = power
    for pixel in 0..<(ground.rows * ground.columns) {
      for c in 0..<classes {
        let index = pixel * classes + c
        residual[index] = ground.rates[pixel] * ground.priors[index] - image[index]
        direction[index] = residual[index] / diagonal[pixel]
        power[c] += Double(residual[index] * direction[index])
        worst[c] = max(worst[c], Double(abs(residual[index]) / ground.rates[pixel]))
      }
    }
    for _ in 0..<limit {
      let isDone = worst.map { $0 <= Double(tolerance) }
      if isDone.allSatisfy({ $0 }) { break }
      let bend = apply(direction, to: &image)
      let length = (0..<classes).map { c in
        isDone[c] || bend[c] <= 0 ? 0 : Float(power[c] / bend[c])
      }
      let next = advance(&x, &residual, direction, image, length)
      let turn = (0..<classes).map { c in
        isDone[c] || power[c] <= 0 ? 0 : Float(next[c] / power[c])
      }
      worst = redirect(&direction, residual, turn)
      power = next
    }
    return x
  }

  /// image = (L + Γ) v.
  ///
  /// - Returns: v · image by class.
  @discardableResult
  private func apply(_ v: [Float], to image: inout [Float]) -> [Double] {
    let (columns, classes) = (ground.columns, ground.classes)
    return byRow(&image, v) { row, image, v in
      var sums = [Double](repeating: 0, count: classes)
      for column in 0..<columns {
        let pixel = row * columns + column
        let target = image + pixel * classes
        let own = v + pixel * classes
        let weight = diagonal[pixel]
        for c in 0..<classes { target[c] = weight * own[c] }
        for (index, (down, right)) in WalkGround.neighbours.enumerated() {
          let forward = ground.steps[pixel * 4 + index]
          if forward > 0 {
            let other = v + (pixel + down * columns + right) * classes
            for c in 0..<classes { target[c] -= forward * other[c] }
          }
          // The step that leads here from the neighbour on the other side.
          guard row >= down, column >= right, column - right < columns else { continue }
          let source = pixel - down * columns - right
          let backward = ground.steps[source * 4 + index]
          guard backward > 0 else { continue }
          let other = v + source * classes
          for c in 0..<classes { target[c] -= backward * other[c] }
        }
        for c in 0..<classes { sums[c] += Double(own[c] * target[c]) }
      }
      return sums
    }
  }

  /// x += length · direction; residual −= length · image.
  ///
  /// - Returns: residual · residual / diagonal by class.
  private func advance(
    _ x: inout [Float], _ residual: inout [Float], _ direction: [Float], _ image: [Float],
    _ length: [Float]
  ) -> [Double] {
    let (columns, classes) = (ground.columns, ground.classes)
    return x.withUnsafeMutableBufferPointer { x in
      nonisolated(unsafe) let x = x.baseAddress!
      return byRow(&residual, direction) { row, residual, direction in
        var sums = [Double](repeating: 0, count: classes)
        for pixel in (row * columns)..<((row + 1) * columns) {
          let inverse = 1 / diagonal[pixel]
          for c in 0..<classes {
            let index = pixel * classes + c
            x[index] += length[c] * direction[index]
            let rest = residual[index] - length[c] * image[index]
            residual[index] = rest
            sums[c] += Double(rest * rest * inverse)
          }
        }
        return sums
      }
    }
  }

  /// direction = residual / diagonal + turn · direction.
  ///
  /// - Returns: the largest |residual| / rate by class.
  private func redirect(
    _ direction: inout [Float], _ residual: [Float], _ turn: [Float]
  ) -> [Double] {
    let (columns, classes) = (ground.columns, ground.classes)
    return byRow(&direction, residual, joining: max) { row, direction, residual in
      var worst = [Double](repeating: 0, count: classes)
      for pixel in (row * columns)..<((row + 1) * columns) {
        let (inverse, rate) = (1 / diagonal[pixel], ground.rates[pixel])
        for c in 0..<classes {
          let index = pixel * classes + c
          direction[index] = residual[index] * inverse + turn[c] * direction[index]
          worst[c] = max(worst[c], Double(abs(residual[index]) / rate))
        }
      }
      return worst
    }
  }

  /// Runs `body` for every row, several at once; joins what it returns in the order of the rows.
  @discardableResult
  private func byRow(
    _ target: inout [Float], _ source: [Float],
    joining: (Double, Double) -> Double = (+),
    _ body: (Int, UnsafeMutablePointer<Float>, UnsafePointer<Float>) -> [Double]
  ) -> [Double] {
    let rows = ground.rows
    var sums = [[Double]](repeating: [], count: rows)
    target.withUnsafeMutableBufferPointer { target in
      source.withUnsafeBufferPointer { source in
        sums.withUnsafeMutableBufferPointer { sums in
          // Each row is written by one iteration alone.
          nonisolated(unsafe) let (target, source) = (target.baseAddress!, source.baseAddress!)
          nonisolated(unsafe) let sums = sums
          nonisolated(unsafe) let body = body
          DispatchQueue.concurrentPerform(iterations: rows) { row in
            sums[row] = body(row, target, source)
          }
        }
      }
    }
    guard var total = sums.first else { return [] }
    for row in sums.dropFirst() {
      for c in total.indices { total[c] = joining(total[c], row[c]) }
    }
    return total
  }
}
