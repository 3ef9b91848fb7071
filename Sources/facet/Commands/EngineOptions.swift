import ArgumentParser
import Scenes
import Torch

/// Where the network runs.
struct EngineOptions: ParsableArguments {
  enum DeviceChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, cpu, cuda
  }

  @Option(help: "Where the network runs: auto takes a GPU if there is one.")
  var device: DeviceChoice = .auto

  @Option(parsing: .unconditional, help: "CPU threads; all cores where not given.")
  var threads: Int?

  /// Sets the threads and says which device to use.
  ///
  /// - Throws: where a GPU is asked for and there is none, or the number of threads is absurd.
  func start() throws -> Device {
    if let threads {
      try Engine.setThreads(threads)
      WorkingThreads.count = threads
    }
    switch device {
    case .auto: return .best
    case .cpu: return .cpu
    case .cuda:
      guard Engine.gpuCount > 0 else {
        throw ValidationError(
          "--device cuda: this libtorch (\(Engine.version)) finds no GPU. Use --device cpu, or "
            + "install the CUDA build of libtorch on a machine with an NVIDIA GPU")
      }
      return .cuda(0)
    }
  }
}
