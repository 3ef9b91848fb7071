internal import Torch

/// The generalised symmetric eigenproblem A v = λ B v with vᵀ B v = 1, by whitening B: with
/// B = V Λ Vᵀ and W = V Λ^−½, the v = W u are those of Wᵀ A W u = λ u.
struct GeneralisedEigen {
  /// Descending.
  let values: [Double]
  /// A vector a row, in the order of the values, r × d.
  let rows: Tensor

  /// - Parameters:
  ///   - a, b: symmetric, d × d; b positive semidefinite.
  ///   - span: what the vectors are looked for in.
  ///   - ridge, name, notes: as `Invertible` takes them, for b.
  init(
    _ a: Tensor, _ b: Tensor, span: Span, ridge: Double?, name: String, notes: inout [String]
  ) throws {
    let whitening = try Invertible(span.inside(b), ridge: ridge, name: name, notes: &notes)
      .whitening()
    let inner = try whitening.transposed().times(span.inside(a)).times(whitening)
    let (found, vectors) = try ((inner + inner.transposed()) * 0.5).symmetricEigen()
    values = try found.values(Double.self).reversed()
    rows = try span.basis.times(whitening).times(vectors).transposed().flipped([0])
  }
}
