import MetricLearning
import Testing
import Torch

/// Every loss against reference values and gradients, of the parameters that each case states.
@Suite("Losses against reference values")
struct LossGoldenTests {
  /// The cases of the toolbox; `structural` and the diversities have tests of their own.
  static let names = [
    "angular", "arcFace", "center", "circle", "contrastive", "cosFace", "fastAP",
    "generalizedLiftedStructure", "intraPairVariance", "largeMarginSoftmax", "liftedStructure",
    "margin", "multiSimilarity", "nPairs", "nca", "normalizedSoftmax", "ntXent", "proxyAnchor",
    "proxyNCA", "rankedList", "signalToNoiseRatioContrastive", "sphereFace", "supCon",
    "tripletMargin", "tripletMargin.margin0.5", "tripletMargin.smooth", "tupletMargin",
  ]

  @Test func everyCaseIsTested() throws {
    let others = ["structural", "diversity.cosine", "diversity.rbf"]
    #expect(Set(try Golden.load().cases.keys) == Set(Self.names + others))
  }

  @Test(arguments: names) func valueAndGradient(_ name: String) throws {
    let golden = try Golden.load()
    let expected = try golden.named(name)
    let loss = try makeLoss(name, expected, golden)
    let labels = try Tensor(golden.labels)
    let points = try matrix(golden.embeddings)
    let found = try MetricLearningTests.valueAndGradient(at: points) { try loss($0, labels) }
    let single = try loss(points.to(.float32), labels).item()
    let value = relativeDifference([found.value], [expected.value])
    let gradient = relativeDifference(found.gradient, expected.gradient.flatMap { $0 })
    let float32 = relativeDifference([single], [expected.value])
    print("loss \(padded(name, 30)) value \(value)  gradient \(gradient)  float32 \(float32)")
    #expect(value < 1e-9)
    #expect(gradient < 1e-9)
    #expect(float32 < 1e-4)
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func makeLoss(_ name: String, _ expected: Golden.Case, _ golden: Golden) throws
    -> any MetricLoss
  {
    let weights = try matrix(golden.classWeights)
    func number(_ name: String) throws -> Double { try expected.number(name) }
    switch name {
    case "contrastive":
      return ContrastiveLoss(
        positiveMargin: try number("positiveMargin"), negativeMargin: try number("negativeMargin"))
    case "signalToNoiseRatioContrastive":
      return SignalToNoiseContrastiveLoss(
        positiveMargin: try number("positiveMargin"), negativeMargin: try number("negativeMargin"))
    case "tripletMargin", "tripletMargin.margin0.5":
      return TripletMarginLoss(margin: try number("margin"))
    case "tripletMargin.smooth":
      return TripletMarginLoss(margin: try number("margin"), smooth: true)
    case "liftedStructure":
      return LiftedStructureLoss(
        negativeMargin: try number("negativeMargin"), positiveMargin: try number("positiveMargin"))
    case "generalizedLiftedStructure":
      return GeneralisedLiftedStructureLoss(
        negativeMargin: try number("negativeMargin"), positiveMargin: try number("positiveMargin"))
    case "angular": return try AngularLoss(degrees: number("alphaDegrees"))
    case "multiSimilarity":
      return try MultiSimilarityLoss(
        alpha: number("alpha"), beta: number("beta"), base: number("base"))
    case "circle": return try CircleLoss(m: number("m"), gamma: number("gamma"))
    case "rankedList":
      return try RankedListLoss(
        margin: number("margin"), negativeTemperature: number("negativeTemperature"),
        imbalance: number("imbalance"), positiveTemperature: number("positiveTemperature"))
    case "ntXent": return try NTXentLoss(temperature: number("temperature"))
    case "supCon": return try SupConLoss(temperature: number("temperature"))
    case "nca": return try NCALoss(softmaxScale: number("softmaxScale"))
    case "margin":
      return try MarginLoss(margin: number("margin"), nu: number("nu"), beta: number("beta"))
    case "tupletMargin":
      return try TupletMarginLoss(degrees: number("marginDegrees"), scale: number("scale"))
    case "intraPairVariance":
      return try IntraPairVarianceLoss(
        positiveEpsilon: number("positiveEpsilon"), negativeEpsilon: number("negativeEpsilon"))
    case "fastAP": return try FastAPLoss(bins: Int(number("bins")))
    case "nPairs": return NPairsLoss()
    case "normalizedSoftmax":
      return try NormalisedSoftmaxLoss(weights: weights, temperature: number("temperature"))
    case "largeMarginSoftmax":
      return try LargeMarginSoftmaxLoss(
        weights: weights, margin: Int(number("margin")), scale: number("scale"))
    case "sphereFace":
      return try SphereFaceLoss(
        weights: weights, margin: Int(number("margin")), scale: number("scale"))
    case "cosFace":
      return try CosFaceLoss(
        weights: weights, margin: number("margin"), scale: number("scale"))
    case "arcFace":
      return try ArcFaceLoss(
        weights: weights, degrees: number("marginDegrees"), scale: number("scale"))
    case "proxyNCA":
      return try ProxyNCALoss(weights: weights, softmaxScale: number("softmaxScale"))
    case "proxyAnchor":
      return try ProxyAnchorLoss(
        weights: weights, margin: number("margin"), alpha: number("alpha"))
    case "center":
      return try CenterLoss(centres: matrix(expected.matrix("centers")), weight: 1)
    default: throw MetricLearningError("no loss for the case \(name)")
    }
  }
}
