import Foundation
public import Scenes

/// The scene that was mapped.
public struct SceneSummary: Equatable, Sendable, Codable {
  public var file: String
  public var rows: Int
  public var columns: Int
  public var bands: Int
  /// Checksum of the file with its kind in front, as in "sha256:…".
  public var checksum: String?
  /// Ground area of a pixel in square metres, where the scene is georeferenced.
  public var pixelArea: Double?
  /// Where it lies on Earth, if it says.
  public var place: GroundPlace?
  /// When it was acquired, as the file says it.
  public var acquired: String?
  /// The day on which the file was last changed, such as "2024-05-03"; on the page only.
  public var fileDate: String?

  private enum CodingKeys: String, CodingKey {
    case file, rows, columns, bands, checksum, pixelArea, place, acquired
  }

  public init(
    file: String, rows: Int, columns: Int, bands: Int, checksum: String? = nil,
    pixelArea: Double? = nil
  ) {
    self.file = file
    self.rows = rows
    self.columns = columns
    self.bands = bands
    self.checksum = checksum
    self.pixelArea = pixelArea
  }
}

/// How the labelled pixels were divided; counts are by class, from class 1.
public struct SplitSummary: Equatable, Sendable, Codable {
  /// The strategy in words, such as "200 pixels a class at random".
  public var strategy: String
  public var seed: UInt64?
  public var train: [Int]
  public var validation: [Int]
  public var test: [Int]

  public init(
    strategy: String, seed: UInt64? = nil, train: [Int], validation: [Int], test: [Int]
  ) {
    self.strategy = strategy
    self.seed = seed
    self.train = train
    self.validation = validation
    self.test = test
  }
}

/// What a network saw and reached in one phase of its training.
public struct TrainingHistory: Equatable, Sendable, Codable {
  public struct Epoch: Equatable, Sendable, Codable {
    /// From 1.
    public var epoch: Int
    public var trainingLoss: Double
    public var validationLoss: Double?
    /// Overall accuracy on the validation pixels, 0 to 1.
    public var validationAccuracy: Double?
    public var learningRate: Double?
    public var seconds: Double?
    /// Other figures of the phase by name, which its curves are drawn from.
    public var figures: [String: Double]

    public init(
      epoch: Int, trainingLoss: Double, validationLoss: Double? = nil,
      validationAccuracy: Double? = nil, learningRate: Double? = nil, seconds: Double? = nil,
      figures: [String: Double] = [:]
    ) {
      self.epoch = epoch
      self.trainingLoss = trainingLoss
      self.validationLoss = validationLoss
      self.validationAccuracy = validationAccuracy
      self.learningRate = learningRate
      self.seconds = seconds
      self.figures = figures
    }
  }

  /// Figures of the epochs that are drawn in one plot.
  public struct Curve: Equatable, Sendable, Codable {
    public struct Line: Equatable, Sendable, Codable {
      /// Its key in `Epoch.figures`.
      public var figure: String
      public var name: String

      public init(figure: String, name: String) {
        self.figure = figure
        self.name = name
      }
    }

    public var title: String
    public var lines: [Line]
    /// Whether the figures are shares from 0 to 1.
    public var isShare: Bool

    public init(title: String, lines: [Line], isShare: Bool) {
      self.title = title
      self.lines = lines
      self.isShare = isShare
    }
  }

  /// The phase's name.
  public var phase: String
  public var epochs: [Epoch]
  /// What the phase shows beside loss and accuracy.
  public var curves: [Curve]

  public init(phase: String, epochs: [Epoch], curves: [Curve] = []) {
    self.phase = phase
    self.epochs = epochs
    self.curves = curves
  }
}

/// How different the metric's factors are from one another.
public struct FactorDiversity: Equatable, Sendable, Codable {
  /// Mean |cos| between different factors; 0 where all are orthogonal.
  public var meanAbsoluteCosine: Double
  /// log det of the factors' similarity kernel; 0 at its largest for the cosine kernel.
  public var logDeterminant: Double
  /// Exponential of the entropy of the kernel's eigenvalues; at most the number of factors.
  public var effectiveRank: Double

  public init(meanAbsoluteCosine: Double, logDeterminant: Double, effectiveRank: Double) {
    self.meanAbsoluteCosine = meanAbsoluteCosine
    self.logDeterminant = logDeterminant
    self.effectiveRank = effectiveRank
  }
}

/// The factors before and after a phase.
public struct DiversityChange: Equatable, Sendable, Codable {
  /// The phase's name.
  public var phase: String
  public var before: FactorDiversity
  public var after: FactorDiversity
  /// Number of factors, k.
  public var factors: Int

  public init(phase: String, before: FactorDiversity, after: FactorDiversity, factors: Int) {
    self.phase = phase
    self.before = before
    self.after = after
    self.factors = factors
  }

  /// What the phase did to the factors, in a sentence. A change of less than a tenth is called none.
  public var statement: String {
    let (was, became) = (before.meanAbsoluteCosine, after.meanAbsoluteCosine)
    if became < 0.9 * was { return "The phase \(phase) made the factors more diverse." }
    if became > 1.1 * was { return "The phase \(phase) made the factors less diverse." }
    return "The phase \(phase) left the factors about as diverse as they were: a weight of their "
      + "diversity, if there is one, has no effect at its size."
  }
}

/// A file that belongs to a report.
public struct FileLink: Equatable, Sendable {
  public var name: String
  /// Relative to the page, such as "map.tif".
  public var address: String

  /// - Parameters:
  ///   - path: of the file.
  ///   - page: of the page that links to it.
  public init(to path: String, from page: String) {
    let parts = { (path: String) in URL(fileURLWithPath: path).standardizedFileURL.pathComponents }
    let (target, folder) = (parts(path), parts(page).dropLast())
    let common = zip(target, folder).prefix { $0 == $1 }.count
    let steps =
      Array(repeating: "..", count: folder.count - common) + target.dropFirst(common)
    name = target.last ?? path
    let safe = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "/:;"))
    address = steps.map { $0.addingPercentEncoding(withAllowedCharacters: safe) ?? $0 }
      .joined(separator: "/")
  }
}

/// One line of provenance.
public struct Fact: Equatable, Sendable, Codable {
  public var name: String
  public var value: String

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}
