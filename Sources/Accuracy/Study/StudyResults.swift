internal import Scenes

/// What came of an experiment over methods × splits × seeds.
///
/// The folds of a division into blocks are pooled: their confusion matrices are added, so that each
/// seed gives one figure over all pixels that tested in any fold, and a class that a fold does not
/// have spoils none. Intervals and paired tests are over seeds.
public struct StudyResults: Sendable {
  /// A split or a method; one of a series if a key of it is varied.
  public struct Level: Hashable, Sendable {
    public var name: String
    public var series: String
    /// The key that is varied, and its value here.
    public var key: String?
    public var value: String?

    public init(name: String, series: String, key: String? = nil, value: String? = nil) {
      self.name = name
      self.series = series
      self.key = key
      self.value = value
    }

    var number: Double? { value.flatMap(Double.init) }
  }

  /// A run and its report.
  public struct Outcome: Sendable {
    public var split: String
    public var method: String
    public var seed: UInt64
    /// nil if there is but one.
    public var fold: Int?
    public var report: ReportDocument

    public init(split: String, method: String, seed: UInt64, fold: Int?, report: ReportDocument) {
      self.split = split
      self.method = method
      self.seed = seed
      self.fold = fold
      self.report = report
    }

    var confusion: ConfusionMatrix {
      ConfusionMatrix(rows: report.confusion.rows, unclassified: report.confusion.unclassified)
    }

    /// Before a random walk smoothed the map; nil if none did.
    var alone: ConfusionMatrix? {
      report.networkAlone.map {
        ConfusionMatrix(rows: $0.confusion.rows, unclassified: $0.confusion.unclassified)
      }
    }

    /// Validation pixels, and the network's accuracy on them in the last epoch; nil if there are
    /// none.
    var validation: (pixels: Int, accuracy: Double)? {
      let pixels = report.classes.reduce(0) { $0 + ($1.validation ?? 0) }
      guard pixels > 0, let accuracy = report.histories.last?.epochs.last?.validationAccuracy
      else { return nil }
      return (pixels, accuracy)
    }

    /// Seconds that all epochs of its phases took, those before a resumption among them.
    var seconds: Double? {
      let times = report.histories.flatMap { $0.epochs.map(\.seconds) }
      return times.isEmpty || times.contains(nil) ? nil : times.reduce(0) { $0 + ($1 ?? 0) }
    }
  }

  /// One seed of a method on a split, its folds together.
  struct Pooled {
    let seed: UInt64
    let confusion: ConfusionMatrix
    /// Before random walks smoothed the maps of any folds; nil if they smoothed none.
    let alone: ConfusionMatrix?
    let outcomes: [Outcome]

    var key: String { "seed \(seed)" }

    /// The folds by their pixels; nil if one has none.
    var validationAccuracy: Double? {
      let folds = outcomes.compactMap(\.validation)
      guard folds.count == outcomes.count else { return nil }
      return folds.reduce(0) { $0 + $1.accuracy * Double($1.pixels) }
        / Double(folds.reduce(0) { $0 + $1.pixels })
    }
  }

  public let title: String
  public let splits: [Level]
  public let methods: [Level]
  public let outcomes: [Outcome]
  /// Runs that the study asks for, and those of them that failed, with the reason.
  public let planned: Int
  public let failures: [(run: String, reason: String)]

  public init(
    title: String, splits: [Level], methods: [Level], outcomes: [Outcome], planned: Int,
    failures: [(run: String, reason: String)] = []
  ) {
    self.title = title
    self.splits = splits
    self.methods = methods
    self.outcomes = outcomes
    self.planned = planned
    self.failures = failures
  }

  /// Seeds in ascending order whose folds are all there.
  func pooled(_ split: Level, _ method: Level) -> [Pooled] {
    let own = outcomes.filter { $0.split == split.name }
    let folds = Set(own.compactMap(\.fold)).count
    let bySeed = Dictionary(grouping: own.filter { $0.method == method.name }, by: \.seed)
    return bySeed.sorted { $0.key < $1.key }.compactMap { seed, runs in
      guard runs.count >= max(folds, 1) else { return nil }
      let runs = runs.sorted { ($0.fold ?? 0) < ($1.fold ?? 0) }
      // A fold whose walk was not used is judged by the network alone in both.
      let isWalked = runs.contains { $0.alone != nil }
      let alone = runs.map { $0.alone ?? $0.confusion }
      return Pooled(
        seed: seed, confusion: runs.dropFirst().reduce(runs[0].confusion) { $0 + $1.confusion },
        alone: isWalked ? alone.dropFirst().reduce(alone[0]) { $0 + $1 } : nil,
        outcomes: runs)
    }
  }

  /// Methods with figures on a split: mean, spread, and what each gains over each before it.
  func table(_ split: Level) throws -> MethodTable { try table(split) { $0.confusion } }

  /// The same of the networks alone, if random walks smoothed their maps.
  func aloneTable(_ split: Level) throws -> MethodTable { try table(split) { $0.alone } }

  private func table(
    _ split: Level, _ matrix: (Pooled) -> ConfusionMatrix?
  ) throws -> MethodTable {
    try MethodTable(
      methods.compactMap { method in
        let runs = pooled(split, method).compactMap { run in matrix(run).map { (run.key, $0) } }
        guard !runs.isEmpty else { return nil }
        return MethodRuns(
          name: method.name,
          runs: runs.map { MethodRuns.Run(key: $0.0, figures: RunFigures($0.1)) })
      })
  }

  /// "600 of 640 runs are done."
  var progress: String {
    let done = "\(outcomes.count) of \(counted(planned, "run"))"
    return failures.isEmpty
      ? "\(done)." : "\(done); \(failures.count) could not be made, see the end."
  }

  /// How the split of the runs leaks, in words, by the methods that see equal windows, and how many
  /// folds are pooled.
  func note(_ split: Level) -> String {
    let own = outcomes.filter { $0.split == split.name }
    let folds = Set(own.compactMap(\.fold)).count
    var notes =
      folds > 0 ? ["Pixels of \(folds) folds are counted together, each tested once a seed."] : []
    let windows = Dictionary(grouping: own.filter { $0.report.leakage != nil }) {
      $0.report.leakage?.window ?? 0
    }
    for (window, runs) in windows.sorted(by: { $0.key < $1.key }) {
      let names = methods.map(\.name).filter { name in runs.contains { $0.method == name } }
      let statement = leakage(window, runs).statement
      notes.append(windows.count > 1 ? "\(names.joined(separator: "; ")): \(statement)" : statement)
    }
    if let walks = walkNote(own) { notes.append(walks) }
    return notes.joined(separator: " ")
  }

  /// How the maps that walks smoothed leak, in words, by methods; nil without any.
  private func walkNote(_ runs: [Outcome]) -> String? {
    let shares = methods.compactMap { method -> String? in
      let own = runs.filter { $0.method == method.name && $0.report.walk?.mostlyByLabels != nil }
      let pixels = own.reduce(0) { $0 + $1.report.figures.testPixels }
      guard pixels > 0 else { return nil }
      let share = own.reduce(0) {
        $0 + ($1.report.walk?.mostlyByLabels ?? 0) * Double($1.report.figures.testPixels)
      }
      return "\(method.name) \(percent(share / Double(pixels), digits: 0))"
    }
    guard !shares.isEmpty else { return nil }
    return "Maps smoothed by walks leak otherwise: they start from training and validation labels. "
      + "Share of test pixels from which most walkers end at a label: "
      + shares.joined(separator: "; ") + "."
  }

  /// The mean over runs, by their test pixels.
  private func leakage(_ window: Int, _ runs: [Outcome]) -> LeakageSummary {
    let pixels = runs.reduce(0) { $0 + $1.report.figures.testPixels }
    let mean = { (share: KeyPath<ReportDocument.Leakage, Double?>) in
      runs.reduce(0) {
        $0 + ($1.report.leakage?[keyPath: share] ?? .nan) * Double($1.report.figures.testPixels)
      } / Double(pixels)
    }
    return LeakageSummary(
      window: window, containsTrainingPixel: mean(\.containsTrainingPixel),
      overlapsTrainingWindow: mean(\.overlapsTrainingWindow),
      besideTrainingPixel: mean(\.besideTrainingPixel))
  }
}
