import Parts
import SelfSupervision
import Testing
import Torch

/// Every objective against reference values and gradients, of the parameters that each case states.
@Suite("Objectives against reference values")
struct ObjectiveGoldenTests {
  static let names = [
    "barlowTwins", "barlowTwins.batchNorm", "byol", "deepClusterV2", "maskedSpectrum",
    "maskedSpectrum.normalised", "moco", "rotation", "simSiam", "simclr.temperature0.1",
    "simclr.temperature0.5", "swav", "vicreg", "vicreg.code",
  ]

  @Test func everyCaseIsTested() throws {
    #expect(Set(try Golden.load().cases.keys) == Set(Self.names))
  }

  /// What the gradients of a case are taken at, by their names in the file.
  private static func leaves(_ name: String, _ golden: Golden) throws -> [String: Tensor] {
    let expected = try golden.named(name)
    return try expected.gradient.keys.reduce(into: [:]) { leaves, leaf in
      let values = try golden.views[leaf] ?? #require(expected.parameters?[leaf])
      leaves[leaf] = try values.tensor().requiringGradient()
    }
  }

  @Test(arguments: names) func equalsTheReference(_ name: String) throws {
    let golden = try Golden.load()
    let expected = try golden.named(name)
    let leaves = try Self.leaves(name, golden)
    let loss = try Self.loss(name, expected, leaves)
    #expect(difference(try loss.item(), expected.value) < 1e-9)
    try loss.backward()
    for (leaf, reference) in expected.gradient {
      let reference = try reference.tensor()
      let found =
        try leaves[leaf]?.gradient ?? Tensor.zeros(reference.shape, type: .float64)
      let gap = try (found - reference).magnitude().max().item()
      let scale = try reference.magnitude().max().item()
      #expect(gap <= 1e-9 * max(scale, 1e-9), "\(leaf): \(gap) of \(scale)")
    }
    let rounded = try Self.loss(
      name, expected, leaves.mapValues { try $0.detached().to(.float32) }, type: .float32)
    #expect(difference(try rounded.item(), expected.value) < 1e-4)
  }

  private static func loss(
    _ name: String, _ expected: Golden.Case, _ leaves: [String: Tensor],
    type: ElementType = .float64
  ) throws -> Tensor {
    func leaf(_ name: String) throws -> Tensor { try #require(leaves[name]) }
    func given(_ name: String) throws -> Tensor { try expected.tensor(name).to(type) }
    func both(_ name: String) throws -> (first: Tensor, second: Tensor) {
      (try leaf("\(name)1"), try leaf("\(name)2"))
    }
    switch name {
    case "simclr.temperature0.1", "simclr.temperature0.5":
      return try SimCLR.loss(
        leaf("view1"), leaf("view2"), temperature: expected.number("temperature"))
    case "simSiam":
      return try SimSiam.loss(predictions: both("prediction"), projections: both("view"))
    case "byol": return try BYOL.loss(predictions: both("prediction"), projections: both("view"))
    case "moco":
      return try MoCo.loss(
        of: MoCo.logits(
          leaf("query"), leaf("key"), queue: given("queue"),
          temperature: expected.number("temperature")))
    case "barlowTwins", "barlowTwins.batchNorm":
      let epsilon = expected.parameters?["epsilon"]?.numbers.first ?? 0
      return try BarlowTwins.loss(
        of: BarlowTwins.correlation(leaf("view1"), leaf("view2"), epsilon: epsilon),
        lambda: expected.number("lambda"))
    case "vicreg", "vicreg.code":
      var weights = VICReg.Weights()
      weights.form = name == "vicreg" ? .paper : .code
      (weights.invariance, weights.variance, weights.covariance) = (
        try expected.number("lambda"), try expected.number("mu"), try expected.number("nu")
      )
      return try VICReg.loss(
        leaf("view1"), leaf("view2"), weights, gamma: expected.number("gamma"),
        epsilon: expected.number("epsilon"))
    case "swav":
      let scores = { try SwAV.scores(leaf($0), leaf("prototypes")) }
      return try SwAV.loss(
        (scores("view1"), scores("view2")), temperature: expected.number("temperature"),
        epsilon: expected.number("epsilon"))
    case "deepClusterV2":
      let found = try clusters(expected, type)
      let batch = try #require(expected.parameters?["batch"]).indices()
      return try DeepCluster.loss(
        leaf("view1"), centroids: found.centroids,
        targets: found.assignments.selecting(batch, along: 0),
        temperature: expected.number("temperature"))
    case "rotation":
      let turned = try RotationPrediction.turned(leaf("patch").unsqueezed(0))
      let logits = try turned.reshaped([4, -1]).times(leaf("weight").transposed()) + leaf("bias")
      return try crossEntropy(logits, RotationPrediction.targets(1))
    case "maskedSpectrum", "maskedSpectrum.normalised":
      return try MaskedSpectra.loss(
        leaf("prediction"), target: given("target"), hidden: given("mask"),
        isNormalised: name != "maskedSpectrum")
    default: throw PartError("no objective for the case \(name)")
    }
  }

  private static func clusters(_ expected: Golden.Case, _ type: ElementType) throws
    -> SphericalKMeans
  {
    try SphericalKMeans(
      expected.tensor("bank").to(type), starts: #require(expected.parameters?["starts"]).indices(),
      iterations: Int(expected.number("iterations")))
  }

  @Test func clustersEqualTheReference() throws {
    let expected = try Golden.load().named("deepClusterV2")
    let found = try Self.clusters(expected, .float64)
    #expect(try difference(found.centroids, expected.output("centroids").tensor()) < 1e-9)
    #expect(
      try found.assignments.values(Int64.self)
        == expected.output("assignments").numbers.map { Int64($0) })
  }

  @Test func correlationsEqualTheReference() throws {
    let golden = try Golden.load()
    for (name, epsilon) in [("barlowTwins", 0.0), ("barlowTwins.batchNorm", 1e-5)] {
      let found = try BarlowTwins.correlation(
        #require(golden.views["view1"]).tensor(), #require(golden.views["view2"]).tensor(),
        epsilon: epsilon)
      let expected = try golden.named(name).output("crossCorrelation").tensor()
      #expect(try difference(found, expected) < 1e-9)
    }
  }

  @Test func codesEqualTheReference() throws {
    let golden = try Golden.load()
    let expected = try golden.named("swav")
    for (view, scores, codes) in [("view1", "scores1", "codes1"), ("view2", "scores2", "codes2")] {
      let found = try SwAV.scores(
        #require(golden.views[view]).tensor(), expected.tensor("prototypes"))
      #expect(try difference(found, expected.output(scores).tensor()) < 1e-9)
      let soft = try SwAV.codes(
        found, epsilon: expected.number("epsilon"), iterations: Int(expected.number("iterations")))
      #expect(try difference(soft, expected.output(codes).tensor()) < 1e-9)
    }
  }

  @Test func theQueueAndTheMomentumEncoderEqualTheReference() throws {
    let expected = try Golden.load().named("moco")
    let query = try expected.tensor("query")
    let logits = try MoCo.logits(
      query, expected.tensor("key"), queue: expected.tensor("queue"),
      temperature: expected.number("temperature"))
    #expect(try difference(logits, expected.output("logits").tensor()) < 1e-9)
    let key = try expected.tensor("key")
    let unit = try key / key.norm(p: 2, along: 1, keep: true)
    let queue = try KeyQueue(keys: expected.tensor("queue")).taking(unit)
    #expect(try difference(queue.keys, expected.output("queueAfter").tensor()) < 1e-9)
    #expect(queue.oldest == Int(try #require(expected.output("queuePointerAfter").numbers.first)))

    func entries(_ value: Golden.Value?) throws -> [StateEntry] {
      guard case .names(let names)? = value else { throw PartError("no weights") }
      return try names.sorted { $0.key < $1.key }.map {
        StateEntry(path: $0.key, tensor: try $0.value.tensor())
      }
    }
    let target = try entries(expected.parameters?["momentumBefore"])
    try follow(
      target, entries(expected.parameters?["online"]), momentum: expected.number("momentum"))
    for (own, reference) in zip(target, try entries(expected.output("momentumAfter"))) {
      #expect(try difference(own.tensor, reference.tensor) < 1e-9)
    }
  }

  @Test func turnsEqualTheReference() throws {
    let expected = try Golden.load().named("rotation")
    let turned = try RotationPrediction.turned(expected.tensor("patch").unsqueezed(0))
    #expect(
      try turned.values(Double.self) == expected.output("rotations").tensor().values(Double.self))
  }
}
