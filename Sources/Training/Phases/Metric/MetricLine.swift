internal import Yams

/// The whole metric in one line: `metric: {loss: circle, sampler: {perClass: 4}, diversity: {…}}`.
///
/// Batches and the factors' diversity belong to the phase, also if no metric loss has weight;
/// written inside `finetune.metric` they mean the same.
enum MetricLine {
  /// Keys of `sampler`, which are keys of `finetune`.
  private static let sampler = ["perClass", "classes", "batch"]

  /// The section `finetune` as it is written, with such keys if the phase has them.
  ///
  /// - Throws: `ConfigurationError` if a key is written in both places, or `sampler` holds
  ///   another.
  static func settled(_ written: Node.Mapping, file: String) throws -> Node.Mapping {
    guard var metric = written["metric"]?.mapping else { return written }
    var phase = written
    func move(_ name: String, from path: String, _ value: Node) throws {
      guard phase[name] == nil else {
        throw ConfigurationError(
          file: file, key: path, problem: "is written as finetune.\(name) too",
          remedy: "Write it in one of the two places")
      }
      phase[name] = value
    }
    if let diversity = metric["diversity"] {
      try move("diversity", from: "finetune.metric.diversity", diversity)
      metric["diversity"] = nil
    }
    if let node = metric["sampler"] {
      guard let keys = node.mapping else {
        throw ConfigurationError(
          file: file, key: "finetune.metric.sampler", problem: "is no section",
          remedy: "Write it as {perClass: 4}; its keys are \(sampler.joined(separator: ", "))")
      }
      for (key, value) in keys {
        let name = key.scalar?.string ?? ""
        guard sampler.contains(name) else {
          throw ConfigurationError(
            file: file, key: "finetune.metric.sampler.\(name)",
            problem: "is no key of a sampler",
            remedy: "Its keys are \(sampler.joined(separator: ", "))")
        }
        try move(name, from: "finetune.metric.sampler.\(name)", value)
      }
      metric["sampler"] = nil
    }
    phase["metric"] = .mapping(metric)
    return phase
  }
}
