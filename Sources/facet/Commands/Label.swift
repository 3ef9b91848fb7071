import ArgumentParser
import Foundation
import LabelServer
import Labelling
import Scenes
import Training

struct Label: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Paint a few pixels in the browser, and watch the whole map answer.",
    discussion: """
      Prints an address on this machine and opens it in the browser: the scene in false colour. \
      Add classes, paint some pixels of each, and every pixel takes the class of the labelled \
      pixel that is nearest to it. While you paint a network trains in the background, and the \
      map then compares pixels by its metric. Press ? on the page for all keys.

      All is kept in a folder: labels, session.yaml and, once a network was trained, a run that \
      `facet classify`, `report` and `add-class` take. The same command goes on with it.

      Without a browser: --replay repeats what was painted in another session, and --finish \
      trains fully, smooths by walks, and writes map.tif and report.html into the folder.

      Example: facet label scene.h5 -o field-labels
      """)

  @Argument(help: ArgumentHelp("The scene to label.", valueName: "scene"), completion: .file())
  var scene: String

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "Folder of the session. Default: the scene's name with -labels, in the working folder."),
    completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Compare pixels by the metric of this run from the start, not by principal components.",
      valueName: "run"), completion: .directory)
  var from: String?

  @Option(
    help: ArgumentHelp(
      "Repeat what was painted in another session, without a browser.", valueName: "session"),
    completion: .directory)
  var replay: String?

  @Flag(help: "Finish without a browser: train fully, write map.tif and report.html.")
  var finish = false

  @Flag(help: "Train no network in the background.")
  var noTraining = false

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: "Change one value of what trains, as for `facet train`. May be repeated.")
  var changes: [String] = []

  @OptionGroup var page: PageOptions
  @OptionGroup var result: JSONOption
  @OptionGroup(title: "Scene") var description: SceneOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var engine: EngineOptions

  private var sessionFolder: SessionFolder {
    let stem = ((scene as NSString).lastPathComponent as NSString).deletingPathExtension
    return SessionFolder(output ?? "\(stem)-labels")
  }

  func validate() throws {
    guard !page.readOnly || (replay == nil && !finish) else {
      throw ValidationError("--read-only changes nothing: leave out --replay and --finish")
    }
  }

  func run() throws {
    _ = try engine.start()
    let scene = try Scene.open(scene, descriptor: description.laid(over: SceneDescriptor()))
    for warning in scene.warnings() { say("warning: \(warning)") }
    let folder = sessionFolder
    if page.readOnly, !folder.exists {
      throw SceneError(
        file: folder.path, problem: "holds no session to look at",
        remedy: "Name one with -o, or leave out --read-only")
    }
    let session = try LabelSession(scene, folder: folder, isReadOnly: page.readOnly)
    let training = try page.readOnly ? nil : training(session)
    if let replay {
      let count = try session.replay(SessionFolder(replay))
      say("\(counted(count, "command")) repeated")
    }
    if replay != nil || finish {
      return try endWithoutBrowser(session, training)
    }
    let basis: SceneFeatures.Basis =
      from.map { .run($0) } ?? (RunFolder(folder.path).exists ? .run(folder.path) : .components)
    session.start(basis)
    training?.start(onlyToFinish: noTraining)
    var begin: (@Sendable () -> Void)?
    if let training { begin = { training.finish() } }
    try page.serve(session, json: result.json, finish: begin)
    training?.close()
    try session.close()
    if !page.readOnly {
      say("the session is in \(folder.path); go on with the same command")
    }
  }

  private func training(_ session: LabelSession) throws -> ModelTraining {
    var options: [String] = []
    for (name, value) in [
      ("--descriptor", description.descriptor), ("--cube", description.cube),
      ("--axes", description.axes),
    ] {
      if let value { options += [name, value] }
    }
    for change in changes { options += ["--set", change] }
    return try ModelTraining(
      session, program: URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path,
      options: options,
      threads: max(1, ProcessInfo.processInfo.activeProcessorCount / 2))
  }

  /// A file that "Finish" has made.
  private func made(_ path: String) -> String? {
    finish && FileManager.default.fileExists(atPath: path) ? path : nil
  }

  private func endWithoutBrowser(_ session: LabelSession, _ training: ModelTraining?) throws {
    try session.save()
    if finish { try training?.finishNow() }
    try session.close()
    let folder = sessionFolder
    let sheet = session.labels
    if result.json {
      print(
        try jsonText(
          LabelResult(
            session: folder.path, labels: folder.labels(of: session.scene),
            map: made(folder.map), report: made(folder.report),
            classes: sheet.present.map {
              LabelResult.Class(
                number: $0.number, name: $0.name, pixels: sheet.counts[$0.number])
            })))
    }
    say("the labels are in \(folder.labels(of: session.scene))")
    if let map = made(folder.map) { say("the map is in \(map)") }
    if let report = made(folder.report) { say("the report is in \(report)") }
  }
}

/// What `--json` says of a session that was repeated or finished.
private struct LabelResult: Encodable {
  struct Class: Encodable {
    var number: Int
    var name: String
    /// Labelled pixels.
    var pixels: Int
  }

  var session: String
  var labels: String
  var map: String?
  var report: String?
  var classes: [Class]
}

/// How a page is served.
struct PageOptions: ParsableArguments {
  @Option(help: "Port of 127.0.0.1 to serve the page on; default: one that is free.")
  var port: Int = 0

  @Flag(help: "Print the address, and open no browser.")
  var noBrowser = false

  @Flag(help: "Change nothing: show the session only.")
  var readOnly = false

  /// Serves a session until the user stops the program.
  ///
  /// - Parameter finish: what the page's "Finish" starts.
  /// - Throws: `SceneError` if the port is not free.
  func serve(_ session: LabelSession, json: Bool, finish: (@Sendable () -> Void)?) throws {
    try Interrupt.heededToTheEnd {
      let server = try LabelServer(
        session, port: UInt16(port), version: Facet.version, finish: finish)
      let line = json ? try jsonText(["address": server.address]) : server.address
      // At once, also into a pipe.
      try FileHandle.standardOutput.write(contentsOf: Data("\(line)\n".utf8))
      say("stop with Ctrl-C")
      if !noBrowser { open(server.address) }
      while !Interrupt.isRequested {
        Thread.sleep(forTimeInterval: 0.1)
        if let problem = server.problem {
          throw SceneError(file: server.address, problem: "is served no more: \(problem)")
        }
      }
      server.stop()
    }
  }

  private func open(_ address: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["xdg-open", address]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    // Without one the user opens the address that was printed.
    try? process.run()
  }
}
