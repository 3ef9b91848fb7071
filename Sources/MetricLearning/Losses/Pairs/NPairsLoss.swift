// Sohn, "Improved deep metric learning with multi-class N-pair loss objective", NIPS 2016.
internal import Parts
internal import Torch

/// One positive pair a class; each anchor must be more like its own positive than those of all
/// other classes:
///
///     mean_c −log( exp(a_c·p_c) / Σ_e exp(a_c·p_e) )
///
/// The pair of a class is its first in the batch, so the loss depends on the order within a class.
public struct NPairsLoss: PairLoss {
  public let distance: any Distance
  public let reducer: any Reducer
  public static let ranksItsBatch = true

  public init(distance: any Distance = DotProduct(), reducer: any Reducer = MeanReducer()) {
    self.distance = distance
    self.reducer = reducer
  }

  public func terms(_ comparison: Comparison) throws -> [Terms] {
    let pairs = try comparison.positives.nonzero().values(Int64.self)
    let labels = try comparison.queryLabels.values(Int64.self)
    var first: [Int64: (anchor: Int64, positive: Int64)] = [:]
    for i in stride(from: 0, to: pairs.count, by: 2) {
      let label = labels[Int(pairs[i])]
      if first[label] == nil { first[label] = (pairs[i], pairs[i + 1]) }
    }
    guard !first.isEmpty else { return [] }
    let chosen = first.sorted { $0.key < $1.key }.map(\.value)
    let device = comparison.queries.device
    let anchors = try Tensor(chosen.map(\.anchor)).to(device)
    let positives = try Tensor(chosen.map(\.positive)).to(device)
    let nearness = try distance.nearness(
      comparison.queries.selecting(anchors, along: 0),
      comparison.references.selecting(positives, along: 0))
    return [Terms(try -nearness.logSoftmax(1).diagonal(), anchors: anchors, unit: .anchor)]
  }
}

extension NPairsLoss {
  static let kind = LossKind(
    "nPairs", "One positive pair of each class against those of all other classes.",
    refuses: [.memory: "it takes one pair of each class from the batch itself"]
  ) {
    NPairsLoss(
      distance: $0.distance(else: DotProduct()), reducer: $0.reducer(else: MeanReducer()))
  }
}
