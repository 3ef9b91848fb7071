internal import CTorch

/// A copy between the host and a device that goes on while both do other work.
///
/// To a GPU it runs beside what the GPU is at; from a GPU, behind what has been queued so far. Where
/// the tensor is on the device already, nothing is copied.
public final class Transfer {
  private let handle: OpaquePointer

  /// Begins to copy.
  ///
  /// - Parameters:
  ///   - tensor: to a GPU, best in memory of `Tensor.staging`, which must not be written to until
  ///     the copy is over: any other makes this call wait.
  ///   - device: where the copy goes.
  public init(_ tensor: Tensor, to device: Device) throws {
    var made: OpaquePointer?
    try check { ct_transfer_begin(tensor.handle, device.index, &made) }
    guard let made else { throw TorchError("libtorch handed out no copy") }
    handle = made
  }

  deinit {
    ct_transfer_free(handle)
  }

  /// The copy: on a GPU for whatever is queued from now on; on the host when it is whole, which this
  /// waits for.
  public func finish() throws -> Tensor {
    try tensor { ct_transfer_end(handle, $0) }
  }
}

extension Tensor {
  /// A tensor on the host whose elements are still to be written, in memory that a device copies
  /// from without waiting: page-locked if it is a GPU, any on the CPU.
  public static func staging(
    _ shape: [Int], type: ElementType = .float32, for device: Device
  ) throws -> Tensor {
    let lengths = shape.map(Int64.init)
    return try tensor {
      ct_staging(type.code, lengths, Int32(lengths.count), device.index, $0)
    }
  }

  /// Whether the elements lie in page-locked memory.
  package var isPinned: Bool {
    get throws {
      var found = false
      try check { ct_is_pinned(handle, &found) }
      return found
    }
  }
}
