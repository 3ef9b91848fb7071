package import Classical
internal import Parts

/// Which baseline, on what it sees.
package struct BaselineRequest: Equatable, Sendable {
  package var method: BaselineKind
  package var features: FeatureKind
  /// The classical method that the spectra go through before anything else; nil for none.
  package var transform: MethodChoice?
  /// The metric that distances are measured by; nil for Euclid's.
  package var metric: MethodChoice?
  /// Side of the window of features that have one, odd; the network's of the configuration if nil.
  package var window: Int?
  /// Whether a random walk smooths its map, as it does a network's.
  package var walk: Bool

  package init(
    _ method: BaselineKind, features: FeatureKind = .spectra, transform: MethodChoice? = nil,
    metric: MethodChoice? = nil, window: Int? = nil, walk: Bool = false
  ) {
    self.method = method
    self.features = features
    self.transform = transform
    self.metric = metric
    self.window = window
    self.walk = walk
  }

  /// Features and metric as one writes them: "window", "lfda:20"; "lmnn".
  ///
  /// - Throws: `BaselineError` for names that are none, with those there are.
  package init(
    _ method: BaselineKind, features: String, metric: String?, window: Int? = nil,
    walk: Bool = false
  ) throws {
    self.init(method, window: window, walk: walk)
    if let kind = FeatureKind.find(features) {
      self.features = kind
    } else {
      do {
        transform = try MethodChoice(features)
      } catch let error as PartError {
        throw BaselineError(
          "features \(features): \(error.message); besides, there are the features "
            + FeatureKind.names.joined(separator: ", "))
      }
    }
    do {
      self.metric = try metric.map { try MethodChoice(metric: $0) }
    } catch let error as PartError {
      throw BaselineError("metric \(metric ?? ""): \(error.message)")
    }
  }

  /// What it sees, in a word: "spectra", "lfda:20".
  package var seen: String { transform?.description ?? features.name }

  /// "svm", "rf window", "knn lfda:20", "mean, metric kissme", …
  package var name: String {
    (seen == FeatureKind.spectra.name ? method.name : "\(method) \(seen)")
      + (metric.map { ", metric \($0)" } ?? "") + (walk ? " + walk" : "")
  }

  /// - Throws: `BaselineError` for parts that make no sense together.
  package func validate() throws {
    if let reason = method.refusal(of: features, transformed: transform != nil) {
      throw BaselineError("\(method) takes no \(seen) features: \(reason)")
    }
    guard method.hasClassifier || (seen == FeatureKind.spectra.name && !walk) else {
      throw BaselineError(
        "\(method) takes neither other features than spectra nor a walk after it: it is a walk by "
          + "itself")
    }
    if let metric, !method.takesMetric {
      let names = BaselineKind.all.filter(\.takesMetric).map(\.name).joined(separator: " and ")
      throw BaselineError(
        "\(method) measures no distances by a metric; \(names) take the metric \(metric), and "
          + "\(method.hasClassifier ? "\(method) may take it as features: \(metric)" : "\(method) none")"
      )
    }
    guard window == nil || features.hasWindow else {
      throw BaselineError("a window belongs to --features window, not to \(seen)")
    }
    if let window, window % 2 == 0 || !(1...255 ~= window) {
      throw BaselineError("a window of \(window): windows are odd, from 1 to 255")
    }
  }
}
