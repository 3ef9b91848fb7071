import TestSupport
import Testing

/// What the program says of itself.
@Suite struct HelpTests {
  let program: FacetProgram

  init() throws {
    program = FacetProgram(in: try TemporaryFolder())
  }

  private static let options = [
    "simulate": ["--rows", "--columns", "--bands", "--classes", "--seed", "--difficulty"],
    "inspect": ["--quicklook", "--pixel", "--json"],
    "pretrain": ["--resume", "--set", "--seed", "--scene", "--device", "--threads"],
    "finetune": ["--set", "--device", "--threads", "--precision"],
    "train": [
      "--resume", "--find-rate", "--set", "--seed", "--scene", "--device", "--threads",
      "--precision",
    ],
    "classify": [
      "--scene", "--confidence", "--by", "--metric", "--reject", "--device", "--threads",
      "--precision",
    ],
    "join": ["--output", "--legend"],
    "describe": ["--json"],
    "report": ["--map", "--labels", "--by", "--reject", "--output", "--precision"],
    "add-class": ["--scene", "--name", "--labels", "--value", "--output"],
    "label": [
      "--output", "--from", "--replay", "--finish", "--port", "--no-browser", "--read-only",
    ],
    "view": ["--scene", "--port", "--no-browser"],
    "similar": ["--pixel", "--class", "--output"],
    "embed": ["--scene", "--by", "--split", "--labels", "--output", "kissme", "pca"],
    "baseline": ["--features", "--metric", "--walk", "lmnn", "isomap"],
    "split": ["--per-class", "--fraction", "--blocks", "--folds", "--masks", "--picture"],
    "compare": ["--json", "--markdown", "--by"],
    "demo": ["--output"],
    "episodes": ["--ways", "--shots", "--episodes", "--heads", "--unseen", "--json", "nearest"],
    "meta-train": ["--set", "--resume", "--output"],
    "adapt": ["--from", "--scene", "--labels", "--split", "--per-class", "--head"],
  ]

  @Test(arguments: options.keys.sorted())
  func everyVerbExplainsItself(_ verb: String) throws {
    let ending = try program.run(verb, "--help")
    #expect(ending.status == 0)
    #expect(ending.results.contains("OVERVIEW:"))
    #expect(ending.results.contains("USAGE: facet \(verb)"))
    for option in Self.options[verb] ?? [] {
      #expect(ending.results.contains(option), "\(verb) --help lacks \(option)")
    }
  }

  @Test func theWholeExplainsItself() throws {
    let help = try program.run("--help")
    #expect(help.status == 0)
    for verb in Self.options.keys { #expect(help.results.contains(verb)) }
    let version = try program.run("--version")
    #expect(version.status == 0)
    #expect(version.results.first?.isNumber == true)
  }

  @Test func anUnknownVerbIsRefused() throws {
    let ending = try program.run("trian")
    #expect(ending.status == 64)
    #expect(ending.messages.contains("trian"))
  }
}
