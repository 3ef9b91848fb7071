// J. Liu, L. Song, Y. Qin, "Prototype rectification for few-shot learning" (BD-CSPN), ECCV 2020.
internal import Parts
package import Torch

/// Prototypes moved towards the queries that are likely theirs.
///
///     ξ = mean of the support − mean of the queries,  q′ = q + ξ
///     p′_k = Σ_x w_x x over the class's points and the `top` queries nearest to its mean p_k,
///     w_x = softmax over them of ε cos(x, p_k);   score = ε cos(q′, p′_k)
package struct RectifiedHead: Head {
  let epsilon: Double
  let top: Int
  package var weights: Weights { .none }

  /// - Parameters:
  ///   - epsilon: ε.
  ///   - top: most queries that join a class.
  package init(epsilon: Double = 10, top: Int = 8) {
    self.epsilon = epsilon
    self.top = top
  }

  package func scores(_ query: Tensor, _ support: Support) throws -> Tensor {
    try support.requireColumns(query)
    let moved =
      try query + support.points.mean(0, keep: true) - query.mean(0, keep: true)
    let means = try support.means().unitRows().transposed()
    let cosines = try moved.unitRows().times(means)
    // Queries that join: of each class the nearest among those that are nearest to it.
    let type = try query.elementType
    let own = try cosines.argmax(1).oneHot(support.ways).to(type)
    let places = try cosines.filled(where: own.equal(0), with: -2)
      .sorted(along: 0, descending: true).indices.sorted(along: 0).indices
    let joins = try own * places.less(Double(top)).to(type)
    let items = try Tensor.concatenated([support.points, moved], along: 0)
    let isOut = try Tensor.concatenated([support.membership(), joins], along: 0).equal(0)
    let near = try items.unitRows().times(means) * epsilon
    let shares = try near.filled(where: isOut, with: -.infinity).softmax(0)
    let prototypes = try shares.transposed().times(items)
    return try moved.unitRows().times(prototypes.unitRows().transposed()) * epsilon
  }
}

extension RectifiedHead {
  static let kind = HeadKind(
    "rectified", title: "rectified prototypes",
    "Prototypes moved towards the queries that are likely theirs.",
    paper: "Liu et al. 2020 (BD-CSPN)", traits: [.transductive],
    options: [
      .number("epsilon", 10, in: 1e-3...1e6, "Multiplies cosines."),
      .whole("top", 8, in: 0...1_000_000, "Most queries that join a class."),
    ]
  ) { RectifiedHead(epsilon: $0.values.number("epsilon"), top: $0.values.whole("top")) }
}
