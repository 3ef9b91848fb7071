internal import Torch

/// A scatter matrix that is to be inverted, by its eigenvectors. If it is singular, a share of its
/// mean variance is added to the diagonal first, and told:
///
///     C + εI,    ε = ridge · tr C / r
struct Invertible {
  /// Above 0, ascending.
  let values: [Double]
  /// Columns, r × r.
  let vectors: Tensor

  /// The ridge of a singular matrix, as the neighbour rules of a map have it.
  static let ridgeIfSingular = 0.01

  /// - Parameters:
  ///   - matrix: symmetric, positive semidefinite, r × r.
  ///   - ridge: above 0; nil for none, or for `ridgeIfSingular` if the matrix is singular.
  ///   - name: "the scatter within classes", for notes and errors.
  /// - Throws: `ClassicalError` if the matrix is zero, or the ridge is not above 0.
  init(_ matrix: Tensor, ridge: Double?, name: String, notes: inout [String]) throws {
    if let ridge { try require(ridge > 0, "The ridge must be above 0, not \(ridge).") }
    let (found, columns) = try matrix.symmetricEigen()
    let own = try found.values(Double.self)
    let trace = own.reduce(0, +)
    guard let most = own.last, most > 0, trace > 0 else {
      throw ClassicalError(
        "There is nothing to invert: \(name) is 0. Give points that differ, two or more of a class."
      )
    }
    let rank = own.count { $0 > most * Span.leastShare }
    let added = ridge ?? (rank < own.count ? Self.ridgeIfSingular : 0)
    if ridge == nil, rank < own.count {
      notes.append(
        "Singular: \(name) has rank \(rank) in \(own.count) directions; \(added) of its mean "
          + "variance was added to each. `ridge` sets another share.")
    }
    values = own.map { max($0, 0) + added * trace / Double(own.count) }
    vectors = columns
  }

  /// Cᵖ, symmetric.
  func power(_ exponent: Double) throws -> Tensor {
    let scales = try Tensor(values, shape: [1, values.count]).power(exponent)
    return try (vectors * scales).times(vectors.transposed())
  }

  /// V·diag(λ^−½): columns w with wᵀ C w = 1.
  func whitening() throws -> Tensor {
    try vectors * Tensor(values, shape: [1, values.count]).power(-0.5)
  }
}
