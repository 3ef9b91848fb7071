// T. Cover, P. Hart, "Nearest neighbor pattern classification", IEEE Transactions on Information
// Theory 13(1), 1967.
internal import Parts
package import Torch

/// The class of the nearest labelled point, or of most of the nearest; a tie goes to the tied class
/// whose point is nearest.
///
///     one neighbour: score = −min ‖q − x‖ over the class's points
///     several: score = votes + ½ / (1 + min ‖q − x‖)
package struct NearestNeighbourHead: Head {
  let neighbours: Int
  package var weights: Weights { .none }

  package init(neighbours: Int = 1) { self.neighbours = neighbours }

  package func scores(_ query: Tensor, _ support: Support) throws -> Tensor {
    try support.requireColumns(query)
    let distances = try query.pairwiseDistances(to: support.points)
    let membership = try support.membership()
    let nearest = try distances.unsqueezed(2)
      .expanded([query.shape[0], support.count, support.ways])
      .filled(where: membership.equal(0), with: .infinity).min(1)
    guard neighbours > 1 else { return try -nearest }
    let chosen = try distances.top(min(neighbours, support.count), along: 1, largest: false)
    let votes = try chosen.indices.oneHot(support.count).sum(1).to(query.elementType)
      .times(membership)
    return try votes + (nearest + 1).reciprocal() * 0.5
  }
}

extension NearestNeighbourHead {
  static let kind = HeadKind(
    "nearest", title: "nearest neighbour", "The class of the nearest labelled point.",
    paper: "Cover and Hart 1967",
    options: [.whole("neighbours", 1, in: 1...1_000_000, "Points that vote.")]
  ) { NearestNeighbourHead(neighbours: $0.values.whole("neighbours")) }
}
