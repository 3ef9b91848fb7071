internal import CTorch

extension Tensor {
  /// Matrix product; leading dimensions broadcast.
  public func times(_ other: Tensor) throws -> Tensor {
    try tensor { ct_matmul(handle, other.handle, $0) }
  }

  /// The lower triangular L with L·Lᵀ = the matrix.
  ///
  /// - Throws: `TorchError` unless the matrix is positive definite.
  public func cholesky() throws -> Tensor { try tensor { ct_cholesky(handle, $0) } }

  /// log det of a symmetric positive definite matrix, as 2 Σ log L_ii of its Cholesky factor.
  public func logDeterminant() throws -> Tensor { try cholesky().diagonal().log().sum() * 2 }

  public func inverse() throws -> Tensor { try tensor { ct_inverse(handle, $0) } }

  /// Singular values, descending.
  public func singularValues() throws -> Tensor {
    try tensor { ct_singular_values(handle, $0) }
  }

  /// The thin decomposition A = U·diag(s)·Vᵀ of an m × n matrix, k the smaller of both.
  ///
  /// - Returns: U m × k, s descending, and Vᵀ k × n. A gradient needs singular values that differ.
  public func singularVectors() throws -> (left: Tensor, values: Tensor, right: Tensor) {
    var left: OpaquePointer?
    var values: OpaquePointer?
    var right: OpaquePointer?
    try check { ct_singular_vectors(handle, &left, &values, &right) }
    let pair = try Self.pair(left, right)
    guard let values else { throw TorchError("libtorch handed out no tensor") }
    return (pair.0, Tensor(owning: values), pair.1)
  }

  /// The X with A·X = B, for a square matrix A.
  ///
  /// - Throws: `TorchError` if the matrix is singular.
  public func solve(_ right: Tensor) throws -> Tensor {
    try tensor { ct_solve(handle, right.handle, $0) }
  }

  /// The X n × r with the least ‖A·X − B‖, for an A m × n of full rank and B m × r.
  public func leastSquares(_ right: Tensor) throws -> Tensor {
    try tensor { ct_least_squares(handle, right.handle, $0) }
  }

  /// Eigenvalues, ascending, and eigenvectors (columns) of a symmetric matrix.
  public func symmetricEigen() throws -> (values: Tensor, vectors: Tensor) {
    var values: OpaquePointer?
    var vectors: OpaquePointer?
    try check { ct_symmetric_eigen(handle, &values, &vectors) }
    return try Self.pair(values, vectors)
  }

  /// The nearest rows of `references` for each row of `self`, nearest first, on the CPU.
  ///
  /// - Parameters:
  ///   - references: M × k, float32 like `self`.
  ///   - centre: a point c near all, k.
  ///   - turned: −2 (references − c)ᵀ, k × M.
  ///   - squares: ‖references − c‖², M.
  ///   - weights: M values above 0 that the squared distances are multiplied by; nil for 1.
  ///   - count: number of neighbours of each row.
  ///   - own: the row of `references` that the first row of `self` is, and so on, which are left
  ///     out; nil if they are none.
  /// - Returns: distances and rows, N × count; of equal distances the first row comes first.
  public func nearestRows(
    of references: Tensor, centre: Tensor, turned: Tensor, squares: Tensor,
    weights: Tensor? = nil, count: Int, own: Int?
  ) throws -> (distances: Tensor, rows: Tensor) {
    var distances: OpaquePointer?
    var rows: OpaquePointer?
    try check {
      ct_nearest(
        handle, references.handle, centre.handle, turned.handle, squares.handle,
        weights?.handle, Int64(count), Int64(own ?? -1), &distances, &rows)
    }
    return try Self.pair(distances, rows)
  }

  /// ‖x_i − y_j‖_p for every row x_i of `self` and y_j of `other`, from their differences.
  public func pairwiseDistances(to other: Tensor, p: Double = 2) throws -> Tensor {
    try tensor { ct_pairwise_distance(handle, other.handle, p, $0) }
  }
}
