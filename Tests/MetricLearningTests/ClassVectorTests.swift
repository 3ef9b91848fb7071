import MetricLearning
import Parts
import Testing
import Torch

/// Losses with a vector a class begin where the classes are.
@Suite("Class vectors")
struct ClassVectorTests {
  private static let kinds = LossKind.all.filter(\.hasClassVectors)

  /// Four classes of 20 points around corners of a cube in 6 dimensions, far from the origin's axes.
  private func clusters() throws -> (points: Tensor, labels: Tensor) {
    let classes = (0..<80).map { $0 % 4 }
    let places = classes.flatMap { label in (0..<6).map { Double($0 == label ? 3 : 0) } }
    let noise = try RandomGenerator(seed: 5).normal([80, 6], type: .float64) * 0.2
    return (
      try noise + Tensor(places, shape: [80, 6]), try Tensor(classes.map { Int64($0) })
    )
  }

  private func make(_ kind: LossKind) throws -> any ClassVectorLoss {
    let loss = try makeLoss(
      named: kind.name, features: 6, classes: 4, generator: RandomGenerator(seed: 3))
    return try #require(loss as? any ClassVectorLoss)
  }

  @Test(arguments: kinds) func startingAtTheClassesLowersTheLoss(_ kind: LossKind) throws {
    let loss = try make(kind)
    let (points, labels) = try clusters()
    let before = try loss(points, labels).item()
    try loss.start(from: points, labels)
    #expect(try loss(points, labels).item() < before)
    #expect(loss.parameters.allSatisfy { $0.tensor.requiresGradient })
  }

  @Test func vectorsAreTheMeansOfTheirClasses() throws {
    let points = try Tensor([3, 4, 0, 2, 6, 8] as [Double], shape: [3, 2])
    let labels = try Tensor([0, 2, 0] as [Int64])
    let given = try Tensor([9, 8, 7, 6, 5, 4] as [Float], shape: [2, 3])
    let loss = try CosFaceLoss(weights: given.copy().requiringGradient())
    try loss.start(from: points, labels)
    // Class 0 has the mean (4.5, 6), class 1 no point, class 2 the point (0, 2).
    let found = try loss.weights.detached().values(Float.self).map(Double.init)
    let kept = (8.0 * 8 + 5 * 5).squareRoot()
    #expect(relativeDifference(found, [0.6, 8 / kept, 0, 0.8, 5 / kept, 1]) < 1e-6)

    let center = try CenterLoss(centres: Tensor([1, 1, 2, 2, 3, 3] as [Float], shape: [3, 2]))
    try center.start(from: points, labels)
    #expect(try center.centres.values(Float.self) == [4.5, 6, 2, 2, 0, 2])
  }

  @Test(arguments: kinds) func whatIsNoClassIsRefused(_ kind: LossKind) throws {
    let loss = try make(kind)
    #expect(throws: MetricLearningError.self) {
      try loss.start(from: Tensor.zeros([1, 6]), Tensor([4] as [Int64]))
    }
    #expect(throws: MetricLearningError.self) {
      try loss.start(from: Tensor.zeros([1, 5]), Tensor([0] as [Int64]))
    }
  }

  private func loss(_ name: String, _ parameters: [String: Parameter]) throws
    -> any MetricLoss
  {
    try makeLoss(
      named: name, parameters: parameters, features: 6, classes: 4,
      generator: RandomGenerator(seed: 3))
  }

  @Test(arguments: ["largeMarginSoftmax", "sphereFace"])
  func easingGoesFromSoftmaxToTheMargin(_ name: String) throws {
    let batch = try Batch(seed: 9)
    func value(_ loss: any MetricLoss) throws -> Double {
      try loss(batch.points, batch.labels).item()
    }
    let margin = try value(loss(name, [:]))
    let softmax = try value(loss(name, ["margin": 1]))
    let eased = try loss(name, ["lambda": 1000, "lambdaMin": 0, "lambdaDecay": 1])
    let saved = try eased.snapshot()
    var values = [try value(eased)]
    for _ in 0..<50 {
      for _ in 0..<200 { try eased.observe(batch.points, batch.labels) }
      values.append(try value(eased))
    }
    #expect(relativeDifference([values[0]], [softmax]) < 0.02)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
    #expect(values[50] < margin && relativeDifference([values[50]], [margin]) < 0.2)
    // The steps are part of the state.
    try eased.restore(saved)
    let again = try value(eased)
    #expect(again == values[0])
  }

  @Test func easingThatRisesIsRefused() throws {
    for wrong in [["lambda": 1, "lambdaMin": 5], ["lambda": -1], ["lambdaDecay": -1]] {
      let parameters = wrong.mapValues { Parameter.number(Double($0)) }
      #expect(throws: MetricLearningError.self) { try loss("sphereFace", parameters) }
    }
  }
}
