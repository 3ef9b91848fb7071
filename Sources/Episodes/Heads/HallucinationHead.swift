// Y.-X. Wang, R. Girshick, M. Hebert, B. Hariharan, "Low-shot learning from imaginary data", CVPR
// 2018. The start is theirs: identities, so that at first the generator copies a point. As its
// ReLUs are met by features from 0 up there, parts below 0 are lost here.
internal import Parts
package import Torch

/// Prototypes of the labelled points and of points that a generator makes of them.
///
///     G(x, z) = W₃ ReLU(W₂ ReLU(W₁ [x, z] + b₁) + b₂) + b₃,  z standard normal
///     each labelled point gives `each` points of its class; then as `prototypical`
package struct HallucinationHead: Head {
  /// "weight1" d × 2d, "weight2" and "weight3" d × d, "bias1" to "bias3".
  package let weights: Weights
  let each: Int

  package init(_ weights: Weights, each: Int = 2) {
    self.weights = weights
    self.each = each
  }

  package func scores(_ query: Tensor, _ support: Support) throws -> Tensor {
    let items = Array(repeating: Array(0..<support.count), count: each).flatMap { $0 }
    let generator = try RandomGenerator(seed: support.seed, device: query.device)
    let noise = try generator.normal(
      [items.count, support.points.shape[1]], type: query.elementType)
    return try PrototypicalHead().scores(query, grown(support, from: items, noise: noise))
  }

  /// The support with points made of some of its items.
  ///
  /// - Parameters:
  ///   - items: indices into the support.
  ///   - noise: items × d.
  package func grown(_ support: Support, from items: [Int], noise: Tensor) throws -> Support {
    let seeds = try support.points.selecting(
      Tensor(items.map(Int64.init)).to(support.points.device), along: 0)
    let made = try made(seeds, noise)
    return try Support(
      Tensor.concatenated([support.points, made], along: 0),
      labels: support.labels + items.map { support.labels[$0] }, ways: support.ways,
      seed: support.seed)
  }

  /// G of rows x and z.
  package func made(_ x: Tensor, _ noise: Tensor) throws -> Tensor {
    let first = try weights.linear(1)(Tensor.concatenated([x, noise], along: 1)).relu()
    return try weights.linear(3)(weights.linear(2)(first).relu())
  }
}

extension HallucinationHead {
  static let kind = HeadKind(
    "hallucination", title: "hallucinated points",
    "Prototypes of the labelled points and of points that a generator makes of them.",
    paper: "Wang et al. 2018", traits: [.learned, .ordered],
    options: [.whole("each", 2, in: 1...1000, "Points made of each labelled one.")]
  ) { parts in
    let width = parts.features
    return HallucinationHead(
      try parts.weights([
        .identity("weight1", width, 2 * width), .constant("bias1", 0, [width]),
        .identity("weight2", width, width), .constant("bias2", 0, [width]),
        .identity("weight3", width, width), .constant("bias3", 0, [width]),
      ]), each: parts.values.whole("each"))
  }
}
