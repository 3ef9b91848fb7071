import MetricLearning
import Parts
import Testing
import Torch

/// What every loss keeps, whatever it is, alone and with every miner; run over all, by name.
@Suite("Laws of the losses and miners")
struct LossLawTests {
  // The weights of the circle loss are held fixed in its gradient, which is therefore not the
  // derivative of its value; the reference holds it.
  @Test(arguments: LawSubject.all.filter { $0.kind.name != "circle" })
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
    if subject.kind.name == "nPairs" {
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

  /// Losses whose terms of one kind of pairs stand by themselves.
  private static let countEitherKind: Set = [
    "contrastive", "signalToNoiseContrastive", "multiSimilarity", "intraPairVariance",
    "rankedList", "supCon",
  ]

  /// Labels of one class have positive pairs alone, labels of a class each have negative pairs alone.
  @Test(arguments: LawSubject.all.filter { !$0.kind.hasClassVectors })
  func oneKindOfPairsCountsOrGivesZero(_ subject: LawSubject) throws {
    let loss = try subject.loss()
    let points = try RandomGenerator(seed: 8).normal([4, 6], type: .float64)
    for labels in [[2, 2, 2, 2], [0, 1, 2, 3]] as [[Int64]] {
      let found = try valueAndGradient(at: points) { try loss($0, Tensor(labels)) }
      if Self.countEitherKind.contains(subject.kind.name) {
        #expect(found.value.isFinite && found.gradient.allSatisfy(\.isFinite), "labels \(labels)")
      } else {
        let isZero = abs(found.value) < 1e-12 && found.gradient.allSatisfy { abs($0) < 1e-12 }
        #expect(isZero, "labels \(labels)")
      }
    }
    let one = try loss(points.slice(0, 0..<1), Tensor([Int64(0)])).item()
    #expect(one == 0)
  }

  /// As pytorch-metric-learning has it: what is there counts.
  @Test func contrastiveCountsPositivesAlone() throws {
    let points = try Tensor([1, 0, 0, 1, -1, 0] as [Double], shape: [3, 2])
    let alone = try ContrastiveLoss()(points, Tensor([5, 5, 5] as [Int64])).item()
    // Distances of unit vectors: √2, √2 and 2, each twice.
    #expect(abs(alone - (2 * 2.0.squareRoot() + 2) / 3) < 1e-12)
    let apart = try ContrastiveLoss(negativeMargin: 2)(points, Tensor([0, 1, 2] as [Int64])).item()
    #expect(abs(apart - (2 - 2.0.squareRoot())) < 1e-12)
  }

  @Test(arguments: LawSubject.all)
  func judgingGivesTheLossAndItsShare(_ subject: LawSubject) throws {
    let loss = try subject.loss()
    let batch = try Batch(seed: 16)
    let judged = try loss.judged(batch.points, batch.labels)
    let alone = try loss(batch.points, batch.labels).item()
    #expect(try judged.loss.item() == alone)
    #expect(try judged.activeShare == loss.activeShare(batch.points, batch.labels))
  }

  /// Terms of proxies belong to classes, not to rows of the batch, which may be fewer.
  @Test func proxiesAreWeightedByTheirClass() throws {
    let points = try RandomGenerator(seed: 3).normal([2, 6], type: .float64)
    let labels = try Tensor([3, 1] as [Int64])
    func value(_ weights: [Double]) throws -> Double {
      let reducer = Part("classWeighted", ["weights": .numbers(weights)])
      let loss = try MetricChoice(loss: "proxyAnchor", reducer: reducer)
        .makeLoss(features: 6, classes: 4, generator: RandomGenerator(seed: 7))
      return try loss(points, labels).item()
    }
    let parts = try (0..<4).map { kept in try value((0..<4).map { $0 == kept ? 1 : 0 }) }
    #expect(parts.allSatisfy { $0.isFinite } && Set(parts).count == 4)
    let whole = try value([1, 2, 0.5, 3])
    #expect(abs(whole - (parts[0] + 2 * parts[1] + 0.5 * parts[2] + 3 * parts[3])) < 1e-9)
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
      ![
        "structural", "angular", "softmax", "largeMarginSoftmax", "sphereFace", "center",
      ].contains($0.kind.name)
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
