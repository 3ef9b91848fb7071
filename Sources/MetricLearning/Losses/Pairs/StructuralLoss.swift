// Song, Xiang, Jegelka and Savarese, "Deep metric learning via lifted structured feature
// embedding", CVPR 2016, as Gong et al., IEEE TGRS 57(6), 2019 use it under the metric BBᵀ.
internal import Parts
public import Torch

/// Every same-label pair against all negatives of both its ends:
///
///     J_ij = d_ij + log( Σ_{y_k≠y_i} exp(m − d_ik) + Σ_{y_k≠y_j} exp(m − d_jk) )
///     J    = 1/(2|P|) Σ_{(i,j)∈P} max(0, J_ij)²
///
/// with d the Euclidean distance of the embeddings, which are y = Bᵀf. A pair without a negative
/// gives 0.
public struct StructuralLoss: MetricLoss {
  /// m, the distance that negatives are pushed to.
  public let margin: Double

  public init(margin: Double = 1) {
    self.margin = margin
  }

  public func judged(_ embeddings: Tensor, _ labels: Tensor) throws -> (
    loss: Tensor, activeShare: Double?
  ) {
    guard let (terms, pairs) = try terms(embeddings, labels) else {
      return (try zero(embeddings), nil)
    }
    return (
      try terms.squared().sum() / pairs / 2, try withoutGradients { try share(terms, of: pairs) }
    )
  }

  private func share(_ terms: Tensor, of pairs: Double) throws -> Double {
    Double(try terms.greater(0).trueCount()) / pairs
  }

  /// max(0, J_ij) where (i, j) is one of the |P| positive pairs, 0 elsewhere; nil without a pair.
  private func terms(_ embeddings: Tensor, _ labels: Tensor) throws -> (Tensor, Double)? {
    try requireBatch(embeddings, labels)
    let count = embeddings.shape[0]
    guard count > 0 else { return nil }
    let same = try sameLabel(labels)
    let positives = try same.and(
      Tensor.full(1, shape: [count, count], type: .bool, device: embeddings.device).upperTriangle(1)
    )
    let pairs = try positives.trueCount()
    guard pairs > 0 else { return nil }

    // The distances come from differences, whose gradient at a distance of 0 is 0: duplicates of a
    // point give no NaN, and no ε under the root is needed.
    let distances = try embeddings.pairwiseDistances(to: embeddings)
    let negatives = try (margin - distances).logSumExp(where: same.not())
    let either = try negatives.unsqueezed(1).logAddExp(negatives.unsqueezed(0))
    let terms = try (distances + either).relu().filled(where: positives.not(), with: 0)
    return (terms, Double(pairs))
  }
}

extension StructuralLoss {
  static let kind = LossKind(
    "structural", "Every positive pair against all negatives of both its ends, under the factors.",
    options: [.number("margin", 1, in: gaps, "Distance m that negatives are pushed to.")],
    refuses: [
      .distance: "its distance is the Euclidean one under the metric's factors, as the paper's",
      .miner: "it is defined over all positive pairs of a batch and their negatives",
      .reducer: "its definition is a mean",
    ]
  ) { StructuralLoss(margin: $0.number("margin")) }
}
