internal import CTorch

/// The loops of our own, which are compiled for several kinds of processor. The best that this one
/// has are in use; tests choose others, so that all are tested on one machine.
package enum Kernels: CaseIterable, Sendable {
  case avx512, avx2, portable

  private var code: ct_kernels {
    switch self {
    case .avx512: CT_KERNELS_AVX512
    case .avx2: CT_KERNELS_AVX2
    case .portable: CT_KERNELS_PORTABLE
    }
  }

  /// Runs `body` with these loops on this thread.
  ///
  /// - Returns: nil if this processor does not have them.
  package func use<Result>(_ body: () throws -> Result) rethrows -> Result? {
    guard ct_use_kernels(code) else { return nil }
    defer { ct_use_kernels(CT_KERNELS_BEST) }
    return try body()
  }
}

extension Tensor {
  /// Rows × depth times depth × outputs, plus a bias, by the loops of inference; float32 on the CPU.
  package func product(_ matrix: Tensor, bias: Tensor?, rectified: Bool) throws -> Tensor {
    try tensor { ct_product(handle, matrix.handle, bias?.handle, rectified, $0) }
  }
}
