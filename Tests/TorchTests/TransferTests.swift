import Testing
import Torch

/// The seam between host and device. Without a GPU nothing is page-locked and nothing is copied.
@Suite struct TransferTests {
  private func address(_ tensor: Tensor) throws -> UInt {
    try tensor.withElements(Float.self) { UInt(bitPattern: $0.baseAddress) }
  }

  @Test func stagingForTheCPUIsPlainMemory() throws {
    let memory = try Tensor.staging([2, 3], for: .cpu)
    #expect(memory.shape == [2, 3] && memory.device == .cpu)
    #expect(try memory.elementType == .float32)
    #expect(try memory.isPinned == false)
    let labels = try Tensor.staging([4], type: .int64, for: .cpu)
    try labels.withElements(Int64.self) { values in
      for index in values.indices { values[index] = Int64(index * index) }
    }
    #expect(try labels.values(Int64.self) == [0, 1, 4, 9])
    #expect(throws: TorchError.self) { try Tensor.staging([-1], for: .cpu) }
  }

  @Test func whatIsThereIsNotCopied() throws {
    let memory = try Tensor.staging([5], for: .cpu)
    try memory.withElements(Float.self) { $0.update(repeating: 7) }
    let transfer = try Transfer(memory, to: .cpu)
    let (one, two) = try (transfer.finish(), transfer.finish())
    #expect(try address(one) == address(memory) && address(two) == address(memory))
    // A view stays the view that it is.
    let matrix = try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
    let turned = try Transfer(matrix.transposed(), to: .cpu).finish()
    #expect(turned.strides == [1, 2])
    #expect(try turned.values() == [1, 3, 2, 4] as [Float])
  }

  @Test func theCopyOutlivesWhatItIsOf() throws {
    let before = Engine.liveTensors
    var transfer: Transfer?
    do {
      let memory = try Tensor.staging([1 << 20], for: .cpu)
      try memory.withElements(Float.self) { $0.update(repeating: 3) }
      transfer = try Transfer(memory, to: .cpu)
    }
    let arrived = try #require(transfer).finish()
    transfer = nil
    #expect(try arrived.mean().item() == 3)
    // Other tests run beside.
    #expect(abs(Engine.liveTensors - before) < 10_000)
  }

  @Test func aGPUThatIsNotThereIsAnError() throws {
    let absent = Device.cuda(Engine.gpuCount)
    let memory = try Tensor.zeros([2])
    for refused in [
      #expect(throws: TorchError.self) { _ = try Transfer(memory, to: absent) },
      #expect(throws: TorchError.self) { _ = try Tensor.staging([2], for: absent) },
    ] {
      #expect(refused?.message.hasPrefix("there is no CUDA device") == true)
    }
  }
}
