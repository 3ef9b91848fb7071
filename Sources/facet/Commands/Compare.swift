import Accuracy
import ArgumentParser
import Foundation
import Mapping
import Sampling
import Scenes
import Torch
import Training

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say whether maps or methods differ by more than chance.",
    discussion: """
      Two or more runs:  facet compare runs/a runs/b
        maps their scene and compares each with each on the same test pixels by McNemar's test. \
      Runs with different test pixels are refused.

      Folders of runs:  facet compare studies/ip/random/softmax studies/ip/random/metric
        pairs runs by seed (or by their place in the folder) and gives each figure's mean ± \
      standard deviation and the paired differences with 95 % intervals.
      """)

  @Argument(help: ArgumentHelp("Folders of runs, or folders that hold runs.", valueName: "folder"))
  var folders: [String]

  @OptionGroup var result: JSONOption

  @Flag(help: "Print Markdown.")
  var markdown = false

  @OptionGroup var decision: DecisionOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var precision: PrecisionOption

  func validate() throws {
    guard folders.count > 1 else { throw ValidationError("name at least two folders to compare") }
    guard !(result.json && markdown) else {
      throw ValidationError("give --json or --markdown, not both")
    }
    let places = folders.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    guard Set(places).count == places.count else {
      throw ValidationError("a folder is named twice: \(folders.joined(separator: ", "))")
    }
  }

  func run() throws {
    let groups = try folders.map { RunGroup(path: $0, places: try RunGroup.runs(in: $0)) }
    let device = try engine.start()
    let total = groups.reduce(0) { $0 + $1.places.count }
    let bar = ProgressBar("map", total: total, unit: "runs")
    var done = 0
    let judge = { (place: String) throws -> JudgedRun in
      let judged = try JudgedRun(
        place, decision: decision, device: device, precision: precision.orFloat32)
      done += 1
      bar.show(done)
      return judged
    }
    if groups.allSatisfy({ $0.places == [""] }) {
      return try printTests(groups.map { try judge($0.path) })
    }
    let methods = try RunGroup.paired(
      groups.map { group in
        (group, try group.places.map { ($0, try judge(group.folder(of: $0))) })
      })
    let table = try MethodTable(methods, pairing: .all)
    print(
      try result.json
        ? String(decoding: table.json(), as: UTF8.self)
        : markdown ? table.markdown() : table.text())
  }

  private func printTests(_ runs: [JudgedRun]) throws {
    var tests: [MapTest] = []
    for second in runs.indices {
      for first in 0..<second {
        try runs[first].requireSamePixels(as: runs[second])
        tests.append(
          MapTest(
            first: runs[first].name, second: runs[second].name,
            test: try McNemar(
              reference: runs[first].reference, first: runs[first].mapped,
              second: runs[second].mapped)))
      }
    }
    let figures = runs.map { run in
      MethodRuns(name: run.name, runs: [MethodRuns.Run(key: "", figures: run.figures)])
    }
    let comparison = MapComparison(
      maps: try MethodTable(figures, pairing: .all).methods, testPixels: runs[0].pixels.count,
      tests: tests)
    print(
      try result.json
        ? String(decoding: comparison.json(), as: UTF8.self)
        : markdown ? comparison.markdown() : comparison.text())
  }
}
