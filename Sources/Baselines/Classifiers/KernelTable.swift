internal import CSVM
internal import Torch

/// Squared Euclidean distances between the rows of two matrices, by matrix product in double
/// precision: rows of the one × rows of the other.
func squaredDistances(_ a: Tensor, _ b: Tensor) throws -> Tensor {
  let products = try a.times(b.transposed())
  let lengths = try a.squared().sum(1, keep: true) + b.squared().sum(1).unsqueezed(0)
  return try (lengths - products * 2).maximum(0)
}

/// The Gaussian kernel between all training rows, exp(−γ ‖x − y‖²), as libsvm reads a precomputed
/// one: a row's first node has its number from 1, node j its kernel with row j.
// Written in `init` and `fill` alone, between which and the machines' training there is no overlap.
final class KernelTable: @unchecked Sendable {
  let count: Int
  private let nodes: UnsafeMutablePointer<svm_node>

  init(count: Int) {
    self.count = count
    nodes = .allocate(capacity: count * (count + 1))
    nodes.initialize(repeating: svm_node(index: 0, value: 0), count: count * (count + 1))
  }

  deinit { nodes.deallocate() }

  /// - Parameter distances: squared, count × count.
  func fill(_ distances: Tensor, gamma: Double) throws {
    try (distances * -gamma).exp().contiguous().withElements(Double.self) { kernel in
      for row in 0..<count {
        let line = nodes + row * (count + 1)
        line[0] = svm_node(index: 0, value: Double(row + 1))
        for column in 0..<count {
          line[column + 1] = svm_node(
            index: Int32(column + 1), value: row == column ? 1 : kernel[row * count + column])
        }
      }
    }
  }

  func row(_ index: Int) -> UnsafeMutablePointer<svm_node> { nodes + index * (count + 1) }
}
