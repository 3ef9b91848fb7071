import Accuracy
import ArgumentParser
import Foundation
import Training

struct Experiment: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train methods × splits × seeds, and say what differs by more than chance.",
    discussion: """
      Every run is a run folder of its own, OUTPUT/SPLIT/METHOD/seed-N. Runs that are there are \
      not made again, so that a study that was stopped goes on with the same command. Runs that \
      differ in fine-tuning alone share one pre-training. Results go into results.md, \
      results.csv, results.tex and report.html of the folder, after every seed.

        facet experiment Configs/studies/indian-pines-metric.yaml -o studies/ip

      Two processes may share a study's folder, each with seeds of its own:

        facet experiment STUDY -o studies/ip --seeds 0-4 --threads 1 &
        facet experiment STUDY -o studies/ip --seeds 5-9 --threads 1 &
      """)

  @Argument(
    help: ArgumentHelp("Study in YAML.", valueName: "study"),
    completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Option(
    name: [.short, .customLong("output")], help: "Folder of the study.", completion: .directory)
  var output: String

  @Option(help: ArgumentHelp("Make the runs of these seeds alone.", valueName: "first-last"))
  var seeds: SeedRange?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Make the runs of these splits alone, as the study names them."))
  var splits: [String] = []

  @Flag(help: "Print the runs and which of them are done, and make none.")
  var plan = false

  @OptionGroup var result: JSONOption
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var precision: PrecisionOption

  func run() throws {
    let study = try Study.load(file)
    let work = StudyWork(
      study: study, folder: output, engine: engine, precision: precision.precision)
    let names = Set(study.splits.flatMap { [$0.name, $0.series] })
    if let unknown = splits.first(where: { !names.contains($0) }) {
      throw ValidationError(
        "--splits \(unknown): the study's splits are "
          + study.splits.map(\.name).joined(separator: ", "))
    }
    let runs = study.runs(seeds: seeds?.range).filter {
      splits.isEmpty || splits.contains($0.split.name) || splits.contains($0.split.series)
    }
    guard !runs.isEmpty else { throw ValidationError("the study has no such runs") }
    // A word that is no method is refused before anything is trained.
    for run in runs { _ = try work.request(of: run) }
    if plan {
      if result.json {
        return print(
          try jsonText(
            StudyPlan(
              runs: runs.map {
                StudyPlan.Run(place: $0.place, isDone: try work.outcome(of: $0) != nil)
              }
            )))
      }
      for run in runs {
        print("\(try work.outcome(of: run) == nil ? "to do" : "done ")  \(run.place)")
      }
      return
    }
    try requireWritable(StudyResults.files(folder: output))
    var failures: [(run: String, reason: String)] = []
    let bar = ProgressBar("study", total: runs.count, unit: "runs")
    for (index, run) in runs.enumerated() {
      do {
        if try work.outcome(of: run) == nil {
          say("[\(index + 1)/\(runs.count)] \(run.name)")
          try work.make(run)
        }
      } catch let stop as ExitCode {
        throw stop
      } catch {
        // One run that cannot be made, as of a class without pixels, does not end a night's work.
        failures.append((run.name, "\(error)"))
        Messages.sayError("\(run.name): \(error)")
      }
      bar.show(index + 1)
      if index + 1 == runs.count || runs[index + 1].seed != run.seed {
        try results(work, failures).write(folder: output)
      }
    }
    let results = try results(work, failures)
    let files = try results.write(folder: output)
    print(
      try result.json
        ? jsonText(
          StudySummary(
            files: files, planned: results.planned, done: results.outcomes.count,
            failures: failures.map { ["run": $0.run, "reason": $0.reason] }))
        : results.markdown())
    say("the results are in \(files.joined(separator: ", "))")
    if !failures.isEmpty { throw ExitStatus.someFailed.code }
  }

  private func results(
    _ work: StudyWork, _ failures: [(run: String, reason: String)]
  ) throws -> StudyResults {
    let level = { (variant: StudyVariant) in
      StudyResults.Level(
        name: variant.name, series: variant.series, key: variant.key, value: variant.value)
    }
    return StudyResults(
      title: work.study.title, splits: work.study.splits.map(level),
      methods: work.study.methods.map(level),
      outcomes: work.study.runs.compactMap { try? work.outcome(of: $0) },
      planned: work.study.runs.count, failures: failures)
  }
}

/// What `--json` says of a study's runs.
private struct StudyPlan: Encodable {
  struct Run: Encodable {
    /// In the study's folder.
    var place: String
    var isDone: Bool
  }

  var runs: [Run]
}

/// What `--json` says of a study.
private struct StudySummary: Encodable {
  var files: [String]
  var planned: Int
  var done: Int
  var failures: [[String: String]]
}

/// "0-4", or "3" alone.
struct SeedRange: ExpressibleByArgument {
  let range: ClosedRange<UInt64>

  init?(argument: String) {
    let ends = argument.split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
    guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count < 3,
      first <= last
    else { return nil }
    range = first...last
  }
}
