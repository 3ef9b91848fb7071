public import Torch

/// The figures of an embedding of labelled points.
public struct EmbeddingFigures: Codable, Equatable, Sendable {
  public let points: Int
  public let retrieval: Retrieval
  /// Of k-means clusters, as many as classes, with the labels.
  public let agreement: ClusterAgreement
  public let spread: ClassSpread

  /// - Parameters:
  ///   - embeddings: N × k, without NaN. Time and memory grow with N times the largest class.
  ///   - labels: N classes.
  ///   - seed: of the k-means starts.
  public init(of embeddings: Tensor, labels: [Int], seed: UInt64) throws {
    points = labels.count
    retrieval = try Retrieval(of: embeddings, labels: labels)
    let clusters = try KMeans(
      embeddings.to(.float32), clusters: Set(labels).count, seed: seed)
    agreement = try ClusterAgreement(labels, clusters.assignments)
    spread = try ClassSpread(of: embeddings, labels: labels)
  }
}
