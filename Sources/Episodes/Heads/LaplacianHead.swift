// I. Ziko, J. Dolz, É. Granger, I. Ben Ayed, "Laplacian regularized few-shot learning", ICML 2020.
internal import Parts
package import Torch

/// Nearest prototypes, made to agree among neighbouring queries.
///
///     a_qk = ‖q − p_k‖² of centred points of unit length,  w_qr = 1 for the nearest queries r of q
///     Y ← softmax(−a + λ W Y), from softmax(−a), until it stands;   score = −a + λ W Y
package struct LaplacianHead: Head {
  let lambda: Double
  let neighbours: Int
  let iterations: Int
  package var weights: Weights { .none }

  package init(lambda: Double = 0.5, neighbours: Int = 3, iterations: Int = 20) {
    self.lambda = lambda
    self.neighbours = neighbours
    self.iterations = iterations
  }

  package func scores(_ query: Tensor, _ support: Support) throws -> Tensor {
    let (query, support) = try CentredHead.centred(query, support)
    let unary = try query.negativeSquares(to: support.means())
    let count = query.shape[0]
    let kept = min(neighbours, count - 1)
    guard kept > 0 else { return unary }
    let device = query.device
    let own = try Tensor.identity(count, type: query.elementType, device: device)
    let apart = try query.pairwiseDistances(to: query).detached()
      .filled(where: own.greater(0), with: .infinity)
    let nearest = try apart.top(kept, along: 1, largest: false).indices
    let graph = try nearest.oneHot(count).sum(1).to(query.elementType)
    var scores = unary
    for _ in 0..<iterations {
      let next = try unary + graph.times(scores.softmax(1)) * lambda
      let change = try (next - scores).detached().magnitude().max().item()
      scores = next
      if change < 1e-6 { break }
    }
    return scores
  }
}

extension LaplacianHead {
  static let kind = HeadKind(
    "laplacian", title: "LaplacianShot",
    "Nearest prototypes, made to agree among neighbouring queries.",
    paper: "Ziko et al. 2020", traits: [.transductive],
    options: [
      .number("lambda", 0.5, in: 0...1e3, "Weight of the neighbours."),
      .whole("neighbours", 3, in: 1...1000, "Nearest queries of each."),
      .whole("iterations", 20, in: 1...10_000, "Iterations at most."),
    ]
  ) {
    LaplacianHead(
      lambda: $0.values.number("lambda"), neighbours: $0.values.whole("neighbours"),
      iterations: $0.values.whole("iterations"))
  }
}
