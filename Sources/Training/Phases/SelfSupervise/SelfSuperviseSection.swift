internal import Foundation
public import Parts
internal import Sampling
internal import SelfSupervision
internal import Torch

/// Options of `selfSupervise`: the network learns from pixels without a class before it learns
/// classes. Off unless a method is named.
public struct SelfSuperviseSection: Codable, Equatable, Sendable, OptimisedSection, PhaseSection {
  package static let name = "selfSupervise"
  package static let needsClasses = false
  package static let kinds: [String: [any PartKind]] = ["method": ObjectiveKind.all]
  package static let curves = [
    PhaseCurve(
      title: "Spread of the embeddings: 0 if they have collapsed",
      lines: [("variation", "Variation")], isShare: false),
    PhaseCurve(
      title: "Directions along which embeddings vary", lines: [("effectiveRank", "Effective rank")],
      isShare: false),
  ]

  /// Which pixels of the run's own scene are looked at.
  public enum Ground: String, Choice { case scene, training }

  /// An objective; `none` leaves the phase out.
  public var method = Part(Self.none)
  public var epochs = 0
  /// Steps; more than 600 gave no more on Indian Pines.
  public var iterations = 600
  /// Windows a step, each in two views.
  public var batch = 128
  public var optimiser: OptimiserKind = .adamw
  public var rate = 1e-3
  public var momentum = 0.9
  public var weightDecay = 5e-5
  public var schedule: ScheduleKind = .oneCycle
  public var warmUp = 0
  public var stepEvery = 20
  public var stepFactor = 0.1
  public var ground: Ground = .scene
  /// Further scenes with the same bands.
  public var scenes: [String] = []
  /// Windows in all, at most.
  public var pixels = 100_000
  public var views = Views()

  static let none = "none"
  /// Steps after which figures are told and a checkpoint is written, at most.
  private static let stepsPerEpoch = 100

  /// How the two views of a window differ.
  public struct Views: Codable, Equatable, Sendable {
    /// Rows and columns by which the second view may lie apart from the first: its neighbour is
    /// mostly of the same field.
    public var shift = 5
    public var flips = true
    public var bandDropout = 0.3
    public var gain = 0.0
    public var noise: Float = 0.3
    public var mixing = 0.0

    public init() {}

    var augmentation: Augmentation { Augmentation(flips: flips, gain: 0, noise: noise) }
    var spectral: SpectralViews {
      SpectralViews(bandDropout: bandDropout, gain: gain, mixing: mixing)
    }

    func validate(_ rule: Rule) throws {
      try rule.require("shift", shift, in: 0...1000)
      try rule.requireShare("bandDropout", bandDropout)
      try rule.require("gain", gain, in: 0...1)
      try rule.require("noise", noise, in: 0...10)
      try rule.require("mixing", mixing, in: 0...1)
    }
  }

  // On Indian Pines with five labels a class no method gave more than training anew on the walked
  // map does, so the preset for few labels leaves the phase out.
  package init(_ preset: Preset) {}

  public var isSkipped: Bool { method.name == Self.none || (epochs == 0 && iterations == 0) }

  package func length(stepsPerEpoch: Int) -> PhaseLength {
    guard iterations > 0 else { return PhaseLength(epochs: epochs, stepsPerEpoch: stepsPerEpoch) }
    let perEpoch = max(1, min(stepsPerEpoch, Self.stepsPerEpoch, iterations))
    return PhaseLength(epochs: (iterations + perEpoch - 1) / perEpoch, stepsPerEpoch: perEpoch)
  }

  package func validate(_ rule: Rule, in configuration: Configuration) throws {
    try validateOptimisation(rule)
    try rule.require("batch", batch, in: 2...100_000)
    try rule.require("pixels", pixels, in: 2...100_000_000)
    try rule.require(
      Set(scenes).count == scenes.count && !scenes.contains(""), "scenes", is: scenes,
      must: "a list of different files")
    try views.validate(rule.within("views"))
    _ = try kind(rule)
  }

  /// nil if no method is named.
  ///
  /// - Throws: `ConfigurationError` for a method or an option that there is not.
  private func kind(_ rule: Rule) throws -> ObjectiveKind? {
    guard method.name != Self.none else {
      try rule.require(
        method.parameters.isEmpty, "method", is: "none with options", must: "none alone")
      return nil
    }
    do {
      let kind = try ObjectiveKind.named(method.name)
      _ = try kind.sight(method.parameters)
      return kind
    } catch let error as PartError {
      throw ConfigurationError(
        file: rule.file, key: "\(rule.section).method", problem: "makes no sense: \(error)",
        remedy: "Or write `none` to leave the phase out")
    }
  }

  package func begin(on start: PhaseStart) throws -> any Phase {
    let rule = Rule.of(Self.name)
    guard let kind = try kind(rule) else {
      throw ConfigurationError(
        file: rule.file, key: "\(Self.name).method", problem: "is none, which trains nothing",
        remedy: "Name a method: \(ObjectiveKind.names.joined(separator: ", "))")
    }
    return try SelfSupervisePhase(self, kind, on: start)
  }
}

extension Configuration {
  public var selfSupervise: SelfSuperviseSection {
    get { phases[SelfSuperviseSection.self] }
    set { phases[SelfSuperviseSection.self] = newValue }
  }
}
