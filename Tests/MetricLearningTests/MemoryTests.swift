import MetricLearning
import Testing
import Torch

@Suite("Memories of losses") struct MemoryTests {
  @Test func aMemoryThatIsTakenBackGivesTheSameLoss() throws {
    let generator = try RandomGenerator(seed: 1)
    let labels = try Tensor((0..<8).map { Int64($0 % 4) })
    let first = try CrossBatchMemory(ContrastiveLoss(), capacity: 20)
    for _ in 0..<4 { try first.observe(generator.normal([8, 3]), labels) }
    let second = try CrossBatchMemory(ContrastiveLoss(), capacity: 20)
    let batch = try generator.normal([8, 3])
    let wanted = try first(batch, labels).item()
    #expect(try second(batch, labels).item() != wanted)
    try second.remember(first.memories())
    #expect(second.count == 20)
    #expect(try second(batch, labels).item() == wanted)
    try second.remember([:])
    #expect(second.count == 0)
    #expect(try second.memories().isEmpty)
  }

  @Test func whatIsNoMemoryIsRefused() throws {
    let memory = try CrossBatchMemory(ContrastiveLoss(), capacity: 20)
    #expect(throws: MetricLearningError.self) {
      try memory.remember(["embeddings": Tensor.zeros([4, 3])])
    }
    #expect(throws: MetricLearningError.self) {
      try memory.remember(["embeddings": Tensor.zeros([4, 3]), "labels": Tensor([Int64(1)])])
    }
    #expect(throws: MetricLearningError.self) {
      try StructuralLoss().remember(["embeddings": Tensor.zeros([4, 3])])
    }
  }
}
