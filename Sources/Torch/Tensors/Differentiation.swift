internal import CTorch

extension Tensor {
  /// Whether operations on this tensor are recorded for `backward`.
  public var requiresGradient: Bool { ct_requires_gradient(handle) }

  /// Makes a leaf tensor (of a floating type) one that gradients are taken for.
  @discardableResult
  public func requiringGradient(_ required: Bool = true) throws -> Tensor {
    try check { ct_set_requires_gradient(handle, required) }
    return self
  }

  /// The same values, cut off from what they were computed from: no gradient passes.
  public func detached() throws -> Tensor { try tensor { ct_detach(handle, $0) } }

  /// Adds the gradient of this number to every tensor it depends on that requires one.
  public func backward() throws {
    try check { ct_backward(handle) }
  }

  /// The gradients of this number by some tensors, which are not accumulated in them; zeros for a
  /// tensor that it does not depend on.
  ///
  ///     let slope = try loss.gradients(of: [x], differentiable: true)[0]
  ///     try slope.squared().sum().backward()
  ///
  /// - Parameters:
  ///   - inputs: tensors that require gradients.
  ///   - differentiable: whether the gradients can be differentiated again. The networks' fused
  ///     bank (`TrainedBank`) cannot: its layers one by one can.
  public func gradients(of inputs: [Tensor], differentiable: Bool = false) throws -> [Tensor] {
    var found = [OpaquePointer?](repeating: nil, count: inputs.count)
    try check {
      ct_gradients(
        handle, inputs.map { Optional($0.handle) }, Int32(inputs.count), differentiable, &found)
    }
    defer { withExtendedLifetime(inputs) {} }
    return found.compactMap { $0.map(Tensor.init(owning:)) }
  }

  /// The gradient accumulated so far; nil if there is none.
  public var gradient: Tensor? {
    get throws {
      var gradient: OpaquePointer?
      try check { ct_gradient(handle, &gradient) }
      return gradient.map(Tensor.init(owning:))
    }
  }

  public func clearGradient() throws {
    try check { ct_clear_gradient(handle) }
  }
}

/// Runs `body` without recording for `backward` on this thread.
public func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
  let former = ct_set_gradients_enabled(false)
  defer { _ = ct_set_gradients_enabled(former) }
  return try body()
}

/// Runs `body` in libtorch's inference mode: no recording and no version counting. Tensors made
/// inside cannot take part in differentiation later.
public func inferring<Result>(_ body: () throws -> Result) throws -> Result {
  var guardHandle: OpaquePointer?
  try check { ct_inference_begin(&guardHandle) }
  defer { ct_inference_end(guardHandle) }
  return try body()
}
