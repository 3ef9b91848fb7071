import Foundation
import TestSupport
import Testing

/// `facet episodes`.
@Suite struct EpisodesCommandTests {
  let experiment: MetricExperiment

  init() throws { experiment = try MetricExperiment() }

  private struct Document: Decodable {
    struct Result: Decodable {
      let head: String
      let shots: Int
      let episodes: Int
      let mean: Double
      let lower: Double
      let upper: Double
    }

    let ways: Int
    let results: [Result]
  }

  @Test func headsAreJudgedBesideEachOther() throws {
    try experiment.train()
    let arguments = [
      "episodes", "run", "--ways", "2", "--shots", "1,3", "--queries", "4", "--episodes", "30",
      "--inside",
    ]
    let text = try experiment.program.run(arguments + ["--json"])
    #expect(text.status == 0, "\(text.messages)")
    let found = try JSONDecoder().decode(Document.self, from: Data(text.results.utf8))
    #expect(found.ways == 2)
    #expect(
      Set(found.results.map(\.head)).isSuperset(of: ["nearest", "leastSquares", "fineTuning"]))
    #expect(found.results.count == 2 * Set(found.results.map(\.head)).count)
    for result in found.results {
      #expect(result.episodes == 30)
      #expect(result.lower < result.mean && result.mean < result.upper)
      #expect(0.3...1 ~= result.mean, "\(result.head)")
    }
    // The same seed, the same table; each head alone has the figures it has among others.
    let table = try experiment.program.run(arguments)
    #expect(table.results.contains("prototypical"))
    #expect(try experiment.program.run(arguments).results == table.results)
    let alone = try experiment.program.run(arguments + ["--heads", "nearest"]).results
    let row = try #require(alone.split(separator: "\n").last).split(separator: " ")
    #expect(
      table.results.split(separator: "\n").contains { $0.split(separator: " ") == row })
  }

  @Test func whatCannotBeDrawnIsRefused() throws {
    try experiment.train()
    for (arguments, words) in [
      (["--ways", "50"], "No scene has 50 classes"),
      (["--shots", "100000"], "0 of them with pixels enough for 100000 shots"),
      (["--ways", "1"], "at least 2 ways"), (["--shots", "1,x"], "whole numbers from 1"),
      (["--heads", "nearst"], "did you mean `nearest`?"),
      (["--heads", "maml"], "must be trained over many episodes"),
      (["--episodes", "1"], "at least 2 episodes"),
      (["--unseen"], "has no class that the run was not trained on"),
    ] {
      let ending = try experiment.program.run(["episodes", "run"] + arguments)
      #expect(ending.status != 0 && !ending.wasKilled)
      #expect(ending.messages.contains(words), "\(arguments): \(ending.messages)")
    }
  }
}
