public import Foundation
import Scenes

/// A report as `report.json` holds it.
///
/// Shares are from 0 to 1, areas in square metres, wavelengths in nanometres, times in seconds.
/// A key is left out where its figure is undefined or was not given; a list that needs a place for
/// such a figure holds null there. NaN and infinity never appear. Intervals are of 95 %.
public struct ReportDocument: Codable, Equatable, Sendable {
  public struct Figures: Codable, Equatable, Sendable {
    /// Pixels with a reference that were compared, those mapped right, and those not classified.
    public var testPixels: Int
    public var correct: Int
    public var unclassified: Int
    public var overallAccuracy: Double?
    /// Wilson.
    public var overallAccuracyInterval: Interval?
    public var averageAccuracy: Double?
    public var kappa: Double?
  }

  public struct ClassFigures: Codable, Equatable, Sendable {
    public var number: Int
    public var name: String
    /// "#rrggbb".
    public var colour: String
    /// Pixels of the split.
    public var train: Int?
    public var validation: Int?
    public var test: Int
    /// Pixels of the whole map in the class, and their area.
    public var mapped: Int?
    public var mappedArea: Double?
    public var producersAccuracy: Double?
    /// Wilson.
    public var producersAccuracyInterval: Interval?
    public var usersAccuracy: Double?
    public var f1: Double?
  }

  public struct Confusion: Codable, Equatable, Sendable {
    /// Row: reference class; column: mapped class.
    public var rows: [[Int]]
    /// By reference class, pixels that the map does not classify.
    public var unclassified: [Int]
  }

  public struct NetworkAlone: Codable, Equatable, Sendable {
    public var figures: Figures
    public var confusion: Confusion
  }

  public struct Leakage: Codable, Equatable, Sendable {
    public var window: Int
    public var containsTrainingPixel: Double?
    public var overlapsTrainingWindow: Double?
    public var besideTrainingPixel: Double?
    public var statement: String
  }

  /// The same method on ground apart from its training.
  public struct Honest: Codable, Equatable, Sendable {
    public var strategy: String
    public var runs: Int
    public var testPixels: Int
    public var overallAccuracy: Double?
    public var overallAccuracyInterval: Interval?
    public var averageAccuracy: Double?
    public var kappa: Double?
    public var overallAccuracyAlone: Double?
    public var mostlyByLabels: Double?
    public var isOnNewGround: Bool
    public var leakage: Leakage
    public var statement: String
  }

  public struct Adjusted: Codable, Equatable, Sendable {
    public var value: Double
    public var interval: Interval?
  }

  /// Area-adjusted figures (Olofsson et al. 2014, Stehman 2014), by class if they are lists.
  public struct Stratified: Codable, Equatable, Sendable {
    public var overallAccuracy: Adjusted
    public var usersAccuracy: [Adjusted?]
    public var producersAccuracy: [Adjusted?]
    /// Shares of the scene.
    public var areas: [Adjusted]
  }

  public struct Spectra: Codable, Equatable, Sendable {
    public struct Spectrum: Codable, Equatable, Sendable {
      public var number: Int
      public var mean: [Double?]
      public var deviation: [Double?]
    }
    public var quantity: String
    public var wavelengths: [Double?]?
    public var classes: [Spectrum]
  }

  public struct Diversity: Codable, Equatable, Sendable {
    public struct State: Codable, Equatable, Sendable {
      public var meanAbsoluteCosine: Double?
      public var logDeterminant: Double?
      public var effectiveRank: Double?
    }
    public var factors: Int
    public var before: State
    public var after: State
  }

  public struct History: Codable, Equatable, Sendable {
    public struct Epoch: Codable, Equatable, Sendable {
      public var epoch: Int
      public var trainingLoss: Double?
      public var validationLoss: Double?
      public var validationAccuracy: Double?
      public var learningRate: Double?
      public var seconds: Double?
      /// Other figures of the phase by name, such as "crossEntropy" and "activeShare".
      public var figures: [String: Double]?
    }
    public var phase: String
    public var epochs: [Epoch]
  }

  /// "facet report 1"; the number changes when a key changes its meaning.
  public var format: String
  public var title: String
  public var scene: SceneSummary?
  public var figures: Figures
  /// The same pixels before a random walk smoothed the map; absent if none did.
  public var networkAlone: NetworkAlone?
  /// A random walk that was asked for.
  public var walk: WalkSummary?
  /// Why the figures may flatter.
  public var caution: String?
  public var rounding: RoundingSummary?
  public var classes: [ClassFigures]
  public var confusion: Confusion
  public var split: SplitSummary?
  public var leakage: Leakage?
  public var honest: Honest?
  public var stratified: Stratified?
  public var spectra: Spectra?
  public var histories: [History]
  public var diversity: Diversity?
  public var decision: DecisionSummary?
  /// Without the pictures.
  public var embedding: EmbeddingSummary?
  public var commands: [String]
  public var configuration: String?
  public var provenance: [Fact]

  /// The document as text, keys in alphabetical order so that two reports can be compared.
  public func json() throws -> Data {
    try JSONEncoder.stable.encode(self)
  }

  /// Reads what `json` wrote.
  public init(json: Data) throws {
    self = try JSONDecoder().decode(ReportDocument.self, from: json)
  }
}
