/// The reducers, by their names in configurations.
public enum ReducerKind: String, CaseIterable, Sendable {
  case mean, sum, meanOfNonZero, divisor, perAnchor, classWeighted, threshold

  func make(_ part: MetricPart) throws -> any Reducer {
    var reader = ParameterReader(part, of: "the reducer")
    let made: any Reducer =
      switch self {
      case .mean: MeanReducer()
      case .sum: SumReducer()
      case .meanOfNonZero: ThresholdReducer.meanOfNonZero
      case .divisor: DivisorReducer()
      case .perAnchor: PerAnchorReducer()
      case .classWeighted: try ClassWeightedReducer(weights: reader.numbers("weights") ?? [])
      case .threshold:
        try ThresholdReducer(
          low: reader.number("low", -.infinity), high: reader.number("high", .infinity))
      }
    try reader.finish()
    return made
  }
}
