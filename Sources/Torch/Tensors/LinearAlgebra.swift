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

  /// Eigenvalues, ascending, and eigenvectors (columns) of a symmetric matrix.
  public func symmetricEigen() throws -> (values: Tensor, vectors: Tensor) {
    var values: OpaquePointer?
    var vectors: OpaquePointer?
    try check { ct_symmetric_eigen(handle, &values, &vectors) }
    return try Self.pair(values, vectors)
  }

  /// ‖x_i − y_j‖_p for every row x_i of `self` and y_j of `other`, from their differences.
  public func pairwiseDistances(to other: Tensor, p: Double = 2) throws -> Tensor {
    try tensor { ct_pairwise_distance(handle, other.handle, p, $0) }
  }
}
