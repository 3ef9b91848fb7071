public import ArgumentParser
import Foundation
import Scenes
public import Torch

/// What the network computes in.
struct PrecisionOption: ParsableArguments {
  @Option(
    help: """
      What the network computes in: float32, or bfloat16, which is rounded more and quick where the \
      processor has it. Default: float32. A resumed run keeps its precision.
      """)
  var precision: Precision?

  /// Of a command that takes up no training.
  var orFloat32: Precision { precision ?? .float32 }

  /// The option as one would write it.
  var text: String { precision.map { " --precision \($0.rawValue)" } ?? "" }
}

extension Precision: ExpressibleByArgument {}

/// Where the network runs.
struct EngineOptions: ParsableArguments {
  enum DeviceChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, cpu, cuda
  }

  @Option(help: "Where the network runs: auto takes a GPU if there is one.")
  var device: DeviceChoice = .auto

  @Option(parsing: .unconditional, help: "CPU threads. Default: all cores.")
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
          "--device cuda: this libtorch (\(Engine.version)) finds no GPU. Use --device cpu"
            + (FileManager.default.fileExists(atPath: "/dev/nvidia0")
              ? "; or, since this machine has one: remove .libtorch, run `make deps`, which then "
                + "installs libtorch's CUDA build, and build Facet again"
              : ". On a machine with an NVIDIA GPU `make deps` installs libtorch's CUDA build"))
      }
      return .cuda(0)
    }
  }
}
