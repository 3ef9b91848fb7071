internal import Torch

/// An orthonormal basis of the rows, one after the other: Gram–Schmidt, twice, so that rounding does
/// not undo it (L. Giraud, J. Langou, M. Rozložník, 2005).
///
/// - Parameter rows: k × d, linearly independent, k ≤ d.
func orthonormal(_ rows: Tensor) throws -> Tensor {
  var basis: Tensor?
  for index in 0..<rows.shape[0] {
    var row = try rows.slice(0, index..<(index + 1))
    for _ in 0..<2 {
      if let basis { row = try row - row.times(basis.transposed()).times(basis) }
      row = try row / row.norm(1, keep: true)
    }
    basis = try basis.map { try Tensor.concatenated([$0, row], along: 0) } ?? row
  }
  return basis ?? rows
}
