/// An experiment over methods × splits × seeds, as its YAML says:
///
///     title: What the metric adds
///     base: ../indian-pines.yaml          # a configuration, or a section of differences
///     seeds: 10                           # 0…9; or a list
///     splits:
///       random: {kind: perClass, vary: {count: [5, 10, 20]}}
///       blocks: {kind: blocks, size: 15, folds: 5}
///     methods:
///       softmax: {finetune: {epochs: 0}}
///       metric: {}
///       SVM: {baseline: svm, features: spectra}
///       neighbours: {baseline: knn, metric: lmnn}
///       metrics on spectra: {baseline: mean, vary: {metric: [lda, kissme]}}
///       metrics on features: {by: knn, vary: {metric: [lda, kissme]}}
///       SVM and walk: {baseline: svm, walk: true}
///       labels alone: {baseline: walk}
public struct Study: Sendable {
  public let file: String
  public let title: String
  /// Where relative scene files are looked for: the base configuration's file, or the study's.
  public let baseFile: String
  /// In the order in which they run: a seed's runs stand together, so that a study that was stopped
  /// compares its methods on the same seeds.
  public let runs: [StudyRun]
  /// Names in the order of the file, variants of a varied one in place of it.
  public let splits: [StudyVariant]
  public let methods: [StudyVariant]

  /// The runs of some of the seeds.
  public func runs(seeds: ClosedRange<UInt64>?) -> [StudyRun] {
    runs.filter { seeds?.contains($0.seed) ?? true }
  }
}

/// A split or a method by name; one of several if a key of it is varied.
public struct StudyVariant: Hashable, Sendable {
  /// "random", or "random 5" for one of several.
  public let name: String
  /// The name in the file: "random".
  public let series: String
  /// The key that is varied and its value here: "count", "5".
  public let key: String?
  public let value: String?
  /// Its name as a folder: lower-case letters, digits and `+-._` alone.
  public var folder: String { Self.folder(name) }

  static func folder(_ name: String) -> String {
    let words = name.lowercased().split {
      !($0.isASCII && ($0.isLetter || $0.isNumber)) && !"+._".contains($0)
    }
    return words.joined(separator: "-")
  }
}

/// One run of a study.
public struct StudyRun: Sendable {
  public let split: StudyVariant
  public let method: StudyVariant
  public let seed: UInt64
  /// The block fold that tests, where all of them take their turn.
  public let fold: Int?
  public let configuration: Configuration
  /// A classifier of the field in place of a network; its features.
  public let baseline: String?
  public let features: String?
  /// The metric that its distances are measured by, or those of `by`.
  public let metric: String?
  /// What decides on a network's classes; nil for softmax.
  public let by: String?
  /// Whether a random walk smooths the baseline's map, as it does a network's.
  public let walk: Bool

  /// The run's folder inside the study's.
  public var place: String {
    "\(split.folder)/\(method.folder)/seed-\(seed)" + (fold.map { "-fold-\($0)" } ?? "")
  }

  /// As one says it: "random, softmax, seed 3".
  public var name: String {
    "\(split.name), \(method.name), seed \(seed)" + (fold.map { ", fold \($0)" } ?? "")
  }

  /// The phases, from the first, that both train alike, in their order. Later ones may differ.
  public func sharedPhases(with other: StudyRun) -> [String] {
    guard baseline == nil, other.baseline == nil else { return [] }
    var ground = configuration
    ground.phases = other.configuration.phases
    // Other methods give other walked maps to train anew on.
    guard ground == other.configuration, configuration.selfTrain.rounds == 0 else { return [] }
    let shared = zip(configuration.plannedPhases, other.configuration.plannedPhases)
      .prefix {
        $0 == $1 && configuration.phases.agree(with: other.configuration.phases, through: $0)
      }
    return shared.map(\.0)
  }
}
