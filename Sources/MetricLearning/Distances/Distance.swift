public import Torch

/// How far apart two embeddings are, or how alike.
public protocol Distance: Stateful {
  /// Whether larger means nearer.
  var isSimilarity: Bool { get }

  /// - Parameters:
  ///   - a: N × k.
  ///   - b: M × k.
  /// - Returns: N × M, the distance (or similarity) of every row of `a` to every row of `b`.
  func callAsFunction(_ a: Tensor, _ b: Tensor) throws -> Tensor
}

extension Distance {
  public func state(_ path: String) -> [StateEntry] { [] }

  /// By how much `x` is farther than `y`: x − y of distances, y − x of similarities.
  func excess(_ x: Tensor, over y: Tensor) throws -> Tensor {
    isSimilarity ? try y - x : try x - y
  }

  func excess(_ x: Tensor, over y: Double) throws -> Tensor {
    isSimilarity ? try y - x : try x - y
  }

  func excess(_ x: Double, over y: Tensor) throws -> Tensor {
    isSimilarity ? try y - x : try x - y
  }

  /// Larger where nearer, whatever the kind.
  func nearness(_ a: Tensor, _ b: Tensor) throws -> Tensor {
    isSimilarity ? try self(a, b) : try -self(a, b)
  }
}
