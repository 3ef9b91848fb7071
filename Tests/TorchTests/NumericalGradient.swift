import Testing
import Torch

/// Checks the gradient of `function` at `point` (float64) against central differences.
func expectGradient(
  at point: Tensor, tolerance: Double = 1e-6, sourceLocation: SourceLocation = #_sourceLocation,
  of function: (Tensor) throws -> Tensor
) throws {
  let leaf = try point.copy().requiringGradient()
  try function(leaf).backward()
  let found = try gradient(leaf, sourceLocation: sourceLocation).values(Double.self)
  let values = try point.values(Double.self)
  let step = 1e-5
  for index in values.indices {
    func value(_ offset: Double) throws -> Double {
      var moved = values
      moved[index] += offset
      return try function(Tensor(moved, shape: point.shape)).item()
    }
    let expected = try (value(step) - value(-step)) / (2 * step)
    #expect(
      abs(found[index] - expected) <= tolerance * max(1, abs(expected)),
      "element \(index): \(found[index]), by differences \(expected)",
      sourceLocation: sourceLocation)
  }
}

/// The largest difference between two tensors, element by element.
func largestDifference(_ a: Tensor, _ b: Tensor) throws -> Double {
  try withoutGradients { try (a.to(.float64) - b.to(.float64)).magnitude().max().item() }
}

/// Standard normal numbers in float64.
func normal(_ shape: [Int], seed: UInt64 = 1) throws -> Tensor {
  try RandomGenerator(seed: seed).normal(shape, type: .float64)
}

/// The gradient of a leaf, which must have one.
func gradient(_ leaf: Tensor, sourceLocation: SourceLocation = #_sourceLocation) throws -> Tensor {
  let gradient = try leaf.gradient
  return try #require(gradient, sourceLocation: sourceLocation)
}
