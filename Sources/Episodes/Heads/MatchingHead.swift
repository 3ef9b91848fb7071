// O. Vinyals, C. Blundell, T. Lillicrap, K. Kavukcuoglu, D. Wierstra, "Matching networks for one
// shot learning", NIPS 2016. easyfsl does not normalise the queries, and takes log(p + 1e-6).
internal import Parts
package import Torch

/// Attention over the support by cosines.
///
///     a_i = softmax over the support of cos(q, x_i),  p_k = Σ a_i over the class's points,
///     score = log p_k
package struct MatchingHead: Head {
  package var weights: Weights { .none }

  package init() {}

  package func scores(_ query: Tensor, _ support: Support) throws -> Tensor {
    try support.requireColumns(query)
    let cosines = try query.unitRows().times(support.points.unitRows().transposed())
    return try cosines.softmax(1).times(support.membership()).log()
  }
}

extension MatchingHead {
  static let kind = HeadKind(
    "matching", title: "matching network", "Attention over the support by cosines.",
    paper: "Vinyals et al. 2016"
  ) { _ in MatchingHead() }
}
