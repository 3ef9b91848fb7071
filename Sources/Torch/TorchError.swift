internal import CTorch
internal import Foundation

/// What libtorch, or this face of it, refused to do; with its message.
public struct TorchError: Error, Equatable, CustomStringConvertible {
  public var message: String

  public init(_ message: String) {
    self.message = message
  }

  public var description: String { message }
}

/// The one door to libtorch: calls, and throws what came back as a message.
func check(_ call: () -> ct_error?) throws {
  guard let error = call() else { return }
  defer { free(error) }
  throw TorchError(String(cString: error))
}

/// Calls a function that hands out a tensor.
func tensor(_ call: (UnsafeMutablePointer<OpaquePointer?>) -> ct_error?) throws -> Tensor {
  var handle: OpaquePointer?
  try check { call(&handle) }
  guard let handle else { throw TorchError("libtorch handed out no tensor") }
  return Tensor(owning: handle)
}
