import ArgumentParser
import CVersion
import Foundation
import Scenes
import Training

/// The command line: from a scene file to a class map and a report on its accuracy.
@main
struct Facet: ParsableCommand {
  static let version = "0.1.0"
  /// The commit that Facet was built from, with "+" where files had changed since.
  static let commit = String(cString: facet_commit())

  static let configuration = CommandConfiguration(
    commandName: "facet",
    abstract: "Hyperspectral scenes to trustworthy class maps.",
    discussion: """
      facet reads a hyperspectral cube from HDF5, trains a multi-scale network on few labelled \
      pixels, fine-tunes it with a diversified metric, labels every pixel and reports how good \
      the map is.

      A first look:    facet demo
      The main job:    facet train CONFIGURATION -o RUN
                       facet classify RUN --scene SCENE -o MAP.tif
                       facet report RUN
      """,
    version: "\(version) (\(commit))",
    subcommands: [
      Simulate.self, Fetch.self, Inspect.self, Pretrain.self, Finetune.self, Train.self,
      Classify.self,
      ReportCommand.self, AddClass.self, Similar.self, Embed.self, SplitCommand.self,
      Experiment.self, Compare.self, Baseline.self, Demo.self, Init.self, Doctor.self,
    ])

  static func main() {
    // A file beyond the permitted size is then an error that is told, not the end of the program.
    signal(SIGXFSZ, SIG_IGN)
    guardNativeLibraries()
    Interrupt.listen()
    OutputGate.program.guardOutputs(
      OutputGate.RunFiles(isName: RunFolder.isOwn, holds: RunFolder.holds))
    main(nil)
  }
}
