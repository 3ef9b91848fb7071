extension SplitKind {
  /// Every split that a configuration can name: one line each.
  public static let all: [SplitKind] = [
    PerClassSplit.kind,
    FractionSplit.kind,
    MaskSplit.kind,
    BlockSplit.kind,
    AllSplit.kind,
  ]
}
