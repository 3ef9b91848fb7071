import Foundation
import Testing
import Torch

@Suite struct EngineTests {
  @Test func shapesThatDoNotFitAreAnErrorWithTheMessage() throws {
    let a = try Tensor.zeros([2, 3])
    let b = try Tensor.zeros([4, 5])
    let product = #expect(throws: TorchError.self) { try a.times(b) }
    #expect(product?.message.contains("2x3 and 4x5") == true)
    let sum = #expect(throws: TorchError.self) { try a + b }
    #expect(sum?.message.contains("must match the size of tensor b (5)") == true)
    #expect(sum?.message.contains("Exception raised from") == false)
    #expect(throws: TorchError.self) { try a.reshaped([7]) }
    #expect(throws: TorchError.self) { try a.slice(1, 2..<9) }
    #expect(throws: TorchError.self) { try a.sum(5) }
    #expect(throws: TorchError.self) { try Tensor.zeros([1 << 40, 1 << 40]) }
    #expect(throws: TorchError.self) { try Tensor.zeros([1 << 46]) }
    #expect(throws: TorchError.self) { try a.assign(b) }
    #expect(throws: TorchError.self) { try a.backward() }
    #expect(throws: TorchError.self) { try Tensor.concatenated([], along: 0) }
    #expect(throws: TorchError.self) { try Tensor.range(3).requiringGradient() }
  }

  @Test func indicesOutOfRangeAreErrors() throws {
    let logits = try Tensor.zeros([2, 3])
    #expect(throws: TorchError.self) {
      try crossEntropy(logits, Tensor([0, 3] as [Int64]))
    }
    #expect(throws: TorchError.self) { try logits.selecting(Tensor([2] as [Int64]), along: 0) }
    #expect(throws: TorchError.self) {
      try logits.gathered(Tensor([5, 0] as [Int64], shape: [2, 1]), along: 1)
    }
    #expect(throws: TorchError.self) { try Tensor([5] as [Int64]).oneHot(3) }
  }

  @Test func layersRefuseWhatDoesNotFit() throws {
    let weight = try Tensor.zeros([1, 1, 3, 3])
    let image = try Tensor.zeros([1, 1, 2, 2])
    let small = #expect(throws: TorchError.self) {
      try Convolution(weight: weight, bias: nil, stride: [1, 1], padding: [0, 0])(image)
    }
    #expect(small?.message.contains("Kernel size can't be greater") == true)
    #expect(throws: TorchError.self) {
      try Convolution(weight: weight, bias: nil, stride: [1, 1], padding: [1])(image)
    }
    #expect(throws: TorchError.self) { try image.pooled(.max, kernel: [2, 2], stride: [2]) }
    #expect(throws: TorchError.self) { try image.pooled(.max, kernel: [0, 0]) }
    #expect(throws: TorchError.self) {
      try image.dropout(1, .training(RandomGenerator(seed: 0)))
    }
  }

  @Test func devicesThatAreNotThereAreErrorsWithTheMessage() throws {
    let absent = Device.cuda(Engine.gpuCount)
    let error = #expect(throws: TorchError.self) { try Tensor.zeros([2], device: absent) }
    #expect(
      error?.message
        == "there is no CUDA device \(Engine.gpuCount); \(Engine.gpuCount) are available")
    #expect(throws: TorchError.self) { try Tensor.zeros([2]).to(absent) }
    #expect(throws: TorchError.self) { try absent.synchronise() }
    #expect(throws: TorchError.self) { try RandomGenerator(seed: 1, device: absent) }
    try Device.cpu.synchronise()
    #expect(try Tensor.zeros([1]).to(.cpu).device == .cpu)
  }

  @Test func allBitsOfASeedCount() throws {
    func numbers(_ seed: UInt64) throws -> [Float] {
      try RandomGenerator(seed: seed).normal([8]).values(Float.self)
    }
    let seeds: [UInt64] = [0, 1, 1 << 32, 1 << 63, .max, UInt64(UInt32.max)]
    let found = try seeds.map(numbers)
    #expect(Set(found).count == seeds.count)
    #expect(try seeds.map(numbers) == found)
  }

  @Test func whatIsNotFiniteIsNamed() throws {
    struct Layers: Stateful {
      let tensors: [Tensor]
      func state(_ path: String) -> [StateEntry] {
        tensors.enumerated().map { StateEntry(path: joined(path, "w\($0)"), tensor: $1) }
      }
    }
    func layers() throws -> Layers {
      Layers(
        tensors: try [
          Tensor.full(.greatestFiniteMagnitude, shape: [3], type: .float64), Tensor([1] as [Int64]),
          Tensor.full(3.4e38, shape: [5, 7]).requiringGradient(),
          Tensor.zeros([2, 2]).requiringGradient(),
        ])
    }
    #expect(try layers().firstNotFinite() == nil)
    for (index, type) in [(0, ElementType.float64), (2, .float32), (3, .float32)] {
      for value in [Double.nan, .infinity, -.infinity] {
        let spoilt = try layers()
        let last = try spoilt.tensors[index].detached().reshaped([-1])
        try last.slice(0, (last.count - 1)..<last.count).assign(
          Tensor.full(value, shape: [1], type: type))
        #expect(try spoilt.firstNotFinite()?.path == "w\(index)", "\(value)")
      }
    }
    // A loss that is finite, but not its gradient: √x at 0.
    let own = try layers()
    #expect(try own.state.firstWithoutFiniteGradient() == nil)
    try ((own.tensors[2] * 1e-38).sum() + own.tensors[3].squareRoot().sum()).backward()
    #expect(try own.state.firstWithoutFiniteGradient()?.path == "w3")
    // A view whose elements do not follow each other.
    let view = try Tensor([1, .nan, 2, 3] as [Float], shape: [2, 2]).slice(1, 0..<1)
    #expect(try Layers(tensors: [view]).firstNotFinite() == nil)
    #expect(
      try Layers(tensors: [view.copy(), view.transposed() / 0]).firstNotFinite()?.path == "w1")
  }

  @Test func threadsAreCountedAndChecked() throws {
    let former = Engine.threads
    defer { try? Engine.setThreads(former) }
    try Engine.setThreads(1)
    #expect(Engine.threads == 1)
    let a = try RandomGenerator(seed: 3).normal([200, 300])
    let one = try a.times(a.transposed()).values(Float.self)
    try Engine.setThreads(2)
    #expect(Engine.threads == 2)
    let two = try a.times(a.transposed()).values(Float.self)
    let again = try a.times(a.transposed()).values(Float.self)
    #expect(two == again)
    #expect(zip(one, two).allSatisfy { abs($0 - $1) < 1e-3 })
    #expect(throws: TorchError.self) { try Engine.setThreads(0) }
    #expect(throws: TorchError.self) { try Engine.setThreads(-4) }
  }

  @Test func inferenceRecordsNothing() throws {
    let weight = try Tensor.full(2, shape: [3]).requiringGradient()
    #expect(try withoutGradients { try (weight * 3).requiresGradient } == false)
    #expect(try (weight * 3).requiresGradient)
    let made = try inferring { try weight * 3 }
    #expect(!made.requiresGradient)
    #expect(try made.values() == [6, 6, 6] as [Float])
    let error = #expect(throws: TorchError.self) { try (made * weight).sum().backward() }
    #expect(error?.message.contains("Inference tensors") == true)
    #expect(throws: CancellationError.self) { try inferring { throw CancellationError() } }
    #expect(try (weight * 3).requiresGradient)
  }

  @Test func aMillionTensorsLeaveNothingBehind() throws {
    let before = try (live: Engine.liveTensors, resident: residentBytes())
    for _ in 0..<250_000 {
      let a = try Tensor.zeros([256])
      let b = try a.reshaped([16, 16])
      let c = try b + 1
      _ = try c.slice(0, 1..<2)
    }
    // A leak of one in a hundred, or of the 1 KiB of each, would show; other tests run beside.
    #expect(abs(Engine.liveTensors - before.live) < 10_000)
    #expect(try residentBytes() - before.resident < 300 << 20)
  }

  /// Bytes of this process in memory.
  private func residentBytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
    let number = try #require(line.split(whereSeparator: \.isWhitespace).dropFirst().first)
    return try #require(Int(number)) * 1024
  }
}
