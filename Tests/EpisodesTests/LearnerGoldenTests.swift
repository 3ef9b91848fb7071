import Episodes
import Testing
import Torch

/// Meta-learners against reference values, values and gradients to 1e-9.
@Suite("Meta-learners against reference values")
struct LearnerGoldenTests {
  @Test(arguments: [1, 3]) func agnostic(_ steps: Int) throws {
    let subject = try Subject("maml.steps\(steps)")
    try subject.expect(MAMLHead(subject.weights, steps: steps))
    let first = try Subject("maml.steps\(steps)")
    let loss = try MAMLHead(first.weights, steps: steps, order: .first).loss(first.episode)
    let stated = try #require(first.own.firstOrderGradient)
    try first.expect(loss, gradient: stated)
  }

  @Test func learnedRates() throws {
    let subject = try Subject("metaSGD")
    try subject.expect(MetaSGDHead(subject.weights))
  }

  @Test(arguments: ["lstmMetaLearner", "lstmMetaLearner.stacked"])
  func gates(_ name: String) throws {
    let subject = try Subject(name)
    let head = LSTMLearnerHead(subject.weights)
    try subject.expect(head)
    let theta = try head.adapted(subject.episode.support)
    try subject.expect(theta.slice(0, 0..<24).reshaped([4, 6]), is: "finalWeight")
    try subject.expect(theta.slice(0, 24..<28), is: "finalBias")
  }

  @Test(arguments: ["snail", "snail.doubled"]) func attentiveSequence(_ name: String) throws {
    let subject = try Subject(name)
    let dilations = try subject.own.parameters.wholes("dilations")
    try subject.expect(SNAILHead(subject.weights, dilations: dilations))
  }

  @Test func memory() throws {
    let subject = try Subject("memoryAugmented", constants: ["usage"])
    let head = MemoryHead(subject.weights)
    let items = try Tensor(
      subject.own.parameters.wholes("items").map(Int64.init))
    let labels = try Tensor(subject.own.parameters.wholes("labels").map(Int64.init))
    let scores = try head.sequence(
      subject["support"].selecting(items, along: 0), labels.oneHot(4).to(.float64))
    try subject.expect(crossEntropy(scores, labels))
    try subject.expect(scores, is: "logits")
  }
}
