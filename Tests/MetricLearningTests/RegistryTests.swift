import Foundation
import MetricLearning
import Parts
import Testing
import Torch

/// What losses, distances, reducers and miners say of themselves.
@Suite("Registries of the metric")
struct RegistryTests {
  private static let options: [PartOption] =
    LossKind.all.flatMap(\.options) + DistanceKind.all.flatMap(\.options)
    + ReducerKind.all.flatMap(\.options) + MinerKind.all.flatMap(\.options)

  @Test func namesAreUnique() {
    for names in [
      LossKind.all.map(\.name), DistanceKind.all.map(\.name), ReducerKind.all.map(\.name),
      MinerKind.all.map(\.name),
    ] { #expect(Set(names).count == names.count) }
    #expect(LossKind.all.count == 27)
  }

  @Test func everythingIsDescribedInASentence() {
    let summaries =
      LossKind.all.map(\.summary) + DistanceKind.all.map(\.summary)
      + ReducerKind.all.map(\.summary) + MinerKind.all.map(\.summary)
      + Self.options.map(\.summary)
    for summary in summaries {
      #expect(summary.hasSuffix(".") && summary.count < 100, "\(summary)")
    }
  }

  /// Stating an option's standard value changes nothing, so that what is documented is true.
  @Test(arguments: LossKind.all) func standardsAreWhatHoldsWithoutThem(_ kind: LossKind) throws {
    let batch = try Batch(seed: 31)
    var needed: [String: Parameter] = [:]
    if kind.name == "rankedList" { needed = ["margin": 0.4, "negativeTemperature": 10] }
    func value(_ parameters: [String: Parameter]) throws -> Double {
      let choice = MetricChoice(loss: .init(kind.name, parameters))
      let loss = try choice.makeLoss(
        features: 6, classes: 4, generator: RandomGenerator(seed: 4))
      return try loss(batch.points, batch.labels).item()
    }
    let plain = try value(needed)
    for option in kind.options {
      guard let standard = option.standard else { continue }
      var stated = needed
      stated[option.name] = standard
      let found = try value(stated)
      #expect(found == plain, "\(option.name)")
    }
  }

  /// The page of the documentation has a row for each, with its sentence and its options.
  @Test func allStandInTheDocumentation() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Documentation/configuration.md")
    let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
    func expect<Kind: PartKind>(_ kinds: [Kind]) {
      for kind in kinds {
        let row = lines.first { $0.hasPrefix("| `\(kind.name)` | \(kind.summary) |") }
        #expect(row != nil, "\(kind.name)")
        for option in kind.options where option.name != "distance" {
          #expect(row?.contains("`\(option.name)`") == true, "\(kind.name): \(option.name)")
        }
      }
    }
    expect(LossKind.all)
    expect(DistanceKind.all)
    expect(ReducerKind.all)
    expect(MinerKind.all)
  }
}
