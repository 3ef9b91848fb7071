package import Torch

/// A classifier that is made of the few labelled points of an episode.
///
/// A head is one file with its paper and equation, and one line in `HeadKind.all`. The laws of
/// `EpisodesTests` run over every head in the list.
package protocol Head {
  /// What is learned over many episodes; empty for most closed forms.
  var weights: Weights { get }

  /// - Parameters:
  ///   - query: Q × d.
  ///   - support: points S × d of the same columns.
  /// - Returns: Q × ways; the class of the largest score is the answer.
  func scores(_ query: Tensor, _ support: Support) throws -> Tensor

  /// What meta-training minimises: one number.
  func loss(_ episode: Episode) throws -> Tensor

  /// The linear classifier that gives the same answers; nil if there is none.
  func classifier(_ support: Support) throws -> LinearClassifier?
}

/// Scores W q + b of points, which a model can keep.
package struct LinearClassifier {
  /// ways × d.
  package let weight: Tensor
  /// One number a class.
  package let bias: Tensor
}

extension Head {
  /// Mean cross-entropy of the queries.
  package func loss(_ episode: Episode) throws -> Tensor {
    try crossEntropy(scores(episode.query, episode.support), episode.queryClasses())
  }

  package func classifier(_ support: Support) throws -> LinearClassifier? { nil }

  /// Class of each query; of equal scores the first class.
  package func classes(_ query: Tensor, _ support: Support) throws -> [Int] {
    try scores(query, support).detached().argmax(1).values(Int64.self).map { Int($0) }
  }
}

extension Tensor {
  /// Rows of unit length; a row of zeros stays.
  func unitRows() throws -> Tensor {
    try self / norm(-1, keep: true).maximum(1e-12)
  }

  /// −‖x_i − y_j‖² of the rows of `self` and `other`.
  func negativeSquares(to other: Tensor) throws -> Tensor {
    try -pairwiseDistances(to: other).squared()
  }
}
