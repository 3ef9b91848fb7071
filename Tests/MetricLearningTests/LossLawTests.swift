import MetricLearning
import Testing
import Torch

/// What every loss keeps, whatever it is; run over all of them, by name.
@Suite("Laws of the losses")
struct LossLawTests {
  static func loss(_ kind: MetricLossKind, parameters: [String: MetricParameter]? = nil) throws
    -> any MetricLoss
  {
    let needed: [String: MetricParameter] =
      kind == .rankedList ? ["margin": 0.4, "negativeTemperature": 10] : [:]
    return try makeLoss(
      named: kind.rawValue, parameters: parameters ?? needed, features: 6, classes: 4,
      generator: RandomGenerator(seed: 99))
  }

  // The weights of the circle loss are held fixed in its gradient, which is therefore not the
  // derivative of its value; the reference holds it.
  @Test(arguments: MetricLossKind.allCases.filter { $0 != .circle })
  func gradientEqualsDifferences(_ kind: MetricLossKind) throws {
    let loss = try Self.loss(kind)
    for seed in [1, 2, 3] as [UInt64] {
      let batch = try Batch(seed: seed)
      let exact = try valueAndGradient(at: batch.points) { try loss($0, batch.labels) }
      var values = try batch.points.values(Double.self)
      let h = 1e-6
      let numerical = try values.indices.map { i in
        let kept = values[i]
        defer { values[i] = kept }
        values[i] = kept + h
        let above = try loss(Tensor(values, shape: [12, 6]), batch.labels).item()
        values[i] = kept - h
        let below = try loss(Tensor(values, shape: [12, 6]), batch.labels).item()
        return (above - below) / (2 * h)
      }
      #expect(exact.gradient.contains { $0 != 0 })
      #expect(relativeDifference(numerical, exact.gradient) < 1e-5, "seed \(seed)")
    }
  }

  @Test(arguments: MetricLossKind.allCases)
  func orderOfTheBatchChangesNothing(_ kind: MetricLossKind) throws {
    let loss = try Self.loss(kind)
    let batch = try Batch(seed: 4)
    // The N-pairs loss takes the first pair of each class: classes move as wholes for it.
    var order = [7, 3, 11, 0, 9, 5, 1, 10, 2, 8, 6, 4]
    if kind == .nPairs {
      order = ([2, 0, 3, 1] as [Int64]).flatMap { c -> [Int] in
        batch.classes.indices.filter { batch.classes[$0] == c }
      }
    }
    let rows = try Tensor(order.map { Int64($0) })
    let labels = try batch.labels.selecting(rows, along: 0)
    let plain = try valueAndGradient(at: batch.points) { try loss($0, batch.labels) }
    let moved = try valueAndGradient(at: batch.points) {
      try loss($0.selecting(rows, along: 0), labels)
    }
    #expect(relativeDifference([moved.value], [plain.value]) < 1e-10)
    #expect(relativeDifference(moved.gradient, plain.gradient) < 1e-9)
  }

  @Test(arguments: MetricLossKind.allCases.filter { !$0.hasClassVectors })
  func withoutPairsZero(_ kind: MetricLossKind) throws {
    let loss = try Self.loss(kind)
    let points = try RandomGenerator(seed: 8).normal([4, 6], type: .float64)
    for labels in [[2, 2, 2, 2], [0, 1, 2, 3]] as [[Int64]] {
      let found = try valueAndGradient(at: points) { try loss($0, Tensor(labels)) }
      #expect(found.value == 0 && found.gradient.allSatisfy { $0 == 0 }, "labels \(labels)")
    }
    let one = try loss(points.slice(0, 0..<1), Tensor([Int64(0)])).item()
    #expect(one == 0)
  }

  @Test(arguments: MetricLossKind.allCases)
  func anEmptyBatchIsZero(_ kind: MetricLossKind) throws {
    let loss = try Self.loss(kind)
    let points = try Tensor.zeros([0, 6], type: .float64)
    let labels = try Tensor([Int64]())
    #expect(try loss(points, labels).item() == 0)
    #expect(try loss.activeShare(points, labels) == nil)
  }

  @Test(arguments: MetricLossKind.allCases, [ElementType.float64, .float32])
  func coincidingPointsGiveNumbers(_ kind: MetricLossKind, _ type: ElementType) throws {
    let loss = try Self.loss(kind)
    let batch = try Batch(seed: 6)
    let twins = try batch.points.selecting(
      Tensor([0, 1, 2, 3, 0, 1, 2, 3, 0, 0, 1, 2] as [Int64]), along: 0)
    let equal = try Tensor.full(0.5, shape: [12, 6], type: .float64)
    let opposite = try Tensor.concatenated(
      [batch.points.slice(0, 0..<6), -batch.points.slice(0, 0..<6)], along: 0)
    let nothing = try Tensor.zeros([12, 6], type: .float64)
    for (name, points) in [
      ("twins", twins), ("equal", equal), ("opposite", opposite), ("zero", nothing),
    ] {
      let found = try valueAndGradient(at: points.to(type)) { try loss($0, batch.labels) }
      #expect(found.value.isFinite && found.gradient.allSatisfy(\.isFinite), "\(name)")
    }
  }

  @Test(arguments: MetricLossKind.allCases)
  func float32IsNear(_ kind: MetricLossKind) throws {
    let loss = try Self.loss(kind)
    let batch = try Batch(seed: 12)
    let double = try loss(batch.points, batch.labels).item()
    let single = try loss(batch.points.to(.float32), batch.labels)
    #expect(try single.elementType == .float32)
    #expect(relativeDifference([try single.item()], [double]) < 1e-4)
  }

  @Test(
    arguments: MetricLossKind.allCases.filter {
      ![.structural, .angular, .softmax, .largeMarginSoftmax, .sphereFace, .center].contains($0)
    })
  func lengthOfEmbeddingsChangesNothing(_ kind: MetricLossKind) throws {
    let loss = try Self.loss(kind)
    let batch = try Batch(seed: 13)
    let plain = try loss(batch.points, batch.labels).item()
    #expect(relativeDifference([try loss(batch.points * 7.5, batch.labels).item()], [plain]) < 1e-9)
  }

  @Test(arguments: MetricLossKind.allCases)
  func activeShareIsAShare(_ kind: MetricLossKind) throws {
    let batch = try Batch(seed: 14)
    let share = try #require(try Self.loss(kind).activeShare(batch.points, batch.labels))
    #expect(share > 0 && share <= 1)
  }

  @Test(arguments: MetricLossKind.allCases)
  func descentLowersTheLoss(_ kind: MetricLossKind) throws {
    let loss = try Self.loss(kind)
    let batch = try Batch(seed: 15)
    let points = try batch.points.to(.float32).copy().requiringGradient()
    let before = try loss(points, batch.labels).item()
    let trained = [StateEntry(path: "points", tensor: points)] + loss.parameters
    let optimiser = try AdamW(trained, weightDecay: 0)
    for _ in 0..<30 {
      try loss(points, batch.labels).backward()
      try optimiser.step(rate: 0.01)
      try loss.observe(points, batch.labels)
    }
    #expect(try loss(points, batch.labels).item() < before)
    if kind.hasClassVectors { #expect(!loss.state.isEmpty) }
    try loss.restore(loss.snapshot())
  }

  @Test(arguments: MetricLossKind.allCases)
  func badBatchesAreRefused(_ kind: MetricLossKind) throws {
    let loss = try Self.loss(kind)
    let points = try Tensor.zeros([4, 6])
    #expect(throws: MetricLearningError.self) { try loss(points, Tensor([0, 1, 2] as [Int64])) }
    #expect(throws: MetricLearningError.self) { try loss(points, Tensor([0, 1, 2, 3] as [Float])) }
    #expect(throws: MetricLearningError.self) {
      try loss(Tensor.zeros([4, 0]), Tensor([0, 1, 2, 3] as [Int64]))
    }
    if kind.hasClassVectors {
      #expect(throws: MetricLearningError.self) {
        try loss(points, Tensor([0, 1, 2, 4] as [Int64]))
      }
      #expect(throws: MetricLearningError.self) {
        try loss(Tensor.zeros([4, 5]), Tensor([0, 1, 2, 3] as [Int64]))
      }
    }
  }
}
