internal import CTorch

/// A seeded source of random tensors; the same seed on the same device gives the same numbers. All
/// 64 bits of the seed count.
public final class RandomGenerator {
  let handle: OpaquePointer
  public let device: Device

  public init(seed: UInt64, device: Device = .cpu) throws {
    var made: OpaquePointer?
    try check { ct_generator_new(seed, device.index, &made) }
    guard let made else { throw TorchError("libtorch handed out no generator") }
    handle = made
    self.device = device
  }

  deinit {
    ct_generator_free(handle)
  }

  /// Standard normal numbers.
  public func normal(_ shape: [Int], type: ElementType = .float32) throws -> Tensor {
    let lengths = shape.map(Int64.init)
    return try tensor {
      ct_normal(handle, type.code, lengths, Int32(lengths.count), device.index, $0)
    }
  }

  /// Numbers uniform in [0, 1).
  public func uniform(_ shape: [Int], type: ElementType = .float32) throws -> Tensor {
    let lengths = shape.map(Int64.init)
    return try tensor {
      ct_uniform(handle, type.code, lengths, Int32(lengths.count), device.index, $0)
    }
  }

  /// Numbers uniform in [−bound, bound).
  public func uniform(_ shape: [Int], within bound: Double) throws -> Tensor {
    try (uniform(shape) - 0.5) * (2 * bound)
  }
}
