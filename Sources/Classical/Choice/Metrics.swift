/// The metrics.
public enum Metrics: MethodFamily {
  public typealias Method = any Metric
  public static let noun = "metric"

  /// What a metric learns from beside the points.
  public enum Trait: Sendable { case none, classes, classesOrPairs }

  public static let all: [MetricKind] = [
    Euclid.kind,
    CovarianceMetric.kind,
    RCA.kind,
    LDA.kind,
    LFDA.kind,
    LPP.kind,
    KISSME.kind,
    ITML.kind,
    MMC.kind,
    LMNN.kind,
    NCA.kind,
  ]
}

public typealias MetricKind = MethodKind<Metrics>

extension MethodKind<Metrics> {
  public var supervision: Metrics.Trait { trait }
}
