/// The embeddings.
public enum Embeddings: MethodFamily {
  public typealias Method = any Embedding
  public static let noun = "embedding"

  /// Where points get their place that an embedding was not learned from.
  public enum Trait: Sendable {
    /// By a linear map: as the others.
    case linear
    /// By a formula over the points learned from; its equation is in the method's file.
    case extended
    /// Nowhere.
    case refused
  }

  public static let all: [EmbeddingKind] = [
    PCA.kind,
    Whitening.kind,
    FastICA.kind,
    KernelPCA.kind,
    ClassicalMDS.kind,
    SMACOF.kind,
    Isomap.kind,
    LocallyLinearEmbedding.kind,
    LaplacianEigenmaps.kind,
    TSNE.kind,
  ]
}

public typealias EmbeddingKind = MethodKind<Embeddings>

extension MethodKind<Embeddings> {
  public var newPoints: Embeddings.Trait { trait }
}
