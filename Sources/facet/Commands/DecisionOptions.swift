import ArgumentParser
import Classical
import Mapping
import Parts
import Torch
import Training

/// What decides on a pixel's class.
struct DecisionOptions: ParsableArguments {
  enum Basis: String, ExpressibleByArgument, CaseIterable {
    case softmax, prototype, nearest, knn
  }

  @Option(
    help: """
      What decides: softmax; the nearest class prototype; the nearest labelled pixel, each class \
      in its own measure; or the k nearest labelled pixels. Default: softmax; nearest if classes \
      were added without training.
      """)
  var by: Basis?

  @Option(parsing: .unconditional, help: "Labelled pixels that vote; implies --by knn.")
  var neighbours: Int?

  @Option(
    help: ArgumentHelp(
      "Let --by knn or prototype measure by this metric, learned at once from what the network "
        + "makes of the labelled pixels: "
        + MetricKind.names.joined(separator: ", ") + "; lda:5 keeps 5 components.",
      valueName: "name"))
  var metric: String?

  @Option(parsing: .unconditional, help: "Prototypes of each class; implies --by prototype.")
  var prototypes: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Reject pixels too far from their class; a class keeps this share of its own validation "
        + "pixels at least, such as 0.95.", valueName: "share"))
  var reject: Double?

  @Flag(
    inversion: .prefixedNo,
    help: """
      Smooth the map by random walks that start from the training labels and from what softmax or \
      nearest says; they reach beyond the network's window. How far they go is `map.prior`, chosen \
      by validation pixels if it is null; a walk that makes the map worse on them is not used. \
      Default: as the run's `map.walk` says. Not with another --by, or --reject.
      """)
  var walk: Bool?

  /// What is asked for by name, or by a number that belongs to it.
  private var chosen: Basis? {
    by ?? (prototypes != nil ? .prototype : neighbours != nil || metric != nil ? .knn : nil)
  }

  func validate() throws {
    if walk == true, reject != nil || chosen == .prototype || chosen == .knn {
      throw ValidationError("--walk goes with --by softmax or nearest and without --reject")
    }
    if let reject, !(reject > 0 && reject <= 1) {
      throw ValidationError("--reject \(reject): give a share above 0, up to 1, such as 0.95")
    }
    if let metric {
      guard chosen == .knn || chosen == .prototype else {
        throw ValidationError("--metric goes with --by knn or prototype")
      }
      do {
        _ = try MethodChoice(metric: metric)
      } catch let error as PartError {
        throw ValidationError("--metric \(metric): \(error.message)")
      }
    }
    for (name, value, basis) in [
      ("neighbours", neighbours, Basis.knn), ("prototypes", prototypes, .prototype),
    ] {
      guard let value else { continue }
      guard 1...100_000 ~= value else {
        throw ValidationError("--\(name) \(value): give a number from 1 to 100000")
      }
      guard chosen == basis, neighbours == nil || prototypes == nil else {
        throw ValidationError("--\(name) goes with --by \(basis.rawValue)")
      }
    }
  }

  func decision(of model: Model, in folder: RunFolder, device: Device) throws -> Decision {
    let isExtended = model.card.added?.isEmpty == false
    let chosen = self.chosen ?? (isExtended ? .nearest : .softmax)
    let decision = try Decision(
      Decision.Request(
        Decision.Basis(rawValue: chosen.rawValue) ?? .softmax, neighbours: neighbours ?? 5,
        prototypes: prototypes ?? 1, metric: metric.map { try MethodChoice(metric: $0) },
        truePositiveRate: reject),
      of: model, in: folder, device: device)
    for note in decision.notes { say("note: \(note)") }
    return decision
  }

  /// The random walk that follows on a decision; nil for none.
  ///
  /// - Parameter isOwn: whether the run's own scene is mapped, whose labels the walk begins from.
  func walk(after decision: Decision, _ section: MapSection, isOwn: Bool = true) -> RandomWalk? {
    guard decision.shares != nil, decision.rejection == nil, walk ?? (section.walk && isOwn) else {
      return nil
    }
    return RandomWalk(section)
  }

  /// The options as one would write them.
  var text: String {
    (by.map { " --by \($0.rawValue)" } ?? "") + (neighbours.map { " --neighbours \($0)" } ?? "")
      + (metric.map { " --metric \($0)" } ?? "")
      + (prototypes.map { " --prototypes \($0)" } ?? "") + (reject.map { " --reject \($0)" } ?? "")
      + (walk.map { $0 ? " --walk" : " --no-walk" } ?? "")
  }
}
