internal import CTorch

/// One named tensor of a network: a parameter that is trained, or a statistic that is kept.
public struct StateEntry {
  /// Where it is, such as "bank1.scale3.weight".
  public var path: String
  public var tensor: Tensor
  /// Whether an optimiser changes it.
  public var isTrained: Bool

  public init(path: String, tensor: Tensor, isTrained: Bool = true) {
    self.path = path
    self.tensor = tensor
    self.isTrained = isTrained
  }
}

/// A layer or network whose tensors are listed explicitly, by path.
public protocol Stateful {
  /// All tensors, each path starting with `path`; always in the same order.
  func state(_ path: String) -> [StateEntry]
}

extension Stateful {
  /// The state, by path from the root.
  public var state: [StateEntry] { state("") }

  /// The tensors that an optimiser changes, in order.
  public var parameters: [StateEntry] { state.filter(\.isTrained) }

  /// Copies of all tensors by path, to be restored or saved later.
  public func snapshot() throws -> [String: Tensor] {
    try withoutGradients {
      try Dictionary(uniqueKeysWithValues: state.map { ($0.path, try $0.tensor.copy()) })
    }
  }

  /// Overwrites every tensor with the one of the same path.
  ///
  /// - Throws: `TorchError` naming the path that is absent, superfluous or of another shape.
  public func restore(_ tensors: [String: Tensor]) throws {
    let own = state
    for entry in own {
      guard let source = tensors[entry.path] else {
        throw TorchError("there are no weights for `\(entry.path)` \(entry.tensor.shape)")
      }
      guard source.shape == entry.tensor.shape else {
        throw TorchError(
          "the weights for `\(entry.path)` have shape \(source.shape), not \(entry.tensor.shape)")
      }
    }
    if let extra = Set(tensors.keys).subtracting(own.map(\.path)).min() {
      throw TorchError("there are weights for `\(extra)`, which this network does not have")
    }
    for entry in own {
      if let source = tensors[entry.path] { try entry.tensor.assign(source) }
    }
  }
}

extension Stateful {
  /// The first tensor that holds NaN or an infinity, in the order of the state; nil if all are finite.
  /// One pass over memory.
  public func firstNotFinite() throws -> StateEntry? {
    let own = state
    return try indexOfNotFinite(own.map(\.tensor)).map { own[$0] }
  }
}

extension [StateEntry] {
  /// The first entry whose gradient holds NaN or an infinity; nil if all are finite or there is none.
  /// To be asked between `backward` and `Optimiser.step`: it costs less than a hundredth of a step.
  public func firstWithoutFiniteGradient() throws -> StateEntry? {
    let (indices, gradients) = try gradients(of: self)
    return try indexOfNotFinite(gradients).map { self[indices[$0]] }
  }
}

/// Which of some tensors is the first that holds NaN or an infinity.
func indexOfNotFinite(_ tensors: [Tensor]) throws -> Int? {
  var index: Int32 = -1
  try check {
    ct_first_not_finite(tensors.map { Optional($0.handle) }, Int32(tensors.count), &index)
  }
  defer { withExtendedLifetime(tensors) {} }
  return index < 0 ? nil : Int(index)
}

/// "a" and "b" make "a.b"; an empty path is the root.
public func joined(_ path: String, _ name: String) -> String {
  path.isEmpty ? name : "\(path).\(name)"
}

/// Whether a network is being trained, and if so, where its random numbers come from.
public enum Mode {
  case training(RandomGenerator)
  case inference
}
