import MetricLearning
import Testing
import Torch

/// What every loss keeps, whatever it is, alone and with every miner; run over all, by name.
@Suite("Laws of the losses and miners")
struct LossLawTests {
  // The weights of the circle loss are held fixed in its gradient, which is therefore not the
  // derivative of its value; the reference holds it.
  @Test(arguments: LawSubject.all.filter { $0.kind != .circle })
  func gradientEqualsDifferences(_ subject: LawSubject) throws {
    let loss = try subject.loss()
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
      if subject.miner == nil { #expect(exact.gradient.contains { $0 != 0 }) }
      // A miner may have chosen nothing to learn from.
      let isFlat = (numerical + exact.gradient).allSatisfy { $0 == 0 }
      #expect(isFlat || relativeDifference(numerical, exact.gradient) < 1e-5, "seed \(seed)")
    }
  }

  @Test(arguments: LawSubject.all)
  func orderOfTheBatchChangesNothing(_ subject: LawSubject) throws {
    let loss = try subject.loss()
    let batch = try Batch(seed: 4)
    // The N-pairs loss takes the first pair of each class: classes move as wholes for it.
    var order = [7, 3, 11, 0, 9, 5, 1, 10, 2, 8, 6, 4]
    if subject.kind == .nPairs {
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

  @Test(arguments: LawSubject.all.filter { !$0.kind.hasClassVectors })
  func withoutPairsZero(_ subject: LawSubject) throws {
    let loss = try subject.loss()
    let points = try RandomGenerator(seed: 8).normal([4, 6], type: .float64)
    for labels in [[2, 2, 2, 2], [0, 1, 2, 3]] as [[Int64]] {
      let found = try valueAndGradient(at: points) { try loss($0, Tensor(labels)) }
      #expect(found.value == 0 && found.gradient.allSatisfy { $0 == 0 }, "labels \(labels)")
    }
    let one = try loss(points.slice(0, 0..<1), Tensor([Int64(0)])).item()
    #expect(one == 0)
  }

  @Test(arguments: LawSubject.all)
  func anEmptyBatchIsZero(_ subject: LawSubject) throws {
    let loss = try subject.loss()
    let points = try Tensor.zeros([0, 6], type: .float64)
    let labels = try Tensor([Int64]())
    #expect(try loss(points, labels).item() == 0)
    #expect(try loss.activeShare(points, labels) == nil)
  }

  @Test(arguments: LawSubject.all, [ElementType.float64, .float32])
  func coincidingPointsGiveNumbers(_ subject: LawSubject, _ type: ElementType) throws {
    let loss = try subject.loss()
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

  @Test(arguments: LawSubject.all)
  func float32IsNear(_ subject: LawSubject) throws {
    let loss = try subject.loss()
    let batch = try Batch(seed: 12)
    let double = try loss(batch.points, batch.labels).item()
    let single = try loss(batch.points.to(.float32), batch.labels)
    #expect(try single.elementType == .float32)
    #expect(relativeDifference([try single.item()], [double]) < 1e-4)
  }

  @Test(
    arguments: LawSubject.all.filter {
      ![.structural, .angular, .softmax, .largeMarginSoftmax, .sphereFace, .center]
        .contains($0.kind)
    })
  func lengthOfEmbeddingsChangesNothing(_ subject: LawSubject) throws {
    let loss = try subject.loss()
    let batch = try Batch(seed: 13)
    let plain = try loss(batch.points, batch.labels).item()
    #expect(relativeDifference([try loss(batch.points * 7.5, batch.labels).item()], [plain]) < 1e-9)
  }

  @Test(arguments: LawSubject.all)
  func activeShareIsAShare(_ subject: LawSubject) throws {
    let batch = try Batch(seed: 14)
    let share = try subject.loss().activeShare(batch.points, batch.labels)
    if subject.miner == nil {
      #expect(try #require(share) > 0)
    }
    if let share { #expect(share >= 0 && share <= 1) }
  }

  @Test(arguments: LawSubject.all)
  func descentLowersTheLoss(_ subject: LawSubject) throws {
    let loss = try subject.loss()
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
    let after = try loss(points, batch.labels).item()
    // A miner may choose other pairs after, or nothing at all.
    #expect(subject.miner == nil ? after < before : after.isFinite)
    if subject.kind.hasClassVectors { #expect(!loss.state.isEmpty) }
    try loss.restore(loss.snapshot())
  }

  @Test(arguments: LawSubject.all)
  func badBatchesAreRefused(_ subject: LawSubject) throws {
    let loss = try subject.loss()
    let points = try Tensor.zeros([4, 6])
    #expect(throws: MetricLearningError.self) { try loss(points, Tensor([0, 1, 2] as [Int64])) }
    #expect(throws: MetricLearningError.self) { try loss(points, Tensor([0, 1, 2, 3] as [Float])) }
    #expect(throws: MetricLearningError.self) {
      try loss(Tensor.zeros([4, 0]), Tensor([0, 1, 2, 3] as [Int64]))
    }
    if subject.kind.hasClassVectors {
      #expect(throws: MetricLearningError.self) {
        try loss(points, Tensor([0, 1, 2, 4] as [Int64]))
      }
      #expect(throws: MetricLearningError.self) {
        try loss(Tensor.zeros([4, 5]), Tensor([0, 1, 2, 3] as [Int64]))
      }
    }
  }
}
