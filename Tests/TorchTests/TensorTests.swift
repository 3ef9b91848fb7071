import Testing
import Torch

@Suite struct TensorTests {
  @Test func valuesOfEveryTypeComeBack() throws {
    let bytes: [UInt8] = [0, 1, 127, 128, 254, 255]
    #expect(try Tensor(bytes, shape: [2, 3]).values() == bytes)
    let integers: [Int64] = [.min, -1, 0, 1, 1 << 40, .max]
    #expect(try Tensor(integers, shape: [3, 2]).values() == integers)
    let floats: [Float] = [-0.0, 1.5, .infinity, -.greatestFiniteMagnitude, .leastNonzeroMagnitude]
    #expect(try Tensor(floats).values() == floats)
    let doubles: [Double] = [.pi, -1e300, .leastNonzeroMagnitude, 0]
    #expect(try Tensor(doubles, shape: [2, 1, 2]).values() == doubles)
    let none: [Float] = []
    #expect(try Tensor(none, shape: [0, 4]).values() == none)
    #expect(try Tensor([Float.nan]).values(Float.self)[0].isNaN)
  }

  @Test func readingFollowsTheShapeNotTheMemory() throws {
    let matrix = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
    #expect(try matrix.transposed().values() == [1, 4, 2, 5, 3, 6] as [Float])
    let image = try Tensor((0..<8).map(Float.init), shape: [1, 2, 2, 2])
    let last = try image.channelsLast()
    #expect(last.strides == [8, 1, 4, 2])
    #expect(try last.values(Float.self) == image.values())
    #expect(throws: TorchError.self) { try last.withElements(Float.self) { $0.count } }
  }

  @Test func readingAsAnotherTypeIsRefused() throws {
    let tensor = try Tensor([1, 2] as [Float])
    let error = #expect(throws: TorchError.self) { try tensor.values(Double.self) }
    #expect(error?.message == "a tensor of float32 cannot be read as float64")
    #expect(throws: TorchError.self) { try tensor.item() }
    #expect(try tensor.to(.float64).values() == [1.0, 2.0])
  }

  @Test(arguments: [[3], [-1, -2], [Int.max, 2], [2, 2]])
  func valuesMustFillTheShape(shape: [Int]) {
    let error = #expect(throws: TorchError.self) { try Tensor([1, 2] as [Float], shape: shape) }
    #expect(error?.message == "2 values do not fill a tensor of shape \(shape)")
  }

  private final class Owner {
    let memory: UnsafeMutableBufferPointer<Float>
    let onEnd: () -> Void
    init(_ count: Int, onEnd: @escaping () -> Void) {
      memory = .allocate(capacity: count)
      memory.initialize(repeating: 0)
      self.onEnd = onEnd
    }
    deinit {
      memory.deallocate()
      onEnd()
    }
  }

  @Test(arguments: [0, 6])
  func borrowedMemoryIsSharedAndGivenBack(count: Int) throws {
    var released = 0
    var view: Tensor?
    do {
      let owner = Owner(count) { released += 1 }
      let tensor = try Tensor.borrowing(owner.memory, shape: [count], owner: owner)
      if count > 0 {
        owner.memory[2] = 7
        #expect(try tensor.values(Float.self)[2] == 7)
        try tensor.slice(0, 3..<4).assign(try Tensor([9] as [Float]))
        #expect(owner.memory[3] == 9)
      }
      view = try tensor.reshaped([1, count])
    }
    #expect(released == 0)
    #expect(view?.shape == [1, count])
    view = nil
    #expect(released == 1)
  }

  @Test func refusedBorrowingGivesTheOwnerBack() {
    var released = 0
    do {
      let owner = Owner(4) { released += 1 }
      #expect(throws: TorchError.self) {
        try Tensor.borrowing(owner.memory, shape: [5], owner: owner)
      }
    }
    #expect(released == 1)
  }

  @Test func selectionAndOrder() throws {
    let x = try Tensor([3, 1, 2, 9, 7, 8] as [Float], shape: [2, 3])
    let (values, indices) = try x.sorted(along: 1)
    #expect(try values.values() == [1, 2, 3, 7, 8, 9] as [Float])
    #expect(try indices.values() == [1, 2, 0, 1, 2, 0] as [Int64])
    #expect(try x.top(1, along: 1).values.values() == [3, 9] as [Float])
    #expect(try x.argmax(1).values() == [0, 0] as [Int64])
    #expect(try x.argmin(1).values() == [1, 1] as [Int64])
    #expect(try Tensor([1, 0] as [Int64]).oneHot(2).values() == [0, 1, 1, 0] as [Int64])
    let rows = try Tensor([1, 1, 0] as [Int64])
    #expect(try x.selecting(rows, along: 0).values(Float.self).prefix(3) == [9, 7, 8])
    #expect(try x.gathered(indices, along: 1).values(Float.self) == values.values())
    #expect(try x.cumulativeSum(1).values() == [3, 4, 6, 9, 16, 24] as [Float])
    #expect(try x.greater(2.5).nonzero().values() == [0, 0, 1, 0, 1, 1, 1, 2] as [Int64])
    #expect(
      try x.selected(where: x.greater(2.5), else: x * -1).values()
        == [3, -1, -2, 9, 7, 8] as [Float])
    #expect(try x.flipped([1]).values() == [2, 1, 3, 8, 7, 9] as [Float])
    #expect(try x.upperTriangle(1).values() == [0, 1, 2, 0, 0, 8] as [Float])
  }
}
