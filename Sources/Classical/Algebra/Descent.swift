internal import Torch

/// Finds a minimum of a function by L-BFGS: J. Nocedal, "Updating quasi-Newton matrices with limited
/// storage", Mathematics of Computation 35, 1980. A step length is found by bisection until the weak
/// Wolfe conditions hold, which also serves functions with kinks (A. Lewis, M. Overton, "Nonsmooth
/// optimization via quasi-Newton methods", Mathematical Programming 141, 2013).
struct Descent {
  /// Steps at most.
  let iterations: Int
  /// Ends after a step that lowers the value by less than this share of the first.
  let tolerance: Double
  /// Steps remembered.
  private let memory = 10
  /// Places that a line search looks at, at most: 20 halvings reach a millionth of a step.
  private static let tries = 20

  struct Found {
    let point: Tensor
    let value: Double
    let iterations: Int
    let hasConverged: Bool
  }

  /// The value and gradient at a point, in the point's shape.
  typealias Function = (Tensor) throws -> (value: Double, gradient: Tensor)

  func minimise(from start: Tensor, _ function: Function) throws -> Found {
    var point = start
    var (value, gradient) = try function(start)
    let enough = tolerance * abs(value)
    var steps: [(move: Tensor, change: Tensor, product: Double)] = []
    for iteration in 0..<iterations {
      let direction = try Self.direction(gradient, steps)
      let slope = try Self.dot(direction, gradient)
      guard slope < 0 else { return Found(point, value, iteration, true) }
      let first = steps.isEmpty ? try Self.firstStep(point, direction) : 1
      guard
        let next = try Self.search(
          function, from: point, value, along: direction, slope, first: first)
      else { return Found(point, value, iteration, true) }
      let move = try next.point - point
      let change = try next.gradient - gradient
      let product = try Self.dot(move, change)
      if product > 0 { steps = Array((steps + [(move, change, product)]).suffix(memory)) }
      let gain = value - next.value
      (point, value, gradient) = next
      if gain <= enough {
        return Found(point, value, iteration + 1, true)
      }
    }
    return Found(point, value, iterations, false)
  }

  private static func dot(_ a: Tensor, _ b: Tensor) throws -> Double { try (a * b).sum().item() }

  /// A hundredth of the point's length, or of 1 at the origin.
  private static func firstStep(_ point: Tensor, _ direction: Tensor) throws -> Double {
    let length = try dot(point, point).squareRoot()
    return try 0.01 * (length > 0 ? length : 1) / dot(direction, direction).squareRoot()
  }

  /// −H g, H from the steps remembered, the newest last.
  private static func direction(
    _ gradient: Tensor, _ steps: [(move: Tensor, change: Tensor, product: Double)]
  ) throws -> Tensor {
    var result = try -gradient
    var factors: [Double] = []
    for step in steps.reversed() {
      let factor = try dot(step.move, result) / step.product
      result = try result - step.change * factor
      factors.append(factor)
    }
    if let last = steps.last {
      result = try result * (last.product / dot(last.change, last.change))
    }
    for (step, factor) in zip(steps, factors.reversed()) {
      let back = try dot(step.change, result) / step.product
      result = try result + step.move * (factor - back)
    }
    return result
  }

  /// A step that lowers the value enough and flattens the slope; nil if rounding hides any. At a kink
  /// there may be no such step: after `tries` the best one found is taken.
  private static func search(
    _ function: Function, from point: Tensor, _ value: Double, along direction: Tensor,
    _ slope: Double, first: Double
  ) throws -> (point: Tensor, value: Double, gradient: Tensor)? {
    var (low, high, step) = (0.0, Double.infinity, first)
    var best: (point: Tensor, value: Double, gradient: Tensor)?
    for _ in 0..<tries {
      let place = try point + direction * step
      let (there, gradient) = try function(place)
      if there.isFinite, there < value, there < best?.value ?? .infinity {
        best = (place, there, gradient)
      }
      if !there.isFinite || there > value + 1e-4 * step * slope {
        high = step
      } else if try dot(direction, gradient) < 0.9 * slope {
        low = step
      } else {
        return (place, there, gradient)
      }
      step = high.isFinite ? (low + high) / 2 : 2 * step
    }
    return best
  }
}

extension Descent.Found {
  init(_ point: Tensor, _ value: Double, _ iterations: Int, _ hasConverged: Bool) {
    self.init(
      point: point, value: value, iterations: iterations, hasConverged: hasConverged)
  }

  /// What to tell if the minimum was not reached.
  var notes: [String] {
    hasConverged
      ? []
      : ["Stopped after \(iterations) iterations before it converged; allow more `iterations`."]
  }
}
