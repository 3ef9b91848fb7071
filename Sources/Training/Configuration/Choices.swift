internal import Parts

/// An option of a few words; a wrong one is answered with the right ones.
public protocol Choice: RawRepresentable<String>, Codable, CaseIterable, Sendable {}

extension Choice {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let word = try container.decode(String.self)
    guard let choice = Self(rawValue: word) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: wrongChoice(word, of: Self.allCases.map(\.rawValue)))
    }
    self = choice
  }
}

/// "is `adam`. Did you mean `adamw`? It is one of adamw, sgd"
func wrongChoice(_ word: String, of words: [String]) -> String {
  let near = nearestName(to: word, among: words).map { "Did you mean `\($0)`? " } ?? ""
  return "is `\(word)`. \(near)It is one of \(words.joined(separator: ", "))"
}

/// Which optimiser changes the weights.
public enum OptimiserKind: String, Choice {
  case adamw, sgd
}

/// How the rate goes over a phase; see `Schedule`.
public enum ScheduleKind: String, Choice {
  case constant, step, cosine, oneCycle
}

/// How alike two factors of the metric are; see `DiversityKernel`.
public enum KernelKind: String, Choice {
  case cosine, rbf
}

/// Defaults that differences are laid over.
public enum Preset: String, Choice {
  /// AdamW, and cross-entropy beside the structural loss.
  case `default`
  /// What is known of Gong et al., IEEE TGRS 57(6), 2019: SGD with momentum 0.9 and weight decay
  /// 5e-5; 20 000 iterations at 1e-4, then 1 000 at 1e-5 without cross-entropy, then the softmax
  /// layer is fitted on the frozen features. That they used no augmentation is our reading.
  case paper
  /// For 1 to 20 labelled pixels a class: the network trains for a number of steps, without a metric
  /// phase, and then anew on what its walked map is surest of.
  case fewLabels = "few-labels"
}
