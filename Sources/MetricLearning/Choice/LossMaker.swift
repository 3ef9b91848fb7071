internal import Torch

/// Makes a loss of a kind from its parameters.
struct LossMaker {
  private let name: String
  private var reader: ParameterReader
  private let distance: (any Distance)?
  private let reducer: (any Reducer)?
  private let features: Int
  private let classes: Int
  private let generator: RandomGenerator

  init(
    part: MetricPart, distance: (any Distance)?, reducer: (any Reducer)?, features: Int,
    classes: Int, generator: RandomGenerator
  ) {
    name = part.name
    reader = ParameterReader(part, of: "the loss")
    self.distance = distance
    self.reducer = reducer
    self.features = features
    self.classes = classes
    self.generator = generator
  }

  func make(_ kind: MetricLossKind) throws -> any MetricLoss {
    var maker = self
    let loss =
      kind.hasClassVectors ? try maker.makeClassLoss(kind) : try maker.makePairLoss(kind)
    try maker.reader.finish()
    return loss
  }

  private mutating func makePairLoss(_ kind: MetricLossKind) throws -> any MetricLoss {
    let mean = reducer ?? MeanReducer()
    let nonZero = reducer ?? ThresholdReducer.meanOfNonZero
    let euclidean = distance ?? LpDistance.euclidean
    let cosine = distance ?? CosineSimilarity()
    switch kind {
    case .contrastive:
      return ContrastiveLoss(
        positiveMargin: try reader.number("positiveMargin", in: euclidean.margins),
        negativeMargin: try reader.number("negativeMargin", in: euclidean.margins),
        distance: euclidean, reducer: nonZero)
    case .signalToNoiseContrastive:
      return SignalToNoiseContrastiveLoss(
        positiveMargin: try reader.number("positiveMargin", 0, in: gaps),
        negativeMargin: try reader.number("negativeMargin", 1, in: gaps), reducer: nonZero)
    case .tripletMargin:
      return TripletMarginLoss(
        margin: try reader.number("margin", 0.05, in: gaps), swap: try reader.flag("swap", false),
        smooth: try reader.flag("smooth", false), distance: euclidean, reducer: nonZero)
    case .margin:
      let isPerClass = try reader.flag("betaPerClass", false)
      return try MarginLoss(
        margin: reader.number("margin", 0.2, in: gaps), nu: reader.number("nu", 0),
        beta: reader.number("beta", 1.2, in: euclidean.margins),
        classes: isPerClass ? classes : nil,
        learnBeta: reader.flag("learnBeta", false), distance: euclidean,
        reducer: reducer ?? DivisorReducer())
    case .nPairs:
      return NPairsLoss(distance: distance ?? DotProduct(), reducer: mean)
    case .liftedStructure:
      return LiftedStructureLoss(
        negativeMargin: try reader.number("negativeMargin", 1, in: euclidean.margins),
        positiveMargin: try reader.number("positiveMargin", 0, in: euclidean.margins),
        distance: euclidean, reducer: mean)
    case .generalisedLiftedStructure:
      return GeneralisedLiftedStructureLoss(
        negativeMargin: try reader.number("negativeMargin", 1, in: euclidean.margins),
        positiveMargin: try reader.number("positiveMargin", 0, in: euclidean.margins),
        distance: euclidean, reducer: mean)
    case .angular:
      return try AngularLoss(degrees: reader.number("degrees", 40), reducer: mean)
    case .multiSimilarity:
      return try MultiSimilarityLoss(
        alpha: reader.number("alpha", 2), beta: reader.number("beta", 50),
        base: reader.number("base", 0.5, in: cosine.margins), distance: cosine, reducer: mean)
    case .circle:
      return try CircleLoss(
        m: reader.number("m", 0.4), gamma: reader.number("gamma", 80), reducer: nonZero)
    case .rankedList:
      return try makeRankedList(euclidean, mean)
    case .ntXent:
      return try NTXentLoss(
        temperature: reader.number("temperature", 0.07), distance: cosine, reducer: mean)
    case .supCon:
      return try SupConLoss(
        temperature: reader.number("temperature", 0.1), distance: cosine, reducer: nonZero)
    case .nca:
      return try NCALoss(
        softmaxScale: reader.number("softmaxScale", 1),
        distance: distance ?? LpDistance.squaredEuclidean, reducer: mean)
    case .tupletMargin:
      return try TupletMarginLoss(
        degrees: reader.number("degrees", 5.73), scale: reader.number("scale", 64), reducer: mean)
    case .intraPairVariance:
      return try IntraPairVarianceLoss(
        positiveEpsilon: reader.number("positiveEpsilon", 0.01),
        negativeEpsilon: reader.number("negativeEpsilon", 0.01), distance: cosine, reducer: mean)
    case .fastAP:
      return try FastAPLoss(bins: reader.whole("bins", 10), reducer: mean)
    default:
      return StructuralLoss(margin: try reader.number("margin", 1, in: gaps))
    }
  }

  private mutating func makeRankedList(_ distance: any Distance, _ reducer: any Reducer) throws
    -> any MetricLoss
  {
    guard let lp = distance as? LpDistance else {
      throw MetricLearningError("the loss `\(name)` needs an Lp distance: its bounds are distances")
    }
    guard let margin = try reader.number("margin"),
      let temperature = try reader.number("negativeTemperature")
    else {
      throw MetricLearningError(
        "the loss `\(name)` needs `margin` and `negativeTemperature` (the paper has 0.4 and 10)")
    }
    return try RankedListLoss(
      margin: margin, negativeTemperature: temperature,
      imbalance: reader.number("imbalance", 0.5), alpha: reader.number("alpha", in: gaps),
      positiveTemperature: reader.number("positiveTemperature", 0), distance: lp, reducer: reducer)
  }

  /// Without `lambda`, none.
  private mutating func easing() throws -> MultipliedAngle.Easing {
    let least = try reader.number("lambdaMin", 0, in: gaps)
    return MultipliedAngle.Easing(
      start: try reader.number("lambda", least, in: gaps), least: least,
      decay: try reader.number("lambdaDecay", 0.12, in: gaps))
  }

  private mutating func makeClassLoss(_ kind: MetricLossKind) throws -> any MetricLoss {
    let mean = reducer ?? MeanReducer()
    if kind == .center {
      return try CenterLoss(
        centres: generator.normal([classes, features]), weight: reader.number("weight", 0.003),
        rate: reader.number("rate", 0.5))
    }
    let weights = try generator.normal([features, classes]).requiringGradient()
    switch kind {
    case .normalisedSoftmax:
      return try NormalisedSoftmaxLoss(
        weights: weights, temperature: reader.number("temperature", 0.05), reducer: mean)
    case .largeMarginSoftmax:
      return try LargeMarginSoftmaxLoss(
        weights: weights, margin: reader.whole("margin", 4), scale: reader.number("scale", 1),
        easing: easing(), reducer: mean)
    case .sphereFace:
      return try SphereFaceLoss(
        weights: weights, margin: reader.whole("margin", 4), scale: reader.number("scale", 1),
        easing: easing(), reducer: mean)
    case .cosFace:
      return try CosFaceLoss(
        weights: weights, margin: reader.number("margin", 0.35),
        scale: reader.number("scale", 64), reducer: mean)
    case .arcFace:
      return try ArcFaceLoss(
        weights: weights, degrees: reader.number("degrees", 28.6),
        scale: reader.number("scale", 64), reducer: mean)
    case .proxyNCA:
      return try ProxyNCALoss(
        weights: weights, softmaxScale: reader.number("softmaxScale", 1),
        distance: distance ?? LpDistance.squaredEuclidean, reducer: mean)
    case .proxyAnchor:
      return try ProxyAnchorLoss(
        weights: weights, margin: reader.number("margin", 0.1, in: 0...2),
        alpha: reader.number("alpha", 32), reducer: reducer ?? DivisorReducer())
    default:
      return try SoftmaxLoss(weights: weights, reducer: mean)
    }
  }
}

/// What margins between distances may be.
let gaps = 0.0...1e6

extension Distance {
  /// What a margin on a distance, or a similarity, may be.
  var margins: ClosedRange<Double> {
    self is CosineSimilarity ? -1...1 : isSimilarity ? -1e6...1e6 : gaps
  }
}
