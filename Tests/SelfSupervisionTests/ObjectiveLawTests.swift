import Foundation
import Parts
import SelfSupervision
import Testing
import Torch

/// What every objective keeps, whatever it is; run over all, by name.
@Suite("Laws of the objectives")
struct ObjectiveLawTests {
  /// What the exact gradient is compared in: all that is trained, but for what an objective holds
  /// constant though it depends on it; the reference holds these gradients.
  private static func isDerivative(_ path: String, of kind: ObjectiveKind) -> Bool {
    switch kind.name {
    case "simSiam": path.hasPrefix("predictor")
    case "swav": false
    default: true
    }
  }

  @Test(arguments: ObjectiveKind.all) func gradientEqualsDifferences(_ kind: ObjectiveKind) throws {
    let ground = try TinyGround(kind)
    try ground.prepare()
    let views = try TinyGround.views(seed: 7)
    let loss = try ground.loss(views)
    #expect(try loss.shape.isEmpty && loss.item().isFinite)
    try loss.backward()
    let trained =
      ground.objective.parameters + [StateEntry(path: "encoder", tensor: ground.weight)]
    #expect(try trained.firstWithoutFiniteGradient() == nil)
    for entry in trained where Self.isDerivative(entry.path, of: kind) {
      let exact = try #require(try entry.tensor.gradient).values(Double.self)
      let values = try entry.tensor.values(Double.self)
      for index in stride(from: 0, to: values.count, by: max(1, values.count / 5)) {
        func value(_ step: Double) throws -> Double {
          var moved = values
          moved[index] += step
          try withoutGradients {
            try entry.tensor.assign(Tensor(moved, shape: entry.tensor.shape))
          }
          return try ground.loss(views).item()
        }
        let h = 1e-6
        let slope = (try value(h) - value(-h)) / (2 * h)
        _ = try value(0)
        #expect(
          abs(slope - exact[index]) < 1e-6 + 1e-5 * abs(slope),
          "\(entry.path) \(index): \(exact[index]), differences \(slope)")
      }
    }
  }

  @Test(arguments: ObjectiveKind.all)
  func orderOfTheBatchChangesNothing(_ kind: ObjectiveKind) throws {
    let ground = try TinyGround(kind)
    try ground.prepare()
    let plain = try ground.loss(TinyGround.views(seed: 4)).item()
    let moved = try ground.loss(TinyGround.views(seed: 4, order: [7, 3, 0, 5, 1, 8, 2, 6, 4]))
    #expect(difference(try moved.item(), plain) < 1e-10)
  }

  /// Steps of one objective, and of another that takes up its state after half of them.
  @Test(arguments: ObjectiveKind.all) func goesOnToTheSameBits(_ kind: ObjectiveKind) throws {
    func step(_ ground: TinyGround, _ optimiser: AdamW, _ number: Int) throws -> Double {
      var views = try TinyGround.views(seed: UInt64(number))
      views.beginsEpoch = number % 3 == 0
      let loss = try ground.objective.loss(of: views, by: ground.encoder)
      try loss.total.backward()
      try optimiser.step(rate: 0.01)
      try loss.observe()
      return try loss.total.item()
    }
    func optimiser(_ ground: TinyGround) throws -> AdamW {
      try AdamW(
        ground.objective.parameters + [StateEntry(path: "encoder", tensor: ground.weight)])
    }
    let (one, other) = (try TinyGround(kind), try TinyGround(kind, seed: 2))
    try one.prepare()
    let first = try optimiser(one)
    for number in 0..<4 { _ = try step(one, first, number) }
    try other.objective.restore(one.objective.snapshot())
    try other.objective.remember(one.objective.memories())
    try withoutGradients {
      try other.weight.assign(one.weight)
      try other.targetWeight.assign(one.targetWeight)
    }
    let second = try optimiser(other)
    try second.restore(first.snapshot())
    for number in 4..<8 { #expect(try step(one, first, number) == step(other, second, number)) }
    #expect(throws: PartError.self) { try one.objective.remember(["none": one.weight]) }
  }

  @Test(arguments: ObjectiveKind.all) func descentLowersTheLoss(_ kind: ObjectiveKind) throws {
    let ground = try TinyGround(kind)
    try ground.prepare()
    let views = try TinyGround.views(seed: 9)
    let before = try ground.loss(views).item()
    let optimiser = try AdamW(
      ground.objective.parameters + [StateEntry(path: "encoder", tensor: ground.weight)],
      weightDecay: 0)
    for _ in 0..<60 {
      try ground.loss(views).backward()
      try optimiser.step(rate: 0.01)
    }
    #expect(try ground.loss(views).item() < before)
  }

  /// What embeddings that are all alike come to.
  @Test func collapseHasAValueThatIsKnown() throws {
    let one = try Tensor.full(1, shape: [1, 4], type: .float64)
    let same = try Tensor.full(0.7, shape: [8, 4], type: .float64)
    let halves = (first: same, second: same)
    let zero = try Tensor.zeros([8, 4], type: .float64)
    let hidden = try Tensor.full(1, shape: [8, 4], type: .float64)
    let equal = try SwAV.scores(same, Tensor.concatenated([one, one, one], along: 0))
    let known: [String: (found: Tensor, value: Double)] = [
      "simclr": (try SimCLR.loss(same, same, temperature: 0.3), log(15)),
      "moco": (
        try MoCo.loss(
          of: MoCo.logits(same, same, queue: same.slice(0, 0..<3) / 1.4, temperature: 1)),
        log(4)
      ),
      "simSiam": (try SimSiam.loss(predictions: halves, projections: halves), -1),
      "byol": (try BYOL.loss(predictions: halves, projections: halves), 0),
      "barlowTwins": (
        try BarlowTwins.loss(
          of: BarlowTwins.correlation(same, same, epsilon: 1e-5), lambda: 0.005), 4
      ),
      "vicreg": (try VICReg.loss(same, same, VICReg.Weights()), 25 * 0.99),
      "swav": (
        try SwAV.loss((equal, equal), temperature: 0.1, epsilon: 0.05), 2 * log(3)
      ),
      "deepCluster": (
        try DeepCluster.loss(
          same, centroids: SphericalKMeans(same, starts: Tensor.range(2), iterations: 2).centroids,
          targets: Tensor([Int64](repeating: 0, count: 8)), temperature: 0.1), log(2)
      ),
      "rotation": (
        try crossEntropy(
          Tensor.zeros([8, 4], type: .float64), RotationPrediction.targets(2)),
        log(4)
      ),
      "maskedSpectra": (
        try MaskedSpectra.loss(zero, target: same, hidden: hidden, isNormalised: false), 0.49
      ),
    ]
    #expect(Set(known.keys) == Set(ObjectiveKind.all.map(\.name)))
    for (name, pair) in known {
      #expect(abs(try pair.found.item() - pair.value) < 1e-9, "\(name)")
    }
  }

  @Test(arguments: ObjectiveKind.all) func collapsedEmbeddingsGiveNumbers(_ kind: ObjectiveKind)
    throws
  {
    let ground = try TinyGround(kind)
    try withoutGradients { try ground.weight.assign(ground.weight * 0) }
    try ground.prepare()
    let loss = try ground.objective.loss(of: TinyGround.views(seed: 2), by: ground.encoder)
    try loss.total.backward()
    #expect(try loss.total.item().isFinite)
    let trained =
      ground.objective.parameters + [StateEntry(path: "encoder", tensor: ground.weight)]
    #expect(try trained.firstWithoutFiniteGradient() == nil)
    #expect(try EmbeddingSpread(of: loss.embeddings).isCollapsed)
  }

  @Test func kindsSayWhatTheyAre() {
    #expect(Set(ObjectiveKind.all.map(\.name)).count == ObjectiveKind.all.count)
    for kind in ObjectiveKind.all {
      for sentence in [kind.summary] + kind.options.map(\.summary) {
        #expect(sentence.hasSuffix(".") && sentence.count < 100, "\(kind): \(sentence)")
      }
    }
  }
}

/// What the documentation says of the objectives.
@Suite struct ObjectiveDocumentationTests {
  /// The page has a row for each, with its sentence and its options.
  @Test func allStandInTheDocumentation() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Documentation/configuration.md")
    let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
    for kind in ObjectiveKind.all {
      let options = kind.options.map { "`\($0.name)` \($0.standard?.shown ?? "")" }
      let row = "| `\(kind.name)` | \(kind.summary) | \(options.joined(separator: ", ")) |"
      #expect(lines.contains { $0 == row }, "\(row)")
    }
  }
}
