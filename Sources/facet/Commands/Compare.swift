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
      Runs with different test pixels are refused. If random walks smooth the maps, the maps \
      before the walk are compared too: walks can make maps of unlike networks alike.

      Folders of runs:  facet compare studies/ip/random/softmax studies/ip/random/metric
        pairs runs by seed (or by their place in the folder) and gives each figure's mean ± \
      standard deviation and the paired differences with 95 % intervals.
      """)

  @Argument(
    help: ArgumentHelp("Folders of runs, or folders that hold runs.", valueName: "folder"),
    completion: .directory)
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
    let runs = try groups.map { group in
      (
        group: group,
        runs: try group.places.map { (place: $0, run: try judge(group.folder(of: $0))) }
      )
    }
    let isWalked = runs.contains { $0.runs.contains { $0.run.alone != nil } }
    let tables = try stages(isWalked).map { stage in
      (stage, try MethodTable(RunGroup.paired(runs, stage)))
    }
    try printAll(
      tables, isWalked, json: { try $0.json() }, markdown: { $0.markdown() }, text: { $0.text() })
  }

  private func stages(_ isWalked: Bool) -> [JudgedRun.Stage] {
    isWalked ? [.alone, .walked] : [.walked]
  }

  /// Prints what was found of each stage, under a heading that says which if there are two.
  private func printAll<Found>(
    _ found: [(JudgedRun.Stage, Found)], _ isWalked: Bool, json write: (Found) throws -> Data,
    markdown: (Found) -> String, text: (Found) -> String
  ) throws {
    if result.json {
      let parts = try found.map { stage, found in
        (stage, String(decoding: try write(found), as: UTF8.self))
      }
      print(
        isWalked
          ? "{"
            + parts.map { "\"\($0 == .alone ? "withoutWalk" : "withWalk")\": \($1)" }
            .joined(separator: ",\n") + "}" : parts[0].1)
      return
    }
    for (index, (stage, found)) in found.enumerated() {
      if isWalked {
        let heading =
          stage == .alone
          ? "Without random walks: networks and baselines alone"
          : "With random walks, for the runs that have one; what is theirs is not the networks' merit"
        print((index == 0 ? "" : "\n") + (self.markdown ? "## \(heading)\n" : "\(heading)\n"))
      }
      print(self.markdown ? markdown(found) : text(found))
    }
  }

  private func printTests(_ runs: [JudgedRun]) throws {
    for second in runs.indices {
      for first in 0..<second { try runs[first].requireSamePixels(as: runs[second]) }
    }
    let isWalked = runs.contains { $0.alone != nil }
    try printAll(
      try stages(isWalked).map { ($0, try comparison(of: runs, $0)) }, isWalked,
      json: { try $0.json() }, markdown: { $0.markdown() }, text: { $0.text() })
  }

  private func comparison(
    of runs: [JudgedRun], _ stage: JudgedRun.Stage
  ) throws -> MapComparison {
    var tests: [MapTest] = []
    for second in runs.indices {
      for first in 0..<second {
        tests.append(
          MapTest(
            first: runs[first].name, second: runs[second].name,
            test: try McNemar(
              reference: runs[first].reference, first: runs[first].map(stage),
              second: runs[second].map(stage))))
      }
    }
    let figures = runs.map { run in
      MethodRuns(name: run.name, runs: [MethodRuns.Run(key: "", figures: run.figures(stage))])
    }
    return MapComparison(
      maps: try MethodTable(figures).methods, testPixels: runs[0].pixels.count, tests: tests)
  }
}
