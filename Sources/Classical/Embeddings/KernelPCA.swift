// B. Schölkopf, A. Smola, K.-R. Müller, "Nonlinear component analysis as a kernel eigenvalue
// problem", Neural Computation 10, 1998. Numbers as `KernelPCA` of scikit-learn 1.9; its default γ
// is 1/d, which asks for features of variance 1.
internal import Parts
internal import Torch

/// Kernel principal component analysis: principal components in the space of a Gaussian kernel,
///
///     K_ij = exp(−γ ‖x_i − x_j‖²)
///
/// by `PrincipalCoordinates`. Of more than `most` points, those of a sample stand for all (Nyström).
public struct KernelPCA: SampledEmbedding {
  public let components: Int?
  public let gamma: Double?
  public let most: Int
  public let seed: UInt64

  /// - Parameters:
  ///   - components: nil for as many as the kernel's space has.
  ///   - gamma: γ; nil for 1 / (features · their mean variance), so that units do not matter.
  ///   - most: points learned from; a sample of so many if there are more.
  ///   - seed: of the sample.
  public init(
    components: Int? = nil, gamma: Double? = nil, most: Int = 2000, seed: UInt64 = 0
  ) throws {
    if let gamma { try require(gamma > 0, "The kernel's γ must be above 0, not \(gamma).") }
    self.components = components
    self.gamma = gamma
    self.most = most
    self.seed = seed
  }

  func embed(_ points: Points) throws -> FittedEmbedding {
    let variance = try Moments(points).covariance().diagonal().sum().item()
    try require(variance > 0, "All points are the same; a method needs points that differ.")
    let width = gamma ?? 1 / variance
    let (centred, mean) = try points.centred()
    func kernel(_ queries: Tensor) throws -> Tensor {
      try (squaredDistancesByProducts(queries, centred) * -width).exp()
    }
    let found = try PrincipalCoordinates(kernel(centred), components: components)
    return try FittedEmbedding(found.coordinates, of: points, values: found.values) {
      try found.place(kernel($0 - mean))
    }
  }
}

extension KernelPCA {
  static let kind = EmbeddingKind(
    "kernel-pca", or: ["kpca"], title: "kernel principal component analysis",
    "Principal components in the space of a Gaussian kernel.", paper: "Schölkopf et al. 1998",
    trait: .extended,
    components: .init(most: .points),
    options: [
      .number("gamma", nil, in: 0...1e300, "The kernel's γ; default 1 / total variance."),
      .sample(2000), .seed,
    ],
    cost: "All pairs and their eigenvectors; a sample above `points`.",
    refusal: "Points that are all the same."
  ) {
    try KernelPCA(
      components: $0.optionalWhole("components"), gamma: $0.optionalNumber("gamma"),
      most: $0.whole("points"), seed: $0.seed)
  }
}
