public import Torch

/// Relevant component analysis: the linear map after which every class is as wide in all
/// directions, so that directions in which pixels of one class differ count little. Euclidean
/// distances after it are Mahalanobis distances by the scatter that the classes share:
///
///     ‖W(x − x′)‖² = (x − x′)ᵀ (C + εI)⁻¹ (x − x′)
///     C = Σ_c Σ_{x of c} (x − x̄_c)(x − x̄_c)ᵀ / (N − classes)        ε = ridge · tr C / r
///
/// A. Bar-Hillel, T. Hertz, N. Shental, D. Weinshall, "Learning distance functions using
/// equivalence relations", ICML 2003. The ridge is a choice of ours.
public struct RelevantComponents {
  /// The mean of all points, 1 × r, and Wᵀ, r × r, in float32.
  private let mean: Tensor
  private let map: Tensor

  /// - Parameters:
  ///   - points: N × r, finite.
  ///   - labels: N classes. Where no class has two points that differ, the map changes nothing but
  ///     the mean.
  ///   - ridge: above 0.
  /// - Throws: `MetricLearningError` for shapes that do not fit; `TorchError` for points with NaN.
  public init(of points: Tensor, labels: [Int], ridge: Double = 0.01) throws {
    try require(
      points.rank == 2 && points.shape[0] == labels.count && points.shape.allSatisfy { $0 > 0 },
      "\(labels.count) labels for points of shape \(points.shape); one a row is needed")
    try require(ridge > 0, "the ridge must be above 0, not \(ridge)")
    let x = try points.detached().to(.float64)
    let (count, width) = (x.shape[0], x.shape[1])
    let classes = Dictionary(
      uniqueKeysWithValues: Set(labels).sorted().enumerated().map { ($1, Int64($0)) })
    let rows = try Tensor(labels.map { classes[$0] ?? 0 }).to(x.device)
    let members = try Tensor.full(1, shape: [count], type: .float64, device: x.device)
      .summed(by: rows, count: classes.count).unsqueezed(1)
    let means = try x.summed(by: rows, count: classes.count) / members
    let rest = try x - means.selecting(rows, along: 0)
    let scatter =
      try rest.transposed().times(rest) * (1 / Double(max(1, count - classes.count)))
    let trace = try scatter.diagonal().sum().item()
    let identity = try Tensor.identity(width, type: .float64, device: x.device)
    mean = try x.mean(0, keep: true).to(.float32)
    map =
      trace == 0
      ? try identity.to(.float32)
      // C + εI = L·Lᵀ, and W = L⁻¹.
      : try (scatter + identity * (ridge * trace / Double(width))).cholesky().inverse()
        .transposed().to(.float32)
  }

  /// - Parameter points: N × r.
  /// - Returns: N × r.
  public func callAsFunction(_ points: Tensor) throws -> Tensor {
    try (points.to(.float32) - mean).times(map)
  }
}
