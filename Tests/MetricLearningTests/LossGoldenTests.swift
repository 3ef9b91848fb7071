import MetricLearning
import Parts
import Testing
import Torch

/// Every loss against reference values and gradients, of the parameters that each case states.
@Suite("Losses against reference values")
struct LossGoldenTests {
  /// The cases of the toolbox.
  static let names = [
    "angular", "arcFace", "center", "circle", "contrastive", "cosFace", "fastAP",
    "generalizedLiftedStructure", "intraPairVariance", "largeMarginSoftmax", "liftedStructure",
    "margin", "multiSimilarity", "nPairs", "nca", "normalizedSoftmax", "ntXent", "proxyAnchor",
    "proxyNCA", "rankedList", "signalToNoiseRatioContrastive", "sphereFace", "supCon",
    "tripletMargin", "tripletMargin.margin0.5", "tripletMargin.smooth", "tupletMargin",
  ]

  /// The paper's metric and its priors.
  static let others = ["structural", "diversity.cosine", "diversity.rbf"]

  @Test func everyCaseIsTested() throws {
    #expect(Set(try Golden.load().cases.keys) == Set(Self.names + Self.others))
  }

  /// How far a case is from its reference, relative to it.
  private struct Differences {
    let value: Double
    let gradient: Double
    let float32: Double

    init(_ name: String, _ golden: Golden) throws {
      let expected = try golden.named(name)
      let loss = try LossGoldenTests.loss(name, expected, golden)
      let points = try LossGoldenTests.points(name, expected, golden)
      let found = try valueAndGradient(at: points, loss)
      let single = try loss(points.to(.float32)).item()
      value = relativeDifference([found.value], [expected.value])
      gradient = relativeDifference(found.gradient, expected.gradient.flatMap { $0 })
      float32 = relativeDifference([single], [expected.value])
    }
  }

  @Test(arguments: names + others) func equalsTheReference(_ name: String) throws {
    let found = try Differences(name, Golden.load())
    #expect(found.value < 1e-9)
    #expect(found.gradient < 1e-9)
    #expect(found.float32 < 1e-4)
  }

  /// What a case's gradient is taken at: the embeddings, or the factors of a diversity.
  private static func points(_ name: String, _ expected: Golden.Case, _ golden: Golden) throws
    -> Tensor
  {
    try matrix(name.hasPrefix("diversity") ? expected.matrix("factors") : golden.embeddings)
  }

  private static func loss(_ name: String, _ expected: Golden.Case, _ golden: Golden) throws
    -> (Tensor) throws -> Tensor
  {
    let labels = try Tensor(golden.labels)
    switch name {
    case "structural":
      let factors = try matrix(expected.matrix("factors"))
      let loss = StructuralLoss(margin: try expected.number("margin"))
      return { try loss($0.times(factors.to($0.elementType)), labels) }
    case "diversity.cosine", "diversity.rbf":
      let kernel: DiversityKernel =
        name == "diversity.cosine" ? .cosine : .rbf(scale: try expected.number("bandwidth"))
      let diversity = Diversity(kernel: kernel, epsilon: try expected.number("jitter"))
      return { try diversity($0) }
    default:
      let loss = try makeLoss(name, expected, golden)
      return { try loss($0, labels) }
    }
  }

  private static func makeLoss(_ name: String, _ expected: Golden.Case, _ golden: Golden) throws
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
