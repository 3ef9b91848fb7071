// Y. Wang, W.-L. Chao, K. Weinberger, L. van der Maaten, "SimpleShot: revisiting nearest-neighbor
// classification for few-shot learning", arXiv 1911.04623, 2019. There the mean is that of the base
// classes; here it is that of the support, so that nothing but the episode is needed.
internal import Parts
package import Torch

/// Centring on the support and unit length, then the nearest class mean.
///
///     x̂ = (x − x̄) / ‖x − x̄‖,  score = −‖q̂ − mean of x̂‖²
package struct CentredHead: Head {
  package var weights: Weights { .none }

  package init() {}

  package func scores(_ query: Tensor, _ support: Support) throws -> Tensor {
    let (query, support) = try Self.centred(query, support)
    return try PrototypicalHead().scores(query, support)
  }

  /// Query and support around the mean of the support, each row of unit length.
  static func centred(_ query: Tensor, _ support: Support) throws -> (Tensor, Support) {
    try support.requireColumns(query)
    let mean = try support.points.mean(0, keep: true)
    return (
      try (query - mean).unitRows(), try support.with((support.points - mean).unitRows())
    )
  }
}

extension CentredHead {
  static let kind = HeadKind(
    "centred", title: "centred prototypes",
    "Centring on the support and unit length, then the nearest class mean.",
    paper: "Wang et al. 2019 (SimpleShot)"
  ) { _ in CentredHead() }
}
