internal import CTorch

/// Where tensors live and are worked on.
public enum Device: Equatable, Sendable, CustomStringConvertible {
  case cpu
  /// An NVIDIA GPU by number.
  case cuda(Int)

  /// The first GPU if there is one that this libtorch can use, else the CPU.
  public static var best: Device { ct_cuda_devices() > 0 ? .cuda(0) : .cpu }

  public var description: String {
    switch self {
    case .cpu: "cpu"
    case .cuda(let index): "cuda:\(index)"
    }
  }

  var index: Int32 {
    switch self {
    case .cpu: -1
    case .cuda(let index): Int32(clamping: index)
    }
  }

  init(index: Int32) {
    self = index < 0 ? .cpu : .cuda(Int(index))
  }

  /// Waits until all work queued on the device is done; on the CPU it always is.
  public func synchronise() throws {
    try check { ct_synchronise(index) }
  }
}

/// The engine as a whole: its version and its threads.
public enum Engine {
  /// libtorch's version, such as "2.13.0".
  public static var version: String { String(cString: ct_version()) }

  /// Threads that one operation may use on the CPU.
  public static var threads: Int { Int(ct_threads()) }

  /// - Throws: `TorchError` unless `count` is positive.
  public static func setThreads(_ count: Int) throws {
    guard count > 0, count <= 4096 else {
      throw TorchError("the number of threads must be from 1 to 4096, not \(count)")
    }
    try check { ct_set_threads(Int32(count)) }
  }

  /// Lets threads that wait for each other sleep soon while other processes want the processors,
  /// and spin while they do not.
  ///
  /// - Returns: false if OMP_WAIT_POLICY or GOMP_SPINCOUNT says how to wait: the user's word stands.
  @discardableResult
  public static func shareProcessors() -> Bool { ct_share_processors() }

  /// Whether waiting threads sleep soon at the moment, for tests.
  package static var waitsBriefly: Bool { ct_waits_briefly() }

  /// GPUs that this libtorch can use.
  public static var gpuCount: Int { Int(ct_cuda_devices()) }

  /// Tensors that are alive, for tests of memory.
  package static var liveTensors: Int { Int(ct_live_tensors()) }
}
