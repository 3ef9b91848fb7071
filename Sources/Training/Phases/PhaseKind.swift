/// What the rest of the program may know of a phase.
package struct PhaseKind: Sendable {
  /// The word for it in configurations, on the command line and in run folders.
  package let name: String
  /// What a report draws beside the loss and the validation pixels' accuracy.
  package let curves: [PhaseCurve]

  /// All phases, in the order in which they run.
  package static let all = phaseSections.map { PhaseKind(name: $0.name, curves: $0.curves) }
}

/// Figures of a phase over its epochs, drawn in one plot.
package struct PhaseCurve: Sendable {
  /// What the plot shows: "Terms of the metric loss above 0".
  package let title: String
  /// Keys in `EpochRecord.parts`, with the name of each line.
  package let lines: [(part: String, name: String)]
  /// Whether the figures are shares from 0 to 1, to be drawn as per cent.
  package let isShare: Bool
}

extension Configuration {
  /// Names of the phases that have steps, in the order in which they run.
  package var plannedPhases: [String] { phases.all.filter { !$0.isSkipped }.map(\.name) }
}

extension Configuration {
  /// The section of a phase, whether or not it has steps.
  ///
  /// - Throws: `ConfigurationError` if there is no such phase.
  func section(_ phase: String) throws -> any PhaseSection {
    guard let section = phases.all.first(where: { $0.name == phase }) else {
      throw ConfigurationError(
        file: "configuration", key: phase, problem: "is no phase of training",
        remedy: "There are \(phases.all.map(\.name).joined(separator: ", "))")
    }
    return section
  }

  /// The phase with steps that runs before another; nil for the first.
  ///
  /// - Throws: `ConfigurationError` if there is no such phase.
  package func phase(before phase: String) throws -> String? {
    _ = try section(phase)
    return phases.all.prefix { $0.name != phase }.last { !$0.isSkipped }?.name
  }
}

extension RunRecord {
  /// The first phase of a configuration that has not ended; nil if all have.
  package func unfinishedPhase(of configuration: Configuration) -> String? {
    configuration.plannedPhases.first { !history($0).hasEnded }
  }
}
